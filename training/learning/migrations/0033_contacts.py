from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("learning", "0032_due_at")]

    operations: list = []
