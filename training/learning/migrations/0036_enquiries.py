from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("learning", "0035_searches")]

    operations: list = []
