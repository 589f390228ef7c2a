"""The one query object of the statistics: what pages, Excel, CSV, prints and programs show.

Sums of cells only, so it costs the same for 65 people and for a million. What rules of privacy hide
is hidden here; nobody else computes a figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.insight.cubes import measures as of
from training.insight.cubes.measures import Sums
from training.insight.cubes.reading import Asked, Cells, cells_of, waits_since
from training.insight.gaps.figures import NOBODY, Lacking
from training.insight.gaps.report import point_names
from training.insight.people import PeoplePage, Sheet, each_person, people_page
from training.insight.selectors import (
    FIRST_TERM,
    NO_GROUP,
    UNITS,
    Filters,
    Item,
    Line,
    Tally,
    first_term_words,
    items_of,
)
from training.insight.suppression import hidden, shown_for
from training.learning.effect.formulas import normalised_gain
from training.people.access import Scope
from training.people.models import Organisation

__all__ = [
    "Measure",
    "Overview",
    "PeoplePage",
    "PointLine",
    "Sheet",
    "TrendDay",
    "each_person",
    "overview",
    "people_page",
    "tally_of",
]

GAIN = "gain"
NEVER_HIDDEN = (of.ATTENDANCE, of.HOURS)
WITHOUT_PARTS = (*NEVER_HIDDEN, of.SATISFACTION)
"""Measures of which no part is kept back: those never hidden, and the one that has no parts."""
ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True)
class TrendDay:
    """A day: required items done by everybody up to its end, and what the timetable wanted."""

    day: date
    done: int
    planned: int


@dataclass(frozen=True)
class PointLine:
    """A knowledge point: of how many people who answered, about how many per cent lack it."""

    point_id: str
    name: str
    people: int
    share: int | None
    hidden: bool


@dataclass(frozen=True)
class Measure:
    """A mean or a share: `value` in `unit` (per cent, hours, points), of `people` persons; `of` is
    what a share was out of. No value where there is nothing or it is hidden."""

    key: str
    name: str
    value: Decimal | None
    people: int
    of: int | None
    unit: str
    hidden: bool


@dataclass(frozen=True)
class Overview:
    """Everything the statistics show of one class, as of the moment its cells were counted."""

    scope: Scope
    cohort: Cohort
    filters: Filters
    now: datetime
    told_at: datetime
    stale: bool
    items: tuple[Item, ...]
    total: Tally
    units: tuple[Line, ...]
    delegations: tuple[Line, ...]
    groups: tuple[Line, ...]
    first_terms: tuple[Line, ...]
    trend: tuple[TrendDay, ...]
    points: tuple[PointLine, ...]
    measures: tuple[Measure, ...]
    measures_by_unit: Mapping[int, tuple[Measure, ...]]

    @property
    def as_of(self) -> datetime:
        """The moment as of which the figures are, under the name that lists of people have."""
        return self.told_at

    @property
    def clock(self) -> datetime:
        """The moment by which the class's timetable was read."""
        return self.cohort.clock(self.told_at)

    def measure(self, key: str) -> Measure:
        """One of the measures; KeyError for an unknown one."""
        return {one.key: one for one in self.measures}[key]


def overview(
    *, scope: Scope, cohort: Cohort, now: datetime, filters: Filters | None = None
) -> Overview:
    """The figures of a class inside a scope, narrowed by unit, delegation, group and term. Ten
    queries, eleven or twelve where something is filtered, however many people there are."""
    asked = Asked(cohort, scope, filters or Filters())
    items = items_of(cohort, now)
    cells = cells_of(cohort, items, now)
    organisations = {one.pk: one for one in cohort.congress.organisations.all()}
    rows = cells.completion(asked)
    total = _tally(rows)
    told, by_unit = _measures(cells, asked)
    return Overview(
        scope=scope,
        cohort=cohort,
        filters=asked.filters,
        now=now,
        told_at=cells.told_at,
        stale=cells.late(now) or waits_since(now) is not None,
        items=items,
        total=total,
        units=_units(rows, asked, organisations),
        delegations=_besides(rows, 1, organisations, _("没有代表团")),
        groups=_besides(rows, 2, organisations, _("未分组")),
        first_terms=_first_terms(rows),
        trend=_trend(cells.days(asked), items, cohort, total.should, cells.told_at),
        points=_points(cells, asked),
        measures=told,
        measures_by_unit=by_unit,
    )


def tally_of(
    *, scope: Scope, cohort: Cohort, now: datetime, filters: Filters, items: tuple[Item, ...]
) -> Tally:
    """Who stands where of a part of a class, and no more. Two queries."""
    asked = Asked(cohort, scope, filters)
    return _tally(cells_of(cohort, items, now).completion(asked))


