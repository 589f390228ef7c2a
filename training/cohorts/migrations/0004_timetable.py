import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cohorts', '0003_judged_requirements'),
        ('courses', '0013_exchange'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(verbose_name='建立时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
            ],
            options={
                'verbose_name': '日历订阅',
                'verbose_name_plural': '日历订阅',
            },
        ),
        migrations.CreateModel(
            name='TimetableChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text="The timetable's version that it made.")),
                ('kind', models.CharField(choices=[('moved', '改时间'), ('swapped', '两节互换'), ('half_moved', '半天整体移动'), ('halves_swapped', '两个半天互换'), ('shifted', '全班改期'), ('assigned', '教室和讲师'), ('cancelled', '取消一节'), ('restored', '恢复一节'), ('undone', '撤销上一次改动')], max_length=16, verbose_name='改动')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('steps', models.JSONField(help_text='See training.cohorts.changes: old and new, by session.')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '课表改动',
                'verbose_name_plural': '课表改动',
                'ordering': ['cohort', '-number'],
            },
        ),
        migrations.AddField(
            model_name='cohort',
            name='calendar_number',
            field=models.PositiveIntegerField(default=1, help_text="A new one ends the address of the class's calendar."),
        ),
        migrations.AddField(
            model_name='cohort',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='取消时间'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='cancelled_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='取消原因'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='办结时间'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='opened_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='开班时间'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='seat_columns',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='每排座位'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='seat_rows',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='座位排数'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='skipped_days',
            field=models.JSONField(blank=True, default=list, help_text='ISO dates, marked by the office.', verbose_name='不排课的日子'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='skips_weekends',
            field=models.BooleanField(default=False, verbose_name='周末不排课'),
        ),
        migrations.AddField(
            model_name='cohort',
            name='timetable_version',
            field=models.PositiveIntegerField(default=1, help_text='Grows with every change of the timetable; a form names the one seen.'),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='seat',
            field=models.CharField(blank=True, max_length=12, verbose_name='座位'),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='退出时间'),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='withdrawn_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='退出原因'),
        ),
        migrations.AddField(
            model_name='scheduledsession',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='取消时间'),
        ),
        migrations.AddField(
            model_name='scheduledsession',
            name='cancelled_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='取消原因'),
        ),
        migrations.AddField(
            model_name='scheduledsession',
            name='changed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='改动时间'),
        ),
        migrations.AddField(
            model_name='scheduledsession',
            name='guest',
            field=models.CharField(blank=True, max_length=80, verbose_name='外请讲师'),
        ),
        migrations.AddField(
            model_name='scheduledsession',
            name='sequence',
            field=models.PositiveIntegerField(default=0, help_text='How often it was changed (RFC 5545 SEQUENCE).'),
        ),
        migrations.AddField(
            model_name='scheduledsession',
            name='trainers',
            field=models.ManyToManyField(blank=True, related_name='teaches', to=settings.AUTH_USER_MODEL, verbose_name='讲师'),
        ),
        migrations.AddIndex(
            model_name='scheduledsession',
            index=models.Index(fields=['starts_at'], name='scheduled_by_time'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='learner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='学员'),
        ),
        migrations.AddField(
            model_name='timetablechange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='timetablechange',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timetable_changes', to='cohorts.cohort'),
        ),
        migrations.AddField(
            model_name='timetablechange',
            name='undoes',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='cohorts.timetablechange'),
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('learner',), name='calendar_feed_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='timetablechange',
            constraint=models.UniqueConstraint(fields=('cohort', 'number'), name='timetable_change_number_unique'),
        ),
    ]
