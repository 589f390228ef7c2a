import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0029_class_append_only"),
        ("cohorts", "0004_timetable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClassReminders",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True, verbose_name="开始于")),
                ("stopped_at", models.DateTimeField(null=True, verbose_name="停于")),
                ("ran_on", models.DateField(null=True, verbose_name="最近一次")),
                (
                    "told",
                    models.PositiveIntegerField(
                        default=0, help_text="How many notices the last run made."
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cohort",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.cohort",
                    ),
                ),
            ],
            options={"verbose_name": "自动提醒", "verbose_name_plural": "自动提醒"},
        ),
    ]
