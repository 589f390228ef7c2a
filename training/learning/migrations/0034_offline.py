from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("learning", "0033_contacts")]

    operations: list = []
