"""Rows into tables by the thousand: COPY on PostgreSQL, executemany on SQLite. Indexes stay.

A row is a tuple of texts as both databases read them: UUIDs in hexadecimal, moments in UTC, numbers
in digits, truth as 1 and 0, JSON as it is written; None is null.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

Row = Sequence[str | None]
NULL = "\\N"
AT_ONCE = 5000
TRUTH = {True: "1", False: "0", None: None}


@lru_cache(maxsize=50_000)
def moment(seconds: int) -> str:
    """Seconds since 1970 as both databases read a moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def as_json(told: Any) -> str:
    """A JSON value on one line."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _constant(field: Any) -> str | None:
    """The default of a field that rows do not bring."""
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return None if value is None else as_json(value)
    stored = field.get_prep_value(value)
    if isinstance(stored, bool):
        return TRUTH[stored]
    return None if stored is None else str(stored)


class Table:
    """A model's table, and the columns that every row brings in this order; all others but an
    automatic key have their defaults."""

    def __init__(self, model: type[models.Model], *given: str) -> None:
        fields = {field.name: field for field in model._meta.concrete_fields}
        others = [
            field
            for name, field in fields.items()
            if name not in given and not isinstance(field, models.AutoField)
        ]
        self.name = model._meta.db_table
        self.columns = [fields[name].column for name in given] + [one.column for one in others]
        self.constants = tuple(_constant(field) for field in others)
        self.rows: list[Row] = []
        self.written = 0

    def add(self, *row: str | None) -> None:
        """One more row, to be written with the next `flush`."""
        self.rows.append(row)

    def flush(self) -> None:
        """Write what was added. Must stand in a transaction to be all or nothing."""
        if not self.rows:
            return
        if connection.vendor == "postgresql":
            self._copy()
        else:
            self._insert()
        self.written += len(self.rows)
        self.rows = []

    def _copy(self) -> None:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        rest = "".join("\t" + (NULL if one is None else _kept(one)) for one in self.constants)
        end = rest + "\n"
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy,
        ):
            for start in range(0, len(self.rows), AT_ONCE):
                copy.write("".join(_line(row) + end for row in self.rows[start : start + AT_ONCE]))

    def _insert(self) -> None:
        columns = ", ".join(f'"{column}"' for column in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        constants = self.constants
        with connection.cursor() as cursor:
            cursor.executemany(
                f'INSERT INTO "{self.name}" ({columns}) VALUES ({marks})',  # noqa: S608 - columns
                [(*row, *constants) for row in self.rows],
            )


def _kept(text: str) -> str:
    """A text that COPY reads as it is."""
    return text.replace("\\", "\\\\") if "\\" in text else text


def _line(row: Row) -> str:
    return "\t".join([NULL if one is None else _kept(one) for one in row])


def flush_all(tables: Iterable[Table]) -> None:
    """Write what was added to any of these tables, in this order."""
    for table in tables:
        table.flush()
