
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from training.learning.migrations._append_only import refuse_changes


class Migration(migrations.Migration):

    dependencies = [
        ("learning", "0031_jobs"),
        ("cohorts", "0005_delegation"),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked', models.UUIDField(help_text='Of the form: sent twice, it is the same note.')),
                ('how', models.CharField(choices=[('phone', '电话'), ('person', '当面'), ('message', '微信或短信'), ('other', '其他方式')], max_length=12, verbose_name='怎样联系')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说了什么')),
                ('at', models.DateTimeField(verbose_name='什么时候')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.cohort')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='学员')),
            ],
            options={
                'verbose_name': '联系记录',
                'verbose_name_plural': '联系记录',
            },
        ),
        migrations.CreateModel(
            name='ContactTakenBack',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken_back', to='learning.contact')),
                ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='学员')),
            ],
            options={
                'verbose_name': '撤回的联系记录',
                'verbose_name_plural': '撤回的联系记录',
            },
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['cohort', 'at'], name='contact_by_class'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(fields=('learner', 'asked'), name='contact_noted_once'),
        ),
        migrations.AddConstraint(
            model_name='contacttakenback',
            constraint=models.UniqueConstraint(fields=('learner', 'contact'), name='contact_taken_back_once'),
        ),
        refuse_changes("learning_contact", "learning_contacttakenback"),
    ]
