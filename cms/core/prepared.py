"""Queries that are asked over and over, written as SQL once for a process (ADR 47).

Django writes the SQL of a query anew each time it is asked. For a query that finds a few rows by
their keys that takes several times as long as the database needs to answer it. A prepared query is
built once, with parameters in the place of values; afterwards the values are filled in, and the
rows come back as from the query itself.

Worth it only on the ways that everybody walks at the same time: signing in, a page's frame, an
examination. Everywhere else an ordinary query is easier to read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Field, IntegerField, QuerySet, Value
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")
LARGEST = 2**63
READABLE = (ModelIterable, ValuesListIterable, FlatValuesListIterable)
"""What rows may be read as: other ways ask further queries, which would not be prepared."""


@dataclass(frozen=True)
class Several:
    """For a parameter that stands after `__in` (not in `exclude`): values of a kind, none or
    many."""

    of: "Field[Any, Any]"


Kind = Field[Any, Any] | Several


class Parameter(Value):
    """The place of a value, named, that is known only when the query is asked."""

    def __init__(self, name: str, kind: Kind) -> None:
        field = kind.of if isinstance(kind, Several) else kind
        super().__init__(name, output_field=field)
        self.name, self.field_of_value = name, field
        self.place = f"(/*{name}*/)" if isinstance(kind, Several) else ""
        """What stands in the SQL for a list, as long as nobody knows how long it is."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A place in the SQL, and this parameter where the value will be."""
        return self.place or "%s", [self]

    def filled(self, values: Mapping[str, Any], connection: Any) -> list[Any]:
        """The value, or the values, as the database takes them; raises ValueError for None, which
        nothing is equal to, and EmptyResultSet for a number that is equal to nothing, being
        larger than a database can tell."""
        given = [*values[self.name]] if self.place else [values[self.name]]
        if None in given:
            raise ValueError(f"{self.name} is None: ask with __isnull.")
        field = self.field_of_value
        if isinstance(field, IntegerField) and not all(-LARGEST <= one < LARGEST for one in given):
            raise EmptyResultSet
        return [field.get_db_prep_value(one, connection) for one in given]


class _Written(NamedTuple):
    """A query as SQL, with what is needed to read its rows."""

    queryset: Any
    compiler: Any
    sql: str
    told: Sequence[Any]
    """In the order of the SQL: parameters, and what is the same for every value."""


class _Asked:
    """What Django's iterables want of a query set and of its query, which is answered by a compiler
    that has its SQL already."""

    def __init__(self, queryset: Any, compiler: Any) -> None:
        self.db, self.query = queryset.db, self
        self._fields = queryset._fields
        self._known_related_objects: dict[Any, Any] = {}
        self._query, self._compiler = queryset.query, compiler

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


class Prepared(Generic[Row]):
    """A query with parameters; made by `prepared`."""

    known: "list[Prepared[Any]]" = []

    def __init__(
        self, build: Callable[..., "QuerySet[Any, Row]"], kinds: Mapping[str, Kind]
    ) -> None:
        self.build, self.kinds = build, kinds
        self.known.append(self)

    def __repr__(self) -> str:
        return f"<Prepared {self.build.__module__}.{self.build.__qualname__}>"

    def all(self, **values: Any) -> list[Row]:
        """The rows for these values. One query."""
        return list(self._rows(values))

    def first(self, **values: Any) -> Row | None:
        """The first of the rows, None where there is none: for queries that find one at most, or
        are cut to one."""
        return next(iter(self.all(**values)), None)

    def get(self, **values: Any) -> Row:
        """The same; raises the model's DoesNotExist where there is none."""
        for row in self.all(**values):
            return row
        raise self.written.queryset.model.DoesNotExist

    def _rows(self, values: Mapping[str, Any]) -> Iterator[Row]:
        if values.keys() != self.kinds.keys():
            raise TypeError(f"{self} wants {sorted(self.kinds)}, not {sorted(values)}.")
        queryset, compiler = self.written.queryset, self.written.compiler
        connection = connections[queryset.db]
        if queryset.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of atomic.")
        try:
            filled = self._filled(values, connection)
        except EmptyResultSet:
            return iter(())
        mine = copy(compiler)
        mine.connection, mine.as_sql = connection, lambda: filled
        rows: Iterator[Row] = iter(queryset._iterable_class(_Asked(queryset, mine)))
        return rows

    def _filled(self, values: Mapping[str, Any], connection: Any) -> tuple[str, list[Any]]:
        """The SQL and what goes with it, for these values."""
        sql, filled = self.written.sql, []
        for one in self.written.told:
            if not isinstance(one, Parameter):
                filled.append(one)
                continue
            given = one.filled(values, connection)
            if one.place:
                # Nothing is in a list of NULL, and what stands beside it in an OR still counts.
                sql = sql.replace(one.place, f"({', '.join(['%s'] * len(given)) or 'NULL'})", 1)
            filled += given
        return sql, filled

    @cached_property
    def written(self) -> _Written:
        """The query as SQL for the database of this process."""
        queryset: Any = self.build(
            **{name: Parameter(name, kind) for name, kind in self.kinds.items()}
        )
        if queryset._iterable_class not in READABLE or queryset._prefetch_related_lookups:
            raise TypeError(f"{self} asks more than one query.")
        compiler = queryset.query.get_compiler(using=queryset.db)
        written = _Written(queryset, compiler, *compiler.as_sql())
        converters = compiler.get_converters([one[0] for one in compiler.select])
        compiler.get_converters = lambda _columns: converters
        return written


def prepared(**kinds: Kind) -> Callable[[Callable[..., "QuerySet[Any, Row]"]], Prepared[Row]]:
    """Makes a function that builds a query from parameters into that query, prepared. `kinds` says
    of which kind the value of each parameter is."""
    return lambda build: Prepared(build, kinds)
