"""Queries whose SQL is built once in a process and then only run.

For a page that asks everybody the same, Django takes several times as long to build a query of many
parts as the database takes to answer it. What is built is a function of values alone: two sets of
sample values are compiled, and the places where the two differ are those that the values go to. A
query of which that cannot be told is built each time, as ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

Row = tuple[Any, ...]
FIELDS: dict[type, models.Field[Any, Any]] = {
    UUID: models.UUIDField(),
    int: models.BigIntegerField(),
    str: models.TextField(),
    datetime: models.DateTimeField(),
}
BEGINNING = datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


def _sample(kind: type, place: int) -> Any:
    """A value that nobody would write into a query."""
    if kind is UUID:
        return UUID(int=0x6B657074 << 64 | place)
    if kind is int:
        return 1_234_567_000 + place
    if kind is str:
        return f"kept-{place}"
    return BEGINNING + timedelta(days=place)


def _stored(value: Any) -> Any:
    """A value as it is handed to this database."""
    return FIELDS[type(value)].get_db_prep_value(value, connection)


@dataclass(frozen=True)
class _Sql:
    """A query that was built: where values go, and how each column becomes what Python knows."""

    text: str
    params: tuple[Any, ...]
    places: dict[int, int]
    """From the place of a parameter to that of its value."""
    converters: list[tuple[int, Any, Any]]

    def run(self, values: Sequence[Any]) -> list[Row]:
        """The rows for these values. One query."""
        params = list(self.params)
        for place, value in self.places.items():
            params[place] = _stored(values[value])
        with connection.cursor() as cursor:
            cursor.execute(self.text, params)
            found = cursor.fetchall()
        return [self._row(row) for row in found] if self.converters else [*map(tuple, found)]

    def _row(self, row: Sequence[Any]) -> Row:
        told = list(row)
        for place, convert, column in self.converters:
            told[place] = convert(told[place], column, connection)
        return tuple(told)


def _compiled(build: Callable[..., Any], values: Sequence[Any]) -> tuple[Any, str, tuple[Any, ...]]:
    compiler = build(*values).query.get_compiler(connection=connection)
    text, params = compiler.as_sql()
    return compiler, text, tuple(params)


def _kept(build: Callable[..., Any], kinds: Sequence[type]) -> _Sql | None:
    """The query for values of these kinds; None where it cannot be told where they go."""
    if not set(kinds) <= set(FIELDS):
        return None
    one, other = (
        [_sample(kind, place + start) for place, kind in enumerate(kinds)] for start in (0, 500)
    )
    try:
        compiler, text, params = _compiled(build, one)
        _compiler, again, others = _compiled(build, other)
    except EmptyResultSet:
        return None
    if text != again or len(params) != len(others):
        return None
    pairs = [(_stored(a), _stored(b)) for a, b in zip(one, other, strict=True)]
    places: dict[int, int] = {}
    for place, pair in enumerate(zip(params, others, strict=True)):
        if pair[0] == pair[1]:
            continue
        if pair not in pairs:
            return None
        places[place] = pairs.index(pair)
    columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
    converters = [
        (place, convert, column)
        for place, (found, column) in compiler.get_converters(columns).items()
        for convert in found
    ]
    return _Sql(text, params, places, converters)


class Kept:
    """A query that is asked again and again. `build` makes it, a `values_list` without relations
    to fetch, of UUIDs, numbers, texts and moments; nothing but these may make a difference."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self._known: dict[tuple[Any, ...], _Sql | None] = {}

    def keeps(self, *values: Any) -> bool:
        """Whether the query for such values is built only once."""
        return self._sql(values) is not None

    def rows(self, *values: Any) -> list[Row]:
        """What the query answers for these values. One query."""
        sql = self._sql(values)
        return [*map(tuple, self.build(*values))] if sql is None else sql.run(values)

    def _sql(self, values: Sequence[Any]) -> _Sql | None:
        kinds = tuple(map(type, values))
        key = (connection.vendor, kinds)
        if key not in self._known:
            self._known[key] = _kept(self.build, kinds)
        return self._known[key]
