"""The second lock on tables of facts: PostgreSQL itself refuses to change or delete their rows. The
first is the model's (training.people.owned)."""

from typing import Any

from django.db.migrations import RunPython


def refuse_changes(*tables: str) -> RunPython:
    """The operation that puts a trigger on each table, and takes it off again."""

    def run(schema_editor: Any, statement: str) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in tables:
            schema_editor.execute(statement.format(table=table))

    def add(_apps: Any, schema_editor: Any) -> None:
        run(
            schema_editor,
            "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION learning_refuse_change()",
        )

    def drop(_apps: Any, schema_editor: Any) -> None:
        run(schema_editor, "DROP TRIGGER {table}_append_only ON {table}")

    return RunPython(add, drop)
