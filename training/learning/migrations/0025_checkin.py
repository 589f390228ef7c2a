import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0024_watching_told"),
        ("cohorts", "0004_timetable"),
        ("people", "0003_roster"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AttendanceVoided",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "撤回的签到",
                "verbose_name_plural": "撤回的签到",
            },
        ),
        migrations.CreateModel(
            name="CheckInRefusal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("code", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=300, verbose_name="原因")),
                (
                    "key",
                    models.CharField(
                        help_text="The same attempt within a minute is one row.", max_length=60
                    ),
                ),
            ],
            options={
                "verbose_name": "没有签成",
                "verbose_name_plural": "没有签成",
            },
        ),
        migrations.CreateModel(
            name="CheckInRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "opens_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="课前多少分钟开始签到"
                    ),
                ),
                (
                    "late_minutes",
                    models.PositiveSmallIntegerField(
                        default=15, verbose_name="开课多少分钟以后算迟到"
                    ),
                ),
                ("late_counts", models.BooleanField(default=True, verbose_name="迟到的算到课")),
                (
                    "claim_days",
                    models.PositiveSmallIntegerField(default=3, verbose_name="课后几天内可以补签"),
                ),
                ("changed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "签到规则",
                "verbose_name_plural": "签到规则",
            },
        ),
        migrations.CreateModel(
            name="LeaveRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "asked",
                    models.UUIDField(
                        help_text="The same for the sessions that were asked for together."
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("duty", "公务"), ("ill", "生病"), ("private", "个人事务")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("words", models.CharField(max_length=200, verbose_name="事由")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等答复"),
                            ("approved", "准假"),
                            ("refused", "不准假"),
                            ("withdrawn", "已收回"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="答复")),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "请假",
                "verbose_name_plural": "请假",
            },
        ),
        migrations.CreateModel(
            name="OpenedEarly",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "提前开放的签到",
                "verbose_name_plural": "提前开放的签到",
            },
        ),
        migrations.CreateModel(
            name="PresenceClaim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "client_id",
                    models.UUIDField(
                        help_text="Made by the phone: sent again, it is the same claim."
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("made_at", models.DateTimeField(verbose_name="收到的时间")),
                (
                    "code_at",
                    models.DateTimeField(
                        help_text="When the code she holds was on the screen; none without a code.",
                        null=True,
                    ),
                ),
                (
                    "phone_at",
                    models.DateTimeField(
                        help_text="By her phone's clock: shown, not used.", null=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等核实"),
                            ("confirmed", "已核实"),
                            ("refused", "没有核实"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="答复")),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "补签",
                "verbose_name_plural": "补签",
            },
        ),
        migrations.RemoveConstraint(
            model_name="attendance",
            name="attendance_unique",
        ),
        migrations.AddField(
            model_name="attendance",
            name="counts",
            field=models.BooleanField(
                default=True, help_text="By the rule in force when it was made."
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="device",
            field=models.CharField(
                blank=True,
                help_text="A trace of the phone, another one for each session.",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="how",
            field=models.CharField(
                choices=[
                    ("qr", "扫大屏幕的码"),
                    ("number", "输入数字码"),
                    ("own_code", "出示代表码"),
                    ("staff", "工作人员登记"),
                    ("paper", "按纸质名单录入"),
                    ("claim", "补签，工作人员核实"),
                ],
                default="staff",
                max_length=12,
                verbose_name="方式",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="late",
            field=models.BooleanField(default=False, verbose_name="迟到"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="number",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="Grows by one with each record that was taken back."
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="recorded_at",
            field=models.DateTimeField(help_text="When it was written down.", null=True),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="at",
            field=models.DateTimeField(verbose_name="到的时间"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("learner", "scheduled", "number"), name="attendance_number_unique"
            ),
        ),
        migrations.AddField(
            model_name="attendancevoided",
            name="attendance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voidings",
                to="learning.attendance",
            ),
        ),
        migrations.AddField(
            model_name="attendancevoided",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attendancevoided",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="学员",
            ),
        ),
        migrations.AddField(
            model_name="checkinrefusal",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="学员",
            ),
        ),
        migrations.AddField(
            model_name="checkinrefusal",
            name="scheduled",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refusals",
                to="cohorts.scheduledsession",
            ),
        ),
        migrations.AddField(
            model_name="checkinrules",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="checkinrules",
            name="congress",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="check_in_rules",
                to="people.congress",
            ),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="entered_by",
            field=models.ForeignKey(
                help_text="Staff who entered it for her.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="学员",
            ),
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="scheduled",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leaves",
                to="cohorts.scheduledsession",
            ),
        ),
        migrations.AddField(
            model_name="openedearly",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="openedearly",
            name="scheduled",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="opened_early",
                to="cohorts.scheduledsession",
            ),
        ),
        migrations.AddField(
            model_name="presenceclaim",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="presenceclaim",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="学员",
            ),
        ),
        migrations.AddField(
            model_name="presenceclaim",
            name="scheduled",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="cohorts.scheduledsession",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendancevoided",
            constraint=models.UniqueConstraint(
                fields=("learner", "attendance"), name="attendance_voided_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkinrefusal",
            constraint=models.UniqueConstraint(
                fields=("learner", "key"), name="check_in_refusal_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="leaverequest",
            index=models.Index(fields=["scheduled", "state"], name="leave_queue"),
        ),
        migrations.AddConstraint(
            model_name="leaverequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "approved"])),
                fields=("learner", "scheduled"),
                name="leave_one_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="presenceclaim",
            index=models.Index(fields=["scheduled", "state"], name="claim_queue"),
        ),
        migrations.AddConstraint(
            model_name="presenceclaim",
            constraint=models.UniqueConstraint(
                fields=("learner", "client_id"), name="claim_sent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="presenceclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("learner", "scheduled"),
                name="claim_one_waiting",
            ),
        ),
    ]
