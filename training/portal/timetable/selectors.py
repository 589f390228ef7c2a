"""A deputy's timetable: her class day by day, where she has to be now, and what changed lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.changes import Slot
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.cohorts.selectors import Planned, current_enrolments, planned
from training.cohorts.timetabling import steps_in
from training.learning.attendance.rules import OF_A_SESSION
from training.learning.attendance.selectors import Book, Cell
from training.learning.readings.opening import Hold
from training.people.models import User
from training.portal.selectors import holds_of

RECENT = timedelta(days=14)
"""So long a change is marked."""
KEPT = timedelta(days=30)
"""So long after its end a cancelled class is still shown."""


@dataclass(frozen=True)
class Sitting:
    """A session as one deputy sees it."""

    session: Planned
    who: str
    cell: Cell
    was: Slot | None
    """Where it stood before it was changed lately."""
    clock: datetime
    hold: Hold | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it is not held."""
        return self.session.cancelled_at is not None

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.session.ends_at <= self.clock

    @property
    def is_now(self) -> bool:
        """Whether it is under way."""
        return not self.cancelled and self.session.starts_at <= self.clock < self.session.ends_at

    @property
    def shows_presence(self) -> bool:
        """Whether there is something to say about her being there. A test is sat, not attended:
        nobody is absent from it who does it at home."""
        if self.session.quiz:
            return self.cell.is_here
        return self.cell.state not in {"ahead", "cancelled"}

    @property
    def lesson_url(self) -> str:
        """Where its lesson is read; empty while that is not open to her."""
        return "" if self.hold else self.session.lesson_url

    @property
    def moved_from(self) -> Slot | None:
        """When it was to be held, where that was changed lately."""
        was = self.was
        if was is None or self.cancelled:
            return None
        return was if was.starts_at != self.session.starts_at else None

    @property
    def other_room(self) -> str:
        """The room it was to be held in, where that was changed lately."""
        changed = self.was and self.was.place and self.was.place != self.session.place
        return self.was.place if self.was and changed and not self.cancelled else ""


@dataclass(frozen=True)
class DayPlan:
    """The sessions of one date."""

    date: date
    number: int
    sittings: tuple[Sitting, ...]
    is_today: bool
    is_past: bool

    @property
    def title(self) -> str:
        """The title of the day's course, where all its sessions belong to one programme day."""
        titles = {one.session.day_title for one in self.sittings}
        return titles.pop() if len(titles) == 1 else ""


@dataclass(frozen=True)
class Timetable:
    """A class as one deputy sees it."""

    cohort: Cohort
    days: tuple[DayPlan, ...]
    clock: datetime
    others: tuple[Cohort, ...]
    """Her other classes."""

    @property
    def past(self) -> list[DayPlan]:
        """Days that are over."""
        return [day for day in self.days if day.is_past]

    @property
    def ahead(self) -> list[DayPlan]:
        """Today and what comes."""
        return [day for day in self.days if not day.is_past]

    @property
    def calls(self) -> Sitting | None:
        """What is under way, else the next one; None when the class is over or cancelled."""
        if self.cohort.cancelled_at:
            return None
        held = (one for day in self.days for one in day.sittings if not one.cancelled)
        ahead = [one for one in held if not one.is_over]
        return min(ahead, key=lambda one: one.session.starts_at, default=None)

    @property
    def changed(self) -> int:
        """How many sessions still to come were changed lately."""
        every = (one for day in self.days for one in day.sittings if not one.is_over)
        return sum(bool(one.moved_from or one.other_room or one.cancelled) for one in every)


def classes_of(learner: User, now: datetime) -> list[Enrolment]:
    """Her classes, the newest first, and those cancelled lately after them. Two queries."""
    current = list(current_enrolments(learner))
    cancelled = Enrolment.objects.filter(
        learner=learner,
        status=Enrolment.Status.ACTIVE,
        cohort__cancelled_at__isnull=False,
        cohort__ends_on__gte=timezone.localdate(now - KEPT),
    )
    rows = cancelled.select_related("cohort__programme").defer("cohort__programme__body")
    return [*current, *rows.order_by("-cohort__starts_on")]


def timetable_of(learner: User, now: datetime, *, wanted: str = "") -> Timetable | None:
    """The timetable of her newest class, or of the one named by its number; None without one. Nine
    queries, and at most seven for lessons that are not open."""
    every = classes_of(learner, now)
    chosen = next((one for one in every if str(one.cohort_id) == wanted), None)
    enrolment = chosen or next(iter(every), None)
    if enrolment is None:
        return None
    enrolment.learner = learner  # the same person, whose standing is known already
    clock = enrolment.cohort.clock(now)
    return Timetable(
        cohort=enrolment.cohort,
        days=tuple(_days(enrolment, clock, now)),
        clock=clock,
        others=tuple(one.cohort for one in every if one.pk != enrolment.pk),
    )


def _days(enrolment: Enrolment, clock: datetime, now: datetime) -> list[DayPlan]:
    cohort, sessions = enrolment.cohort, planned(enrolment.cohort)
    sittings = _sittings(enrolment, sessions, clock, now)
    today = timezone.localdate(clock)
    days = groupby(sittings, key=lambda one: timezone.localdate(one.session.starts_at))
    return [
        DayPlan(
            date=day,
            number=number,
            sittings=tuple(held),
            is_today=day == today and not cohort.cancelled_at,
            is_past=day < today,
        )
        for number, (day, held) in enumerate(days, start=1)
    ]


def _sittings(
    enrolment: Enrolment, sessions: Sequence[Planned], clock: datetime, now: datetime
) -> list[Sitting]:
    cohort = enrolment.cohort
    rows = cohort.timetable.select_related(*OF_A_SESSION).prefetch_related("trainers")
    held = {row.pk: row for row in rows}
    book = Book(list(held.values()), now, enrolment.learner)
    were = _changed_lately(cohort, now)
    holds = holds_of(enrolment, list(sessions))
    return [
        Sitting(
            session=one,
            who=_who(held[one.scheduled]),
            cell=book.cell(enrolment.learner_id, held[one.scheduled]),
            was=were.get(one.scheduled),
            clock=clock,
            hold=holds.get(one.lesson_pk or 0),
        )
        for one in sessions
        if one.scheduled in held
    ]


def _who(row: ScheduledSession) -> str:
    """Who teaches, in words."""
    names = sorted(trainer.name for trainer in row.trainers.all())
    return _("、").join([*names, row.guest] if row.guest else names)


def _changed_lately(cohort: Cohort, now: datetime) -> Mapping[int, Slot]:
    """Where sessions stood before the changes of the last days. One query."""
    found: dict[int, Slot] = {}
    lately = cohort.timetable_changes.filter(at__gte=now - RECENT)
    for change in lately.order_by("-number"):  # the oldest is read last, and stands
        for step in steps_in(change):
            found[step.scheduled] = step.before
    return found
