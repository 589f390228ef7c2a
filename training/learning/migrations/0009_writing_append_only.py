"""PostgreSQL refuses to change or delete what was written, handed in and given, too."""

from django.db import migrations

from training.learning.migrations._append_only import refuse_changes

TABLES = (
    "learning_draftstep",
    "learning_submission",
    "learning_assessment",
    "learning_criterionmark",
)


class Migration(migrations.Migration):
    dependencies = [("learning", "0008_writing")]
    operations = [refuse_changes(*TABLES)]
