from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0014_diagnosis_append_only"),
        ("learning", "0014_plan"),
    ]

    operations = [
        migrations.AddField(
            "reading",
            "kind",
            models.CharField(default="lesson", help_text="Lesson or case.", max_length=20),
        ),
        migrations.AddField("reading", "visible", models.JSONField(default=dict)),
        migrations.AddField("reading", "openings", models.JSONField(default=dict)),
        migrations.AddField("reading", "untold", models.JSONField(default=dict)),
        migrations.AddField(
            "reading", "untold_seconds", models.PositiveIntegerField(default=0)
        ),
        migrations.AddField("reading", "told_seconds", models.PositiveIntegerField(default=0)),
        migrations.AddField("reading", "tellings", models.PositiveIntegerField(default=0)),
        migrations.AddIndex(
            "reading",
            models.Index(
                fields=["beacon_at"],
                name="reading_untold",
                condition=models.Q(("untold_seconds__gt", 0)),
            ),
        ),
        migrations.AddIndex(
            "statement",
            models.Index(
                fields=["learner", "voids"],
                name="statement_by_voids",
                condition=models.Q(("voids__isnull", False)),
            ),
        ),
    ]
