"""Lists of people a page at a time, and all of them in a stream: filtered and ordered by the
database."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Func, IntegerField, Q, QuerySet, TextField, Value

from training.cohorts.models import Cohort, Enrolment
from training.insight.selectors import (
    Filters,
    Item,
    PersonRow,
    Roll,
    enrolled_in,
    items_of,
    places_of,
    verdicts_of,
)
from training.learning.progress.states import State
from training.people.access import Scope

AT_ONCE = 500
BY_NUMBER = ("learner__number", "learner__username")
BY_UNIT = ("unit__order", "unit__name", *BY_NUMBER)
ORDERS: dict[str, tuple[Any, ...]] = {
    "unit": BY_UNIT,
    "name": ("learner__name", *BY_NUMBER),
    "number": BY_NUMBER,
    "done": (F("verdict__done").asc(nulls_first=True), *BY_UNIT),
    "last": (F("verdict__last_at").asc(nulls_first=True), *BY_UNIT),
}


class HowMany(Func):
    """How many of some codes a JSON list of codes holds; each is in it once at most."""

    output_field = IntegerField()
    template = (
        "(SELECT COUNT(*) FROM json_each(%(expressions)s) AS wanted ON wanted.value = held.value)"
    )
    arg_joiner = ") AS held JOIN json_each("

    def __init__(self, name: str, codes: Sequence[str]) -> None:
        super().__init__(F(name), Value(json.dumps(list(codes)), output_field=TextField()))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The same with PostgreSQL's functions."""
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT COUNT(*) FROM jsonb_array_elements_text(%(expressions)s::jsonb)"
            " AS wanted(value) ON wanted.value = held.value)",
            arg_joiner=") AS held(value) JOIN jsonb_array_elements_text(",
            **context,
        )


@dataclass(frozen=True)
class Sheet:
    """Which page of a list is wanted: by which order of ORDERS, which number, how long."""

    order: str = "unit"
    number: int = 1
    size: int = 100


@dataclass(frozen=True)
class PeoplePage:
    """A page of a list: its rows, and how many people and pages there are in all."""

    rows: list[PersonRow]
    total: int
    page: int
    pages: int
    per_page: int
    items: tuple[Item, ...] = ()

    @property
    def first(self) -> int:
        """The place of its first row in the list, from 1; 0 for an empty list."""
        return (self.page - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The place of its last row."""
        return self.first + len(self.rows) - 1 if self.total else 0


def _in_state(state: str, items: Sequence[Item]) -> Q:
    """People in a state, as `states.state_of` tells it."""
    due = sum(item.due for item in items)
    finished = Q(verdict__satisfied_at__isnull=False)
    begun = Q(done_now__gt=0) | Q(verdict__last_at__gte=F("enrolled_at"))
    if state == State.FINISHED:
        return finished
    if state == State.NOT_STARTED:
        never = Q(verdict__last_at__isnull=True) | Q(verdict__last_at__lt=F("enrolled_at"))
        return Q(verdict__satisfied_at__isnull=True) & Q(done_now=0) & never
    open_ = Q(verdict__satisfied_at__isnull=True) & begun
    return open_ & (Q(due_done__lt=due) if state == State.BEHIND else Q(due_done__gte=due))


def listed(
    scope: Scope, cohort: Cohort, filters: Filters, items: Sequence[Item], order: str
) -> "QuerySet[Enrolment]":
    """The enrolments of the people asked for, in an order of ORDERS, a “-” before it turns it
    round; KeyError for another."""
    found = enrolled_in(scope, cohort, filters).annotate(
        verdict=FilteredRelation("progress", condition=Q(progress__whole=True))
    )
    if filters.state is not None:
        found = found.alias(
            done_now=HowMany("verdict__done_codes", [item.code for item in items]),
            due_done=HowMany("verdict__done_codes", [item.code for item in items if item.due]),
        ).filter(_in_state(filters.state, items))
    if filters.missing is not None:
        found = found.alias(has=HowMany("verdict__done_codes", [filters.missing])).filter(has=0)
    found = found.order_by(*ORDERS[order.removeprefix("-")])
    return found.reverse() if order.startswith("-") else found


def rows_of(cohort: Cohort, keys: Sequence[UUID], roll: Roll) -> list[PersonRow]:
    """The rows of some enrolments, in the order given. Two queries."""
    here = Enrolment.objects.filter(cohort=cohort, pk__in=list(keys)).order_by()
    places = {place.pk: place for place in places_of(here)}
    verdicts = verdicts_of(list(keys))
    return [roll.row(places[pk], verdicts.get(pk)) for pk in keys]


def roll_of(cohort: Cohort, items: tuple[Item, ...]) -> Roll:
    """What the rows of a class have in common. One query."""
    return Roll(items, {one.pk: one for one in cohort.congress.organisations.all()})


def people_page(
    *,
    scope: Scope,
    cohort: Cohort,
    now: datetime,
    filters: Filters | None = None,
    sheet: Sheet = Sheet(),
) -> PeoplePage:
    """One page of the people asked for; a page beyond the last is the last. Seven queries, however
    many people there are. Raises KeyError for an unknown order."""
    items = items_of(cohort, now)
    found = listed(scope, cohort, filters or Filters(), items, sheet.order)
    total = found.order_by().count()
    pages = max(-(-total // sheet.size), 1)
    at = min(max(sheet.number, 1), pages)
    places = list(found.values_list("pk", flat=True)[(at - 1) * sheet.size : at * sheet.size])
    rows = rows_of(cohort, places, roll_of(cohort, items)) if places else []
    return PeoplePage(rows, total, at, pages, sheet.size, items)


def each_person(
    *,
    scope: Scope,
    cohort: Cohort,
    now: datetime,
    filters: Filters | None = None,
    order: str = "unit",
) -> Iterator[PersonRow]:
    """Everybody asked for, one after the other, a few hundred at a time in memory. Two queries for
    each five hundred."""
    items = items_of(cohort, now)
    roll = roll_of(cohort, items)
    found = listed(scope, cohort, filters or Filters(), items, order)
    places = iter(list(found.values_list("pk", flat=True)))
    while chunk := list(islice(places, AT_ONCE)):
        yield from rows_of(cohort, chunk, roll)