# ---- completion


def _tally(rows: list[tuple[Any, ...]]) -> Tally:
    return Tally(*(sum(row[at] for row in rows) for at in range(4, 11)))


def _split(rows: list[tuple[Any, ...]], at: int) -> dict[Any, Tally]:
    parts: dict[Any, list[tuple[Any, ...]]] = {}
    for row in rows:
        parts.setdefault(row[at], []).append(row)
    return {key: _tally(part) for key, part in parts.items()}


def _units(
    rows: list[tuple[Any, ...]], asked: Asked, organisations: Mapping[int, Organisation]
) -> tuple[Line, ...]:
    """By township; those that sent nobody are shown too, unless something was filtered."""
    tallies = _split(rows, 0)
    expected = [
        one for one in organisations.values() if one.kind in UNITS and asked.scope.covers(one.pk)
    ]
    shown = [one for one in expected if one.pk in tallies or not asked.wanted]
    others = [organisations[key] for key in tallies if organisations[key] not in shown]
    return tuple(
        Line(one.pk, str(one), tallies.get(one.pk, Tally()))
        for one in sorted([*shown, *others], key=lambda one: (one.order, one.name))
    )


def _besides(
    rows: list[tuple[Any, ...]], at: int, organisations: Mapping[int, Organisation], nobody: str
) -> tuple[Line, ...]:
    """By delegation or group in their order; people without one come last."""
    tallies = _split(rows, at)
    ordered = sorted(
        tallies,
        key=lambda key: (
            key is None,
            *((organisations[key].order, organisations[key].name) if key else ()),
        ),
    )
    return tuple(
        Line(key or NO_GROUP, str(organisations[key]) if key else nobody, tallies[key])
        for key in ordered
    )


def _first_terms(rows: list[tuple[Any, ...]]) -> tuple[Line, ...]:
    tallies = _split(rows, 3)
    return tuple(
        Line(key, first_term_words(value), tallies[value])
        for key, value in FIRST_TERM.items()
        if value in tallies
    )


def _trend(
    done: Mapping[date, int], items: tuple[Item, ...], cohort: Cohort, should: int, at: datetime
) -> tuple[TrendDay, ...]:
    """From the first day of the class to the last that has come, at most to its end; what was done
    earlier or later stands on the first or the last day."""
    today = timezone.localdate(cohort.clock(at))
    last = min(max(today, cohort.starts_on), max(cohort.ends_on, cohort.starts_on))
    ends = [timezone.localdate(item.ends_at) for item in items if item.ends_at and item.due]
    days = []
    for n in range((last - cohort.starts_on).days + 1):
        day = cohort.starts_on + timedelta(days=n)
        final = day == last
        so_far = sum(count for when, count in done.items() if when <= day or final)
        planned = should * sum(1 for end in ends if end <= day)
        days.append(TrendDay(day, so_far, planned))
    return tuple(days)


# ---- what is hidden where it is about few


def _whole(asked: Asked) -> Asked:
    """The whole class: what may be shown of a part is decided beside its siblings."""
    return Asked(asked.cohort, Scope(asked.scope.congress), Filters())


def _parts_of(asked: Asked) -> dict[str, set[Any]]:
    """By dimension the parts of the class that were asked for; only narrowed ones."""
    parts: dict[str, set[Any]] = {name: {value} for name, value in asked.wanted.items()}
    if asked.scope.units is not None:
        parts.setdefault("unit_id", set(asked.scope.units))
    return parts


def _kept_back(cells: Cells, asked: Asked) -> dict[str, bool]:
    """Knowledge points whose figure over a part of the class is hidden, because of the part or of
    its siblings. One query for each filtered dimension, none without."""
    found: dict[str, bool] = {}
    for name, values in _parts_of(asked).items():
        siblings: dict[str, dict[Any, int]] = {}
        for (point, part), told in cells.points(_whole(asked), name).items():
            siblings.setdefault(point, {})[part] = told.n
        for point, persons in siblings.items():
            found[point] = found.get(point, False) or bool(values & hidden(persons))
    return found


def _points(cells: Cells, asked: Asked) -> tuple[PointLine, ...]:
    """Knowledge points that anybody answered about, those that most lack first."""
    told = {key[0]: lacking for key, lacking in cells.points(asked).items()}
    kept_back = _kept_back(cells, asked)
    lines = []
    for key, name in point_names().items():
        lacking: Lacking = told.get(key, NOBODY)
        if lacking.n:
            away = not shown_for(lacking.n) or kept_back.get(key, False)
            lines.append(PointLine(key, name, lacking.n, None if away else lacking.share, away))
    return tuple(sorted(lines, key=lambda line: (line.share is None, -(line.share or 0))))


