"""PostgreSQL refuses to change or delete facts about the class, too."""

from django.db import migrations

from training.learning.migrations._append_only import refuse_changes

TABLES = ("learning_attendancevoided", "learning_liveanswer")


class Migration(migrations.Migration):
    dependencies = [("learning", "0028_certificates")]
    operations = [refuse_changes(*TABLES)]
