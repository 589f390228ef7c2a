"""The same world again without building it again: nearly every test stands on one, and building it
through the services takes a third of a second.

The first time in a process it is built and what it wrote is noted, row by row. From then on the
rows are put in as they were. That is only done inside a test's transaction, and only when the
database is exactly where it was when the rows were noted; in every other case the world is built
for real.
"""

import json
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
Row = Any
Place = tuple[Row, ...]
COUNTERS = "sqlite_sequence"
BY_TRIGGERS = "_fts"


class OnSqlite:
    """Rows as tuples of what is stored. Counters go back with a transaction, so they tell where the
    database is, and are put in as well."""

    def place(self, cursor: Any) -> Place:
        """What must be equal for noted rows to fit."""
        return tuple(self.rows(cursor, COUNTERS))

    def tables(self, cursor: Any) -> list[str]:
        """Every table that is not kept by triggers."""
        names = connection.introspection.table_names(cursor)
        return [*(name for name in names if BY_TRIGGERS not in name), COUNTERS]

    def rows(self, cursor: Any, table: str) -> list[Row]:
        """As stored: a sign before each column keeps the driver from turning texts into dates."""
        cursor.execute(f'PRAGMA table_info("{table}")')
        columns = ", ".join(f'+"{column[1]}"' for column in cursor.fetchall())
        cursor.execute(f'SELECT {columns} FROM "{table}"')
        return [tuple(row) for row in cursor.fetchall()]

    def put_in(self, cursor: Any, table: str, rows: Sequence[Row]) -> None:
        """Insert, or put in the place of the row with the same key."""
        if table == COUNTERS:
            cursor.executemany(f'DELETE FROM "{table}" WHERE name = %s', [row[:1] for row in rows])
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f'INSERT OR REPLACE INTO "{table}" VALUES ({marks})', rows)


class OnPostgres:
    """Rows as JSON. Numbers given out are never given out again, so noted keys cannot be taken;
    the tree of pages tells whether the database is at the same place."""

    def place(self, cursor: Any) -> Place:
        """What must be equal for noted rows to fit."""
        cursor.execute("SELECT path, numchild FROM wagtailcore_page ORDER BY path")
        return tuple(cursor.fetchall())

    def tables(self, cursor: Any) -> list[str]:
        """Every table."""
        return list(connection.introspection.table_names(cursor))

    def rows(self, cursor: Any, table: str) -> list[Row]:
        """One JSON text a row."""
        cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
        return [text for (text,) in cursor.fetchall()]

    def put_in(self, cursor: Any, table: str, rows: Sequence[Row]) -> None:
        """Insert, or put in the place of the row with the same key."""
        key = connection.introspection.get_primary_key_column(cursor, table)
        if key and table.startswith("wagtailcore_"):  # the only rows that were there before
            keys = [json.loads(row)[key] for row in rows]
            cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" = ANY(%s)', [keys])
        cursor.execute(
            f'INSERT INTO "{table}" SELECT * FROM '
            f'jsonb_populate_recordset(NULL::"{table}", %s::jsonb)',
            [f"[{','.join(rows)}]"],
        )


STORES = {"sqlite": OnSqlite(), "postgresql": OnPostgres()}


@dataclass(frozen=True)
class Noted:
    """What building wrote: where the database was, rows by table, and the objects returned."""

    place: Place
    written: dict[str, list[Row]]
    returned: bytes


noted: dict[str, Noted] = {}


def replayed(name: str, build: Callable[[], T]) -> T:
    """What `build` returns and writes, put in as it was noted where that is sure to be the same."""
    if not connection.in_atomic_block:
        return build()
    store = STORES[connection.vendor]
    with connection.cursor() as cursor:
        place, known = store.place(cursor), noted.get(name)
        if known is None or known.place != place:
            known = noted[name] = _noting(cursor, place, build)
        else:
            for table, rows in known.written.items():
                store.put_in(cursor, table, rows)
    made: T = pickle.loads(known.returned)
    return made


def _noting(cursor: Any, place: Place, build: Callable[[], Any]) -> Noted:
    before = _all(cursor)
    returned = pickle.dumps(build())
    after = _all(cursor)
    written = {
        table: [row for row in rows if row not in before.get(table, {})]
        for table, rows in after.items()
    }
    return Noted(place, {table: rows for table, rows in written.items() if rows}, returned)


def _all(cursor: Any) -> dict[str, dict[Row, None]]:
    store = STORES[connection.vendor]
    return {table: dict.fromkeys(store.rows(cursor, table)) for table in store.tables(cursor)}
