import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0034_offline"),
        ("people", "0003_roster"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchMiss",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("words", models.CharField(max_length=60, verbose_name="词")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="次数")),
                (
                    "congress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_misses",
                        to="people.congress",
                    ),
                ),
            ],
            options={
                "verbose_name": "没有找到的词",
                "verbose_name_plural": "没有找到的词",
                "ordering": ["-day", "-times"],
            },
        ),
        migrations.AddConstraint(
            model_name="searchmiss",
            constraint=models.UniqueConstraint(
                fields=("congress", "day", "words"), name="search_miss_a_day_unique"
            ),
        ),
    ]
