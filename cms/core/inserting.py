"""Writing several rows at once, with SQL that is written once for a process (ADR 47).

Django puts the SQL of an insert together value by value. For the hundreds of values that follow
from one examination that takes three times as long as SQLite needs to store them.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connections, router, transaction
from django.db.models import Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

SHAPES = 256
"""So many different inserts are remembered: tables, by numbers of rows."""


def insert(
    rows: Sequence[Model], *, update: Sequence[str] = (), unique: Sequence[str] = ()
) -> None:
    """Store new rows of one model, as bulk_create does: where a row is there already by its
    `unique` fields, its `update` fields are written over. One query for as many rows as the
    database takes at once. The rows have keys and plain values, no expressions."""
    if not rows:
        return
    model: Any = type(rows[0])
    using = router.db_for_write(model)
    connection = connections[using]
    if connection.vendor != "sqlite":  # others have shorter ways, which Django knows
        conflicts = {"update_fields": update, "unique_fields": unique} if update else {}
        model._base_manager.bulk_create(rows, update_conflicts=bool(update), **conflicts)
        return
    fields = model._meta.concrete_fields
    size = max(connection.ops.bulk_batch_size(fields, rows), 1)
    with transaction.atomic(using, savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            values = [
                field.get_db_prep_save(field.pre_save(row, True), connection)
                for row in part
                for field in fields
            ]
            cursor.execute(_sql(model, len(part), tuple(update), tuple(unique), using), values)
    for row in rows:
        row._state.adding, row._state.db = False, using


@lru_cache(SHAPES)
def _sql(
    model: Any, rows: int, update: tuple[str, ...], unique: tuple[str, ...], using: str
) -> str:
    """As Django writes it, for so many rows."""
    named = {one.name: one for one in model._meta.concrete_fields}
    query = InsertQuery(
        model,
        on_conflict=OnConflict.UPDATE if update else None,
        update_fields=[named[name] for name in update],
        unique_fields=[named[name] for name in unique],
    )
    query.insert_values(model._meta.concrete_fields, [model() for _ in range(rows)])
    ((sql, _values),) = query.get_compiler(using).as_sql()
    return str(sql)
