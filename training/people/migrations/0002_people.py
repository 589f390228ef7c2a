import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["target", "-at"], name="audit_by_target"),
        ),
        migrations.AddField(
            model_name="membership",
            name="began_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("election", "换届选举"),
                    ("by_election", "补选"),
                    ("transfer", "调动"),
                    ("appointed", "任命"),
                ],
                max_length=12,
                verbose_name="怎样开始",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="constituency",
            field=models.CharField(blank=True, max_length=60, verbose_name="选区"),
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resigned", "辞职"),
                    ("moved", "迁出或调离本行政区域"),
                    ("recalled", "罢免"),
                    ("absent", "未经批准两次不出席会议，资格终止"),
                    ("disqualified", "依法终止资格（其他情形）"),
                    ("died", "去世"),
                    ("term", "任期届满"),
                    ("transfer", "调动"),
                    ("relieved", "免去职务"),
                    ("merged", "重复登记，已合并"),
                    ("mistaken", "登记有误"),
                ],
                max_length=12,
                verbose_name="因何结束",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="closed_on",
            field=models.DateField(
                blank=True,
                help_text="The last day on which it was there.",
                null=True,
                verbose_name="撤销日期",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="merged_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="并入时间"),
        ),
        migrations.AddField(
            model_name="user",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to=settings.AUTH_USER_MODEL,
                verbose_name="已并入",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="order",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="顺序"),
        ),
        migrations.CreateModel(
            name="DeviceSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("device", models.CharField(blank=True, max_length=80)),
                ("signed_in_at", models.DateTimeField(null=True)),
                (
                    "seen_at",
                    models.DateTimeField(
                        help_text="Coarse; see training.people.sessions.", null=True
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "登录的设备",
                "verbose_name_plural": "登录的设备",
                "abstract": False,
            },
        ),
    ]
