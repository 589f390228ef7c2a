"""What stands on the wall: figures of units and of the class, never of a person."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.insight import charts, figures
from training.insight.figures import Measure, Overview, PointLine
from training.insight.selectors import Line
from training.insight.showing import trend_of
from training.learning.attendance.models import Attendance
from training.people.access import Scope

WEAKEST = 4
STAGES = ("ahead", "now", "over")


@dataclass(frozen=True)
class Tile:
    """One unit: how many of how many have finished, are on track, behind, not begun."""

    line: Line

    @property
    def mark(self) -> str:
        """The worst thing about it, as a status: somebody behind, nobody begun, or fine."""
        told = self.line.tally
        if not told.should:
            return "none"
        if told.behind:
            return "behind"
        return "done" if told.finished == told.should else "ontrack"

    @property
    def parts(self) -> list[tuple[str, int, int]]:
        """The pieces of its bar: kind, where it begins and how wide it is, out of 1000."""
        told, at, found = self.line.tally, 0, []
        counts = (
            ("finished", told.finished),
            ("ontrack", told.on_track),
            ("behind", told.behind),
            ("notstarted", told.not_started),
        )
        for kind, n in counts:
            wide = round(1000 * n / told.should) if told.should else 0
            if wide:
                found.append((kind, at, min(wide, 1000 - at)))
                at += wide
        return found


@dataclass(frozen=True)
class Today:
    """A session of the day with how many came."""

    scheduled: ScheduledSession
    here: int
    stage: str


@dataclass(frozen=True)
class Wall:
    """Everything on the wall."""

    told: Overview
    tiles: list[Tile]
    today: list[Today]
    weakest: list[PointLine]
    measures: list[Measure]
    trend: charts.Lines | None
    now: datetime


def wall_of(*, scope: Scope, cohort: Cohort, now: datetime) -> Wall:
    """The wall of a class, inside a scope. Twelve queries, however many people there are."""
    told = figures.overview(scope=scope, cohort=cohort, now=now)
    shown = [one for one in told.measures if one.key in {"attendance", "satisfaction"}]
    return Wall(
        told=told,
        tiles=[Tile(line) for line in told.units],
        today=_today(scope, cohort, now),
        weakest=[line for line in told.points if line.share is not None][:WEAKEST],
        measures=[one for one in shown if one.value is not None],
        trend=trend_of(told),
        now=now,
    )


def _today(scope: Scope, cohort: Cohort, now: datetime) -> list[Today]:
    """The sessions of the class's day. Two queries."""
    clock = cohort.clock(now)
    begins = datetime.combine(
        timezone.localdate(clock), time(0), tzinfo=timezone.get_current_timezone()
    )
    held = cohort.timetable.filter(
        starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1), cancelled_at=None
    )
    sessions = list(held.select_related("session").order_by("starts_at"))
    places = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    if scope.units is not None:
        places = places.filter(unit__in=scope.units)
    came: Any = Attendance.objects.standing().filter(
        scheduled__in=sessions, learner__in=places.order_by().values("learner_id")
    )
    counts = dict(came.order_by().values_list("scheduled_id").annotate(Count("pk")))
    return [
        Today(
            one,
            counts.get(one.pk, 0),
            STAGES[(clock >= one.starts_at) + (clock >= one.ends_at)],
        )
        for one in sessions
    ]
