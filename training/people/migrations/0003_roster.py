import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people")]

    operations = [
        migrations.CreateModel(
            name="RosterImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("digest", models.CharField(max_length=64)),
                (
                    "cohort",
                    models.SlugField(
                        blank=True,
                        help_text="Key of the class everybody is taken into.",
                        verbose_name="编入班次",
                    ),
                ),
                (
                    "numbering",
                    models.BooleanField(
                        default=False,
                        help_text="Whether new people without a number get one.",
                        verbose_name="自动编号",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待读取"),
                            ("planning", "等待对照"),
                            ("ready", "等您选择"),
                            ("failed", "读不出来"),
                            ("applying", "正在导入"),
                            ("applied", "已导入"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "sheets",
                    models.JSONField(
                        default=list,
                        help_text="Of each sheet its name, the line, titles and codes of its head.",
                    ),
                ),
                (
                    "meanings",
                    models.JSONField(
                        default=dict,
                        help_text="Names of units the roster does not know → what the office meant.",
                    ),
                ),
                ("said", models.JSONField(default=list)),
                ("failure", models.TextField(blank=True)),
                ("failure_code", models.CharField(blank=True, max_length=20)),
                (
                    "counts",
                    models.JSONField(default=dict, help_text="What was done, once it is applied."),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(verbose_name="导入时间")),
                (
                    "worked_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="The last sign of who works on it; empty when nobody does.",
                        null=True,
                    ),
                ),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "congress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.congress",
                    ),
                ),
            ],
            options={
                "verbose_name": "名册导入",
                "verbose_name_plural": "名册导入",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RosterFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.BinaryField()),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="file",
                        to="people.rosterimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RosterRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                (
                    "sheet",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Place in the import's `sheets`."
                    ),
                ),
                ("line", models.PositiveIntegerField(help_text="The row's number in the file.")),
                (
                    "cells",
                    models.JSONField(
                        help_text="The texts of the row, in the order of the columns."
                    ),
                ),
                (
                    "broken",
                    models.JSONField(
                        default=dict, help_text="Column → why its cell cannot be read."
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "新增"),
                            ("changed", "更新"),
                            ("transfer", "调动"),
                            ("unchanged", "没有变化"),
                            ("question", "要您回答"),
                            ("error", "不能导入"),
                            ("skipped", "您选择不导入"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60)),
                ("number", models.CharField(blank=True, max_length=40)),
                (
                    "person",
                    models.UUIDField(
                        help_text="Whom it is about, or who will come of it.", null=True
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        default=list, help_text="[column, before, after] of each change."
                    ),
                ),
                ("problems", models.JSONField(default=list)),
                (
                    "question",
                    models.JSONField(
                        default=dict, help_text="What is asked, with the answers on offer."
                    ),
                ),
                (
                    "answers",
                    models.JSONField(
                        default=dict, help_text="Code of a question → what was answered."
                    ),
                ),
                ("chosen", models.BooleanField(default=True)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="people.rosterimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "名册的一行",
                "verbose_name_plural": "名册的一行",
                "ordering": ["place"],
            },
        ),
        migrations.AddIndex(
            model_name="rosterimport",
            index=models.Index(fields=["congress", "-created_at"], name="roster_import_recent"),
        ),
        migrations.AddIndex(
            model_name="rosterrow",
            index=models.Index(fields=["job", "outcome", "place"], name="roster_row_outcome"),
        ),
        migrations.AddIndex(
            model_name="rosterrow",
            index=models.Index(fields=["job", "person"], name="roster_row_person"),
        ),
        migrations.AddConstraint(
            model_name="rosterrow",
            constraint=models.UniqueConstraint(
                fields=("job", "place"), name="roster_row_place_unique"
            ),
        ),
    ]
