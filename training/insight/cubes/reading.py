"""Summing cells: those that are stored, or fresh ones of a class that was never counted."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from django.db.models import Min, Q, Sum

from training.cohorts.models import Cohort, Stirred
from training.insight.cubes import counting
from training.insight.cubes.measures import Sums
from training.insight.gaps.figures import Lacking
from training.insight.models import (
    Cell,
    CohortCubes,
    CompletionCell,
    DayCell,
    MeasureCell,
    PointCell,
)
from training.insight.selectors import FIRST_TERM, Filters, Item
from training.people.access import Scope

FRESH = timedelta(seconds=60)
"""Changes that wait longer than this are told on the page."""
FIGURES = ("should", "finished", "on_track", "behind", "not_started", "done", "required")
DIMENSIONS = ("unit_id", "delegation_id", "group_id", "first_term")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Asked:
    """Which cells are summed: of the class, inside the viewer's scope, by the filters about
    what a cell has in common."""

    cohort: Cohort
    scope: Scope
    filters: Filters

    @property
    def wanted(self) -> dict[str, Any]:
        """The value that each narrowed dimension must have; None for nobody's."""
        asked = self.filters
        found: dict[str, Any] = {}
        if asked.unit is not None:
            found["unit_id"] = asked.unit
        if asked.delegation is not None:
            found["delegation_id"] = asked.delegation or None
        if asked.group is not None:
            found["group_id"] = asked.group or None
        if asked.first_term is not None:
            found["first_term"] = FIRST_TERM[asked.first_term]
        return found

    @property
    def whole(self) -> bool:
        """Whether nothing of the class is left out."""
        return self.scope.units is None and not self.wanted

    def admits(self, cell: Cell) -> bool:
        """Whether a cell is inside."""
        units = self.scope.units
        if units is not None and cell.unit_id not in units:
            return False
        if self.wanted and cell.unit_id is None:  # answers without a person are in no part
            return False
        return all(getattr(cell, name) == value for name, value in self.wanted.items())

    def conditions(self) -> Q:
        """The same for the database."""
        units = self.scope.units
        found = Q(cohort=self.cohort)
        found &= Q() if units is None else Q(unit__in=units)
        found &= Q(unit__isnull=False) if self.wanted else Q()
        for name, value in self.wanted.items():
            found &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
        return found


class Cells(Protocol):
    """What can be asked of the cells of a class."""

    told_at: datetime

    def late(self, now: datetime) -> bool:
        """Whether a session ended a while ago and the class was not counted since."""

    def completion(self, asked: Asked) -> list[tuple[Any, ...]]:
        """The four dimensions and the seven figures of every cell."""

    def days(self, asked: Asked) -> dict[date, int]:
        """Required items done, by day."""

    def points(self, asked: Asked, *by: str) -> dict[tuple[Any, ...], Lacking]:
        """By knowledge point, and by further dimensions."""

    def measures(self, asked: Asked, by: str = "unit_id") -> dict[tuple[str, Any], Sums]:
        """By measure, and by one of the dimensions."""


def _summed(
    rows: Iterable[Any], key: Callable[[Any], K], figures: Sequence[str]
) -> dict[K, list[Any]]:
    found: dict[K, list[Any]] = {}
    for row in rows:
        told = [getattr(row, name) for name in figures]
        had = found.setdefault(key(row), [None] * len(figures))
        found[key(row)] = [
            b if a is None else a if b is None else a + b for a, b in zip(had, told, strict=True)
        ]
    return found


class Fresh:
    """Cells counted on the spot and not stored: for a class that the worker has not met yet."""

    def __init__(self, cohort: Cohort, items: Sequence[Item], now: datetime) -> None:
        members = counting.members_of(cohort)
        self.told_at = now
        self._completion = counting.completion_cells(cohort, members, items)
        self._slow = counting.slow_cells(cohort, members, items, now)

    def late(self, now: datetime) -> bool:
        """Never: they are counted now."""
        return False

    def completion(self, asked: Asked) -> list[tuple[Any, ...]]:
        """As Cells."""
        return [
            tuple(getattr(cell, name) for name in (*DIMENSIONS, *FIGURES))
            for cell in self._completion
            if asked.admits(cell)
        ]

    def days(self, asked: Asked) -> dict[date, int]:
        """As Cells."""
        inside = filter(asked.admits, self._slow.days)
        return {day: done for day, (done,) in _summed(inside, lambda c: c.day, ["done"]).items()}

    def points(self, asked: Asked, *by: str) -> dict[tuple[Any, ...], Lacking]:
        """As Cells."""
        inside = filter(asked.admits, self._slow.points)
        names = ("point", *by)
        told = _summed(
            inside, lambda c: tuple(getattr(c, n) for n in names), ["people", "known", "spread"]
        )
        return {key: Lacking(*sums) for key, sums in told.items()}

    def measures(self, asked: Asked, by: str = "unit_id") -> dict[tuple[str, Any], Sums]:
        """As Cells."""
        inside = filter(asked.admits, self._slow.measures)
        told = _summed(inside, lambda c: (c.measure, getattr(c, by)), ["people", "total", "of"])
        return {key: Sums(*sums) for key, sums in told.items()}


class Stored:
    """Cells as the worker left them. One query a question."""

    def __init__(self, told: CohortCubes, cohort: Cohort) -> None:
        self.told_at = told.told_at
        self._cohort = cohort
        self._due_next = told.due_next

    def late(self, now: datetime) -> bool:
        """As Cells; then nothing waits to be counted, but the worker is silent."""
        due = self._due_next
        return due is not None and due <= self._cohort.clock(now) - FRESH

    def completion(self, asked: Asked) -> list[tuple[Any, ...]]:
        """As Cells."""
        rows = CompletionCell.objects.filter(asked.conditions())
        return list(rows.values_list(*DIMENSIONS, *FIGURES))

    def days(self, asked: Asked) -> dict[date, int]:
        """As Cells."""
        rows = DayCell.objects.filter(asked.conditions()).values_list("day")
        return dict(rows.annotate(Sum("done")))

    def points(self, asked: Asked, *by: str) -> dict[tuple[Any, ...], Lacking]:
        """As Cells."""
        rows = PointCell.objects.filter(asked.conditions()).values_list("point", *by)
        summed = rows.annotate(n=Sum("people"), sure=Sum("known"), wide=Sum("spread"))
        size = 1 + len(by)
        return {row[:size]: Lacking(*row[size:]) for row in summed}

    def measures(self, asked: Asked, by: str = "unit_id") -> dict[tuple[str, Any], Sums]:
        """As Cells."""
        rows = MeasureCell.objects.filter(asked.conditions()).values_list("measure", by)
        summed = rows.annotate(n=Sum("people"), all=Sum("total"), out_of=Sum("of"))
        return {(name, part): Sums(*sums) for name, part, *sums in summed}


def cells_of(cohort: Cohort, items: Sequence[Item], now: datetime) -> Cells:
    """The stored cells of a class, or fresh ones while there are none. One query where stored."""
    told = CohortCubes.objects.filter(cohort=cohort).first()
    return Stored(told, cohort) if told else Fresh(cohort, items, now)


def waits_since(now: datetime) -> datetime | None:
    """Since when the oldest change waits to be counted, if it waits too long. One query."""
    oldest = Stirred.objects.filter(at__lt=now - FRESH).aggregate(at=Min("at"))["at"]
    return oldest if isinstance(oldest, datetime) else None
