import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0026_live"),
        ("cohorts", "0004_timetable"),
        ("people", "0003_roster"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedbackForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "occasion",
                    models.CharField(
                        choices=[("day", "每天"), ("end", "结业时")],
                        max_length=4,
                        verbose_name="场合",
                    ),
                ),
                ("day", models.PositiveSmallIntegerField(default=0, verbose_name="第几天")),
                ("date", models.DateField(verbose_name="日期")),
                ("questions", models.JSONField(help_text="See questions.py.")),
                ("opens_at", models.DateTimeField(verbose_name="开放")),
                ("closes_at", models.DateTimeField(verbose_name="截止")),
                (
                    "closed",
                    models.BooleanField(
                        default=False, help_text="Everything that came in is counted."
                    ),
                ),
                (
                    "released_on",
                    models.DateField(
                        help_text="Answers were last added to the results.", null=True
                    ),
                ),
                (
                    "sample",
                    models.BooleanField(
                        default=False, help_text="Filled by the loader, not by people."
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.cohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "满意度表",
                "verbose_name_plural": "满意度表",
                "ordering": ["cohort", "date", "day"],
            },
        ),
        migrations.CreateModel(
            name="AnswerBox",
            fields=[
                (
                    "form",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="box",
                        serialize=False,
                        to="learning.feedbackform",
                    ),
                ),
                ("answers", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "满意度票箱",
                "verbose_name_plural": "满意度票箱",
            },
        ),
        migrations.CreateModel(
            name="FeedbackAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("answers", models.JSONField(help_text="Key of the question → 1 to 5, or words.")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="learning.feedbackform",
                    ),
                ),
            ],
            options={
                "verbose_name": "满意度答卷",
                "verbose_name_plural": "满意度答卷",
            },
        ),
        migrations.CreateModel(
            name="FeedbackRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asks", models.BooleanField(default=True, verbose_name="课后请代表填满意度表")),
                (
                    "day_stays_open",
                    models.PositiveSmallIntegerField(default=2, verbose_name="每天的表开放几天"),
                ),
                (
                    "end_stays_open",
                    models.PositiveSmallIntegerField(default=7, verbose_name="结业的表开放几天"),
                ),
                (
                    "congress",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.congress",
                    ),
                ),
            ],
            options={
                "verbose_name": "满意度测评规则",
                "verbose_name_plural": "满意度测评规则",
            },
        ),
        migrations.CreateModel(
            name="FormGiven",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="learning.feedbackform",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="学员",
                    ),
                ),
            ],
            options={
                "verbose_name": "已打开的满意度表",
                "verbose_name_plural": "已打开的满意度表",
            },
        ),
        migrations.CreateModel(
            name="QuestionSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[("day", "每天"), ("end", "结业时")],
                        max_length=4,
                        verbose_name="场合",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                ("questions", models.JSONField(help_text="See questions.py.")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "congress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.congress",
                    ),
                ),
            ],
            options={
                "verbose_name": "满意度题目",
                "verbose_name_plural": "满意度题目",
            },
        ),
        migrations.CreateModel(
            name="SpentTicket",
            fields=[
                ("mark", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spent",
                        to="learning.feedbackform",
                    ),
                ),
            ],
            options={
                "verbose_name": "用过的凭据",
                "verbose_name_plural": "用过的凭据",
            },
        ),
        migrations.AddConstraint(
            model_name="feedbackform",
            constraint=models.UniqueConstraint(
                fields=("cohort", "occasion", "day"), name="feedback_form_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="formgiven",
            constraint=models.UniqueConstraint(
                fields=("learner", "form"), name="feedback_given_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionset",
            constraint=models.UniqueConstraint(
                fields=("congress", "occasion", "number"), name="feedback_questions_number_unique"
            ),
        ),
    ]
