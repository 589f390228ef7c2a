from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_roster")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="toured_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="看过入门的时间"),
        ),
    ]
