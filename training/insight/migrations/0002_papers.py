from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]

    operations: list = []
