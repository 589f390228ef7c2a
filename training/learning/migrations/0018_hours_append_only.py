"""PostgreSQL refuses to change or delete a line of hours, and a version of the table, too."""

from django.db import migrations

from training.learning.migrations._append_only import refuse_changes

TABLES = ("learning_hourentry", "learning_hourstable")


class Migration(migrations.Migration):
    dependencies = [("learning", "0017_hours")]
    operations = [refuse_changes(*TABLES)]
