
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from training.learning.migrations._append_only import refuse_changes


class Migration(migrations.Migration):

    dependencies = [
        ("insight", "0001_initial"),
        ("learning", "0029_class_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DigestRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.BooleanField(default=False, verbose_name='每周发简报')),
                ('weekday', models.PositiveSmallIntegerField(default=0, verbose_name='星期几')),
                ('hour', models.PositiveSmallIntegerField(default=9, verbose_name='几点')),
                ('last_week', models.CharField(blank=True, help_text='The ISO week sent last.', max_length=8)),
                ('last_figures', models.JSONField(default=dict, help_text='By class the figures sent last.')),
                ('congress', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='digest_rules', to='people.congress')),
                ('people', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '每周简报',
                'verbose_name_plural': '每周简报',
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年')),
                ('number', models.PositiveIntegerField(verbose_name='号')),
                ('taken_at', models.DateTimeField(verbose_name='存档时间')),
                ('payload', models.TextField(help_text='JSON in one fixed spelling.')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.cohort')),
                ('congress', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
            ],
            options={
                'verbose_name': '存档的报告',
                'verbose_name_plural': '存档的报告',
                'ordering': ['-year', '-number'],
            },
        ),
        migrations.CreateModel(
            name='SnapshotVoided',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('snapshot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='voided', to='insight.snapshot')),
            ],
            options={
                'verbose_name': '作废的报告',
                'verbose_name_plural': '作废的报告',
            },
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('congress', 'year', 'number'), name='snapshot_number_unique'),
        ),
        refuse_changes("insight_snapshot", "insight_snapshotvoided"),
    ]
