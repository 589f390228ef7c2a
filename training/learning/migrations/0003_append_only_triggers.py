"""PostgreSQL refuses to change or delete facts, whoever asks. To be dropped before distribution by learner."""

from django.db import migrations

TABLES = ("learning_statement", "learning_response", "learning_score", "learning_attendance")

FUNCTION = """
CREATE OR REPLACE FUNCTION learning_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql;
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION, params=None)  # its % is PL/pgSQL's
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
    schema_editor.execute("DROP FUNCTION learning_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_initial")]
    operations = [migrations.RunPython(add, drop)]
