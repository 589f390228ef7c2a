from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("learning", "0031_jobs")]

    operations: list = []
