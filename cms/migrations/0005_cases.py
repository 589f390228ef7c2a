import django.db.models.deletion
import modelcluster.contrib.taggit
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_media")]

    operations = [
        migrations.CreateModel(
            name="Township",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, max_length=100, unique=True, verbose_name="slug"
                    ),
                ),
            ],
            options={"verbose_name": "镇街", "verbose_name_plural": "镇街"},
        ),
        migrations.AlterField(
            model_name="casestudypage",
            name="code",
            field=models.CharField(
                blank=True,
                help_text="如 C13。课表和题目用它称呼这个案例。",
                max_length=20,
                verbose_name="编号",
            ),
        ),
        migrations.AlterField(
            model_name="casestudypage",
            name="facts_note",
            field=models.TextField(
                help_text="一两句话，读者在案例开头就看到。只写有出处的。",
                verbose_name="哪些是事实",
            ),
        ),
        migrations.AlterField(
            model_name="casestudypage",
            name="fiction_note",
            field=models.TextField(
                help_text="人物、数字、情节里哪些是编的，写明白。",
                verbose_name="哪些是教学编写",
            ),
        ),
        migrations.AlterField(
            model_name="casestudypage",
            name="source",
            field=models.CharField(
                help_text="报刊写到日期和版次，如“《今日定海》2023-02-16 第4版”。",
                max_length=200,
                verbose_name="事实来源",
            ),
        ),
        migrations.AlterField(
            model_name="casestudypage",
            name="year",
            field=models.PositiveSmallIntegerField(
                help_text="事情发生的年份。", verbose_name="年份"
            ),
        ),
        migrations.CreateModel(
            name="CaseTownship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placed",
                        to="cms.casestudypage",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="cms.township",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.AddField(
            model_name="casestudypage",
            name="townships",
            field=modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="事情发生在哪个镇、街道；涉及全区的写“全区”。打两个字就有提示。",
                through="cms.CaseTownship",
                to="cms.Township",
                verbose_name="镇街",
            ),
        ),
        migrations.CreateModel(
            name="CaseProvision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="provisions_cited",
                        to="cms.casestudypage",
                    ),
                ),
                (
                    "provision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases_citing",
                        to="cms.provision",
                        verbose_name="法条",
                    ),
                ),
            ],
            options={
                "verbose_name": "案例引用的法条",
                "verbose_name_plural": "案例引用的法条",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "provision"), name="case_provision_unique"
                    )
                ],
            },
        ),
    ]
