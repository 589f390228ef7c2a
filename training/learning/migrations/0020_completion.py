from django.db import migrations, models

VERBS = [
    ("launched", "打开"),
    ("progressed", "学习中"),
    ("completed", "学完"),
    ("answered", "作答"),
    ("passed", "通过"),
    ("failed", "未通过"),
    ("attended", "签到"),
    ("submitted", "交稿"),
    ("assessed", "评阅"),
    ("reviewed", "复习"),
    ("waived", "免修"),
    ("overridden", "裁定"),
    ("satisfied", "达到要求"),
    ("voided", "作废"),
]


class Migration(migrations.Migration):
    dependencies = [("learning", "0019_review")]

    operations = [
        migrations.CreateModel(
            name="FoldCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("started_at", models.DateTimeField(verbose_name="开始")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="完成")),
                (
                    "reached",
                    models.CharField(
                        blank=True, help_text="The last person compared.", max_length=36
                    ),
                ),
                ("people", models.PositiveIntegerField(default=0, verbose_name="人数")),
                ("found", models.PositiveIntegerField(default=0, verbose_name="差异")),
                (
                    "lines",
                    models.JSONField(default=list, help_text="The first differences, in words."),
                ),
            ],
            options={
                "verbose_name": "夜间核对",
                "verbose_name_plural": "夜间核对",
                "ordering": ["-day"],
            },
        ),
        migrations.AddField(
            model_name="courseprogress",
            name="reasons",
            field=models.JSONField(
                default=dict,
                help_text="Of the whole verdict only: by item how, when and by what evidence.",
            ),
        ),
        migrations.AddField(
            model_name="courseprogress",
            name="satisfied_version",
            field=models.PositiveIntegerField(
                help_text="The requirement version that was met.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="verb",
            field=models.CharField(choices=VERBS, max_length=12),
        ),
    ]
