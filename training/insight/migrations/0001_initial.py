from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies: list = [("cohorts", "0005_delegation"), ("learning", "0032_due_at")]

    operations: list = []
