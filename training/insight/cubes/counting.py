"""Counting a class anew from the folds, in queries that do not grow with its people.

What is quick (who stands where) is counted each time; days, points and measures are the slow part.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from training.cohorts.models import Cohort, Enrolment
from training.insight.cubes.measures import Sums, measures_of
from training.insight.models import CompletionCell, DayCell, MeasureCell, PointCell
from training.insight.selectors import Item, items_of
from training.learning.mastery.models import PointMastery
from training.learning.progress.models import CourseProgress
from training.learning.progress.states import State, state_of


class Segment(NamedTuple):
    """What the people of a cell have in common."""

    unit_id: int | None
    delegation_id: int | None
    group_id: int | None
    first_term: bool | None


CLASS = Segment(None, None, None, None)
"""What answers without a person are about."""


@dataclass(frozen=True)
class Member:
    """Somebody in the class, as far as counting needs her."""

    enrolment: UUID
    segment: Segment
    enrolled_at: datetime


Members = Mapping[UUID, Member]


@dataclass(frozen=True)
class Slow:
    """The cells that take longer to count."""

    days: list[DayCell]
    points: list[PointCell]
    measures: list[MeasureCell]


def members_of(cohort: Cohort) -> dict[UUID, Member]:
    """Who is in a class, by learner. One query."""
    rows = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE).order_by()
    return {
        learner: Member(pk, Segment(*segment), enrolled_at)
        for learner, pk, enrolled_at, *segment in rows.values_list(
            "learner_id", "pk", "enrolled_at", *Segment._fields
        )
    }


def _verdicts(cohort: Cohort, *fields: str) -> Iterable[tuple[Any, ...]]:
    """Fields of the verdicts of everybody in a class. One query."""
    active = {"enrolment__cohort": cohort, "enrolment__status": Enrolment.Status.ACTIVE}
    rows = CourseProgress.objects.filter(whole=True, **active).order_by()
    return rows.values_list("learner_id", *fields).iterator(chunk_size=2000)


@dataclass(frozen=True)
class Rows:
    """What counting reads of a class, where it was read already (see `rebuilding`): by learner the
    codes done, since when satisfied and the last moment; the reasons; the points; the measures."""

    standing: Mapping[UUID, Sequence[Any]]
    reasons: Iterable[tuple[UUID, Any]]
    known: Iterable[tuple[UUID, str, float]]
    measures: Iterable[tuple[UUID | None, str, Sums]]


def completion_cells(
    cohort: Cohort, members: Members, items: Iterable[Item], rows: Rows | None = None
) -> list[CompletionCell]:
    """Who stands where. One query, none with `rows`."""
    codes = {item.code for item in items}
    due = [item.code for item in items if item.due]
    told: dict[Segment, Counter[str]] = defaultdict(Counter)
    standing = rows.standing if rows else _standing(cohort)
    for learner, member in members.items():
        done_codes, satisfied_at, last_at = standing.get(learner, ((), None, None))
        done = codes.intersection(done_codes)
        begun = last_at if last_at and last_at >= member.enrolled_at else None
        state = state_of(satisfied_at=satisfied_at, done=done, due=due, last_at=begun)
        told[member.segment].update({"should": 1, state: 1, "done": len(done)})
    return [_completion_cell(cohort, segment, count, len(codes)) for segment, count in told.items()]


def _standing(cohort: Cohort) -> dict[UUID, Sequence[Any]]:
    rows = _verdicts(cohort, "done_codes", "satisfied_at", "last_at")
    return {learner: rest for learner, *rest in rows}


def _completion_cell(
    cohort: Cohort, segment: Segment, count: Counter[str], required: int
) -> CompletionCell:
    return CompletionCell(
        cohort=cohort,
        **segment._asdict(),
        should=count["should"],
        finished=count[State.FINISHED],
        on_track=count[State.ON_TRACK],
        behind=count[State.BEHIND],
        not_started=count[State.NOT_STARTED],
        done=count["done"],
        required=count["should"] * required,
    )


def slow_cells(
    cohort: Cohort,
    members: Members,
    items: Iterable[Item],
    now: datetime,
    rows: Rows | None = None,
) -> Slow:
    """Days, points and measures of a class. About fifteen queries, none with `rows`."""
    reasons = rows.reasons if rows else _verdicts(cohort, "reasons__items")
    told = rows.measures if rows else measures_of(cohort, set(members), now)
    return Slow(
        days=_day_cells(cohort, members, {item.code for item in items}, reasons),
        points=_point_cells(cohort, members, rows.known if rows else _known(cohort)),
        measures=_measure_cells(cohort, members, told),
    )


@lru_cache(maxsize=50_000)
def _day_of(at: str) -> date | None:
    """The day of a moment as a verdict keeps it, where the congresses are."""
    moment = parse_datetime(at)
    return moment and moment.astimezone(timezone.get_default_timezone()).date()


def _day_cells(
    cohort: Cohort, members: Members, codes: set[str], reasons: Iterable[tuple[Any, ...]]
) -> list[DayCell]:
    """What was done on which day, by the reasons of the verdicts."""
    told: Counter[tuple[Segment, date]] = Counter()
    for learner, why_all in reasons:
        member = members.get(learner)
        for code, why in (why_all or {}).items() if member else ():
            day = _day_of(why["at"])
            if code in codes and day is not None:
                told[member.segment, day] += 1  # type: ignore[union-attr]
    return [
        DayCell(cohort=cohort, **segment._asdict(), day=day, done=done)
        for (segment, day), done in told.items()
    ]


def _known(cohort: Cohort) -> Iterable[tuple[Any, ...]]:
    """What is believed of the people of a class who answered, by knowledge point. One query."""
    learners = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE).order_by()
    rows = PointMastery.objects.filter(learner__in=learners.values("learner_id"), answers__gt=0)
    known = rows.order_by().values_list("learner_id", "point", "probability")
    return known.iterator(chunk_size=5000)


def _point_cells(
    cohort: Cohort, members: Members, known: Iterable[tuple[Any, ...]]
) -> list[PointCell]:
    """The same added up by what people have in common."""
    told: dict[tuple[Segment, str], list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    for learner, point, probability in known:
        if member := members.get(learner):
            cell = told[member.segment, point]
            cell[0] += 1
            cell[1] += probability
            cell[2] += probability * (1.0 - probability)
    return [
        PointCell(
            cohort=cohort,
            **segment._asdict(),
            point=point,
            people=int(people),
            known=round(sure, 6),
            spread=round(spread, 6),
        )
        for (segment, point), (people, sure, spread) in told.items()
    ]


def _measure_cells(
    cohort: Cohort, members: Members, rows: Iterable[tuple[UUID | None, str, Sums]]
) -> list[MeasureCell]:
    """Attendance, hours, drafts, tests before and after by person; satisfaction by class."""
    told: dict[tuple[Segment, str], Sums] = defaultdict(Sums)
    for learner, measure, sums in rows:
        segment = members[learner].segment if learner else CLASS
        told[segment, measure] += sums
    return [
        MeasureCell(
            cohort=cohort,
            **segment._asdict(),
            measure=measure,
            people=sums.people,
            total=round(sums.total, 6),
            of=None if sums.of is None else round(sums.of, 6),
        )
        for (segment, measure), sums in told.items()
    ]


Count = Callable[[Cohort], int]


def people_in(cohort: Cohort) -> int:
    """How many people the cells of a class speak of. One query."""
    found = CompletionCell.objects.filter(cohort=cohort).aggregate(n=Sum("should"))["n"]
    return int(found or 0)


def items_now(cohort: Cohort, now: datetime) -> tuple[Item, ...]:
    """What the class's programme requires, and what of it is due. Two queries."""
    return items_of(cohort, now)
