"""PostgreSQL refuses to change or delete what was answered in a diagnosis, too."""

from django.db import migrations

from training.learning.migrations._append_only import refuse_changes

TABLES = ("learning_diagnosisanswer",)


class Migration(migrations.Migration):
    dependencies = [("learning", "0014_plan")]
    operations = [refuse_changes(*TABLES)]
