from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("learning", "0034_offline")]

    operations: list = []
