from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0030_reminders")]

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("ran_at", models.DateTimeField(verbose_name="最近一次")),
                ("milliseconds", models.PositiveIntegerField(verbose_name="用时")),
                ("did_at", models.DateTimeField(null=True, verbose_name="最近一次有事做")),
                ("did", models.PositiveIntegerField(default=0, verbose_name="那次做了几件")),
                ("failed_at", models.DateTimeField(null=True, verbose_name="最近一次出错")),
                ("failing_since", models.DateTimeField(null=True, verbose_name="一直出错，从")),
                ("error", models.TextField(blank=True, verbose_name="错误")),
            ],
            options={
                "verbose_name": "定时任务",
                "verbose_name_plural": "定时任务",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("host", models.CharField(max_length=80, verbose_name="机器")),
                ("process", models.PositiveIntegerField(verbose_name="进程号")),
                ("started_at", models.DateTimeField(verbose_name="启动")),
                ("seen_at", models.DateTimeField(db_index=True, verbose_name="最近一次报到")),
            ],
            options={
                "verbose_name": "任务进程",
                "verbose_name_plural": "任务进程",
                "ordering": ["-seen_at"],
            },
        ),
    ]
