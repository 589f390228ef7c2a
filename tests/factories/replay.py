"""The same world again without building it again: nearly every test stands on one, and building it
through the services takes a third of a second.

The first time in a process it is built and what it wrote is noted, row by row. From then on the
rows are put in as they were. That is only done inside a test's transaction, on SQLite, and only
when the database is exactly where it was when the rows were noted (its counters tell); in every
other case the world is built for real.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
Row = tuple[Any, ...]
Tables = dict[str, dict[Row, None]]
COUNTERS = "sqlite_sequence"


@dataclass(frozen=True)
class Noted:
    """What building wrote: rows by table, counters before, and the objects it returned."""

    counters: tuple[Row, ...]
    written: dict[str, list[Row]]
    returned: bytes


noted: dict[str, Noted] = {}


def replayed(name: str, build: Callable[[], T]) -> T:
    """What `build` returns and writes, put in as it was noted where that is sure to be the same."""
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        return build()
    with connection.cursor() as cursor:
        counters = tuple(_rows(cursor, COUNTERS))
        known = noted.get(name)
        if known is None or known.counters != counters:
            known = noted[name] = _noting(cursor, counters, build)
        else:
            _put_in(cursor, known)
    made: T = pickle.loads(known.returned)  # noqa: S301 - our own, of this process
    return made


def _noting(cursor: Any, counters: tuple[Row, ...], build: Callable[[], Any]) -> Noted:
    before = _all(cursor)
    returned = pickle.dumps(build())
    after = _all(cursor)
    written = {
        table: [row for row in rows if row not in before.get(table, {})]
        for table, rows in after.items()
    }
    return Noted(counters, {table: rows for table, rows in written.items() if rows}, returned)


def _put_in(cursor: Any, known: Noted) -> None:
    for table, rows in known.written.items():
        if table == COUNTERS:
            cursor.executemany(f'DELETE FROM "{table}" WHERE name = %s', [row[:1] for row in rows])
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f'INSERT OR REPLACE INTO "{table}" VALUES ({marks})', rows)


def _all(cursor: Any) -> Tables:
    """Every row of every table that is not kept by triggers."""
    return {table: dict.fromkeys(_rows(cursor, table)) for table in [*_tables(cursor), COUNTERS]}


def _tables(cursor: Any) -> list[str]:
    return [name for name in connection.introspection.table_names(cursor) if "_fts" not in name]


def _rows(cursor: Any, table: str) -> list[Row]:
    """As stored: a sign before each column keeps the driver from turning texts into dates."""
    cursor.execute(f'PRAGMA table_info("{table}")')
    columns = ", ".join(f'+"{column[1]}"' for column in cursor.fetchall())
    cursor.execute(f'SELECT {columns} FROM "{table}"')
    return [tuple(row) for row in cursor.fetchall()]
