"""PostgreSQL refuses to change or delete people's marks, exceptions and decisions on keys, too."""

from django.db import migrations

from training.learning.migrations._append_only import refuse_changes

TABLES = ("learning_manualmark", "learning_allowance", "courses_keyamendment")


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0006_regrading"),
        ("courses", "0008_drawing_and_printing"),
    ]
    operations = [refuse_changes(*TABLES)]
