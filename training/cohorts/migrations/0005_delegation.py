from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0004_timetable")]

    operations: list = []