# ---- measures


def _measures(
    cells: Cells, asked: Asked
) -> tuple[tuple[Measure, ...], dict[int, tuple[Measure, ...]]]:
    """The measures of everybody asked for, and by unit. One query; where only part of a class is
    asked for one more, and one for each narrowed dimension beside the unit."""
    told = cells.measures(asked)
    total: dict[str, Sums] = {}
    by_unit: dict[int, dict[str, Sums]] = {}
    for (name, unit), sums in told.items():
        total[name] = total.get(name, Sums()) + sums
        if unit is not None:
            by_unit.setdefault(unit, {})[name] = sums
    parts = _parts_of(asked)
    siblings = (
        {by: cells.measures(_whole(asked), by) for by in {"unit_id", *parts}} if parts else {}
    )
    hidden_parts = {by: _parts_kept_back(beside) for by, beside in siblings.items()}
    away = {
        name
        for by, values in parts.items()
        for name, gone in hidden_parts[by].items()
        if values & gone
    }
    kept_back = hidden_parts["unit_id"] if parts else _parts_kept_back(told)
    lines = {
        unit: _all(sums, {name for name, units in kept_back.items() if unit in units})
        for unit, sums in by_unit.items()
    }
    return _all(total, away), lines


def _parts_kept_back(told: Mapping[tuple[str, Any], Sums]) -> dict[str, frozenset[Any]]:
    """By measure the parts of one dimension whose figure is hidden, by all the parts of the
    class."""
    persons: dict[str, dict[Any, int]] = {}
    for (name, part), sums in told.items():
        if name not in WITHOUT_PARTS:
            persons.setdefault(name, {})[part] = sums.people
    return {name: hidden(parts) for name, parts in persons.items()}


def _all(sums: Mapping[str, Sums], kept_back: set[str]) -> tuple[Measure, ...]:
    """Every measure in its order, those without anybody too."""
    before, after = sums.get(of.BEFORE, Sums()), sums.get(of.AFTER, Sums())
    away = {name: name in kept_back for name in _names()}
    return (
        _share(of.ATTENDANCE, sums, away),
        _mean(of.HOURS, sums, away, _("学时")),
        _mean(of.DRAFTS, sums, away, _("分")),
        _share(of.SATISFACTION, sums, away),
        _mean(of.BEFORE, sums, away, "%"),
        _mean(of.AFTER, sums, away, "%"),
        _gain(before, after, away[of.BEFORE] or away[of.AFTER]),
    )


def _names() -> dict[str, str]:
    return {
        of.ATTENDANCE: _("出勤率"),
        of.HOURS: _("人均学时"),
        of.DRAFTS: _("建议稿平均分"),
        of.SATISFACTION: _("满意率"),
        of.BEFORE: _("训前平均正确率"),
        of.AFTER: _("训后平均正确率"),
        GAIN: _("提升幅度"),
    }


def _told(
    key: str, people: int, value: float | None, out_of: float | None, unit: str, away: bool
) -> Measure:
    """A measure, hidden where it is about few or kept back for a sibling's sake."""
    gone = key not in NEVER_HIDDEN and bool(people) and (away or not shown_for(people))
    shown = None
    if value is not None and people and not gone:
        shown = Decimal(str(value)).quantize(ONE_PLACE, ROUND_HALF_UP)
    whole = None if out_of is None else round(out_of)
    return Measure(key, _names()[key], shown, people, whole, unit, gone)


def _share(key: str, sums: Mapping[str, Sums], away: Mapping[str, bool]) -> Measure:
    one = sums.get(key, Sums())
    value = 100 * one.total / one.of if one.of else None
    return _told(key, one.people, value, one.of, "%", away[key])


def _mean(key: str, sums: Mapping[str, Sums], away: Mapping[str, bool], unit: str) -> Measure:
    one = sums.get(key, Sums())
    value = one.total / one.people if one.people else None
    return _told(key, one.people, value, None, unit, away[key])


def _gain(before: Sums, after: Sums, away: bool) -> Measure:
    """The gain of the class: of what was missing before, how much is there after."""
    value = None
    if before.people and after.people:
        found = normalised_gain(
            before.total / before.people / 100, after.total / after.people / 100
        )
        value = None if found is None else 100 * found
    return _told(GAIN, before.people, value, None, "%", away)
