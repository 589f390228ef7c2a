"""PostgreSQL refuses to change or delete what was written, handed in and given, too."""

from django.db import migrations

TABLES = (
    "learning_draftstep",
    "learning_submission",
    "learning_assessment",
    "learning_criterionmark",
)


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION learning_refuse_change()"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")


class Migration(migrations.Migration):
    dependencies = [("learning", "0008_writing")]
    operations = [migrations.RunPython(add, drop)]
