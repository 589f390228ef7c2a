import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    initial = True

    dependencies = [
        ("cohorts", "0005_delegation"),
        ("people", "0003_roster"),
    ]

    operations = [
        migrations.CreateModel(
            name="CohortCubes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_at", models.DateTimeField(verbose_name="数到什么时候")),
                (
                    "slow_told_at",
                    models.DateTimeField(
                        help_text="The same for days, points and measures, which take longer to count."
                    ),
                ),
                (
                    "round",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Grows with every counting: an older one never overwrites a newer.",
                    ),
                ),
                ("timetable_version", models.PositiveIntegerField()),
                ("requirement_version", models.PositiveIntegerField()),
                (
                    "due_next",
                    models.DateTimeField(help_text="When the next session ends.", null=True),
                ),
                (
                    "checked_at",
                    models.DateTimeField(
                        help_text="When the cells were last compared with a fresh count.", null=True
                    ),
                ),
                ("should", models.PositiveIntegerField(default=0)),
                ("finished", models.PositiveIntegerField(default=0)),
                ("on_track", models.PositiveIntegerField(default=0)),
                ("behind", models.PositiveIntegerField(default=0)),
                ("not_started", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("required", models.PositiveIntegerField(default=0)),
                (
                    "cohort",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cubes",
                        to="cohorts.cohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "班次的统计",
                "verbose_name_plural": "班次的统计",
            },
        ),
        migrations.CreateModel(
            name="CompletionCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_term", models.BooleanField(null=True)),
                ("should", models.PositiveIntegerField()),
                ("finished", models.PositiveIntegerField()),
                ("on_track", models.PositiveIntegerField()),
                ("behind", models.PositiveIntegerField()),
                ("not_started", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField()),
                ("required", models.PositiveIntegerField()),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.cohort",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "完成情况的格",
                "verbose_name_plural": "完成情况的格",
            },
        ),
        migrations.CreateModel(
            name="DayCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_term", models.BooleanField(null=True)),
                ("day", models.DateField()),
                ("done", models.PositiveIntegerField()),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.cohort",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "逐日完成的格",
                "verbose_name_plural": "逐日完成的格",
            },
        ),
        migrations.CreateModel(
            name="MeasureCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_term", models.BooleanField(null=True)),
                ("measure", models.CharField(max_length=20)),
                ("people", models.PositiveIntegerField()),
                ("total", models.FloatField()),
                ("of", models.FloatField(null=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.cohort",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "其他指标的格",
                "verbose_name_plural": "其他指标的格",
            },
        ),
        migrations.CreateModel(
            name="PointCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_term", models.BooleanField(null=True)),
                ("point", models.CharField(max_length=50)),
                ("people", models.PositiveIntegerField()),
                ("known", models.FloatField()),
                ("spread", models.FloatField()),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.cohort",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "知识点的格",
                "verbose_name_plural": "知识点的格",
            },
        ),
    ]
