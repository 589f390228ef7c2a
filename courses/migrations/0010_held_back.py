from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0009_workshops'),
    ]

    operations = [
        migrations.AddField(
            model_name='question',
            name='held_back_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='因法条变动暂不抽用'),
        ),
    ]
