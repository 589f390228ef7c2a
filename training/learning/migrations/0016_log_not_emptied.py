"""PostgreSQL refuses to empty the log as well: TRUNCATE asks no trigger of single rows.

Only where `learning.may_truncate` is on for the session: a database of tests is emptied after each.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION learning_refuse_truncate() RETURNS trigger AS $$
BEGIN
    IF coalesce(current_setting('learning.may_truncate', true), '') <> 'on' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION, params=None)  # its % is PL/pgSQL's
    schema_editor.execute(
        "CREATE TRIGGER learning_statement_not_emptied BEFORE TRUNCATE ON learning_statement"
        " FOR EACH STATEMENT EXECUTE FUNCTION learning_refuse_truncate()"
    )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP TRIGGER learning_statement_not_emptied ON learning_statement")
    schema_editor.execute("DROP FUNCTION learning_refuse_truncate()")


class Migration(migrations.Migration):
    dependencies = [("learning", "0015_log")]
    operations = [migrations.RunPython(add, drop)]
