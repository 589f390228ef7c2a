"""Reading who was there. `Book` is the one place that says how a person stands to a session: the
page, the screen in the room, the paper and the Excel file all ask it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, UUIDField
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.prepared import prepared
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.learning.attendance.models import (
    Attendance,
    CheckInRefusal,
    LeaveRequest,
    PresenceClaim,
)
from training.learning.attendance.rules import OF_A_SESSION, Window, window_of
from training.people.models import Congress, User

ACTIVE = Enrolment.Status.ACTIVE
LABELS: dict[str, Promise] = {
    "present": _("已到"),
    "late": _("迟到"),
    "uncounted": _("迟到，不算到课"),
    "leave": _("请假"),
    "claimed": _("补签等核实"),
    "asked": _("请假等答复"),
    "missing": _("还没到"),
    "absent": _("缺席"),
    "unheld": _("没有组织签到"),
    "ahead": _("还没开始"),
    "cancelled": _("取消"),
}
BADGES = {
    "present": "done",
    "late": "behind",
    "uncounted": "behind",
    "leave": "ontrack",
    "claimed": "behind",
    "asked": "ontrack",
    "missing": "none",
    "absent": "off",
    "unheld": "none",
    "ahead": "none",
    "cancelled": "off",
}
HERE = ("present", "late", "uncounted")
NOT_HERE = ("missing", "absent", "unheld", "asked")


@dataclass(frozen=True)
class Cell:
    """How one person stands to one session, with what that rests on."""

    scheduled: ScheduledSession
    window: Window
    clock: datetime
    record: Attendance | None = None
    leave: LeaveRequest | None = None
    claim: PresenceClaim | None = None
    held: bool = True
    """Whether anybody checked in: where nobody did, nobody is called absent."""

    @cached_property
    def state(self) -> str:
        """One of LABELS. Being there beats everything; a claim that waits beats leave."""
        if self.record:
            late = "late" if self.record.counts else "uncounted"
            return late if self.record.late else "present"
        if self.is_cancelled:
            return "cancelled"
        if self.claim and self.claim.state == PresenceClaim.State.WAITING:
            return "claimed"
        if self.leave:
            approved = self.leave.state == LeaveRequest.State.APPROVED
            return "leave" if approved else "asked"
        return self._without_word()

    def _without_word(self) -> str:
        if self.clock < self.window.opens:
            return "ahead"
        if self.clock <= self.window.closes:
            return "missing"
        return "absent" if self.held else "unheld"

    @property
    def came_at(self) -> datetime:
        """When she came; the class's clock for who has not."""
        return self.record.at if self.record else self.clock

    @property
    def is_cancelled(self) -> bool:
        """Whether the session, or its class, is not held."""
        return bool(self.scheduled.cancelled_at or self.scheduled.cohort.cancelled_at)

    @property
    def label(self) -> str:
        """The state in words."""
        return str(LABELS[self.state])

    @property
    def badge(self) -> str:
        """The state as a status class."""
        return BADGES[self.state]

    @property
    def is_here(self) -> bool:
        """Whether a record says that she was there."""
        return self.record is not None

    @property
    def is_open(self) -> bool:
        """Whether she may check in now."""
        return not (self.is_here or self.is_cancelled) and self.window.is_open(self.clock)

    @property
    def may_claim(self) -> bool:
        """Whether she may still say that she was there."""
        due = self.window.opens <= self.clock <= self.window.claims_until
        return due and self.state in {"missing", "absent", "unheld", "leave", "asked"}

    @property
    def may_ask_leave(self) -> bool:
        """Whether she may ask for leave."""
        return self.clock <= self.window.claims_until and self.state in {
            "ahead",
            "missing",
            "absent",
            "unheld",
        }


class Book:
    """Records, leave and claims of some sessions, of all people or of one. Three queries, four for
    one person."""

    def __init__(
        self, sessions: Sequence[ScheduledSession], now: datetime, learner: User | None = None
    ) -> None:
        self.sessions, self.now = sessions, now
        self.windows = {one.pk: window_of(one) for one in sessions}
        whose = Q(scheduled__in=[one.pk for one in sessions])
        whose &= Q(learner=learner) if learner else Q()
        records = Attendance.objects.standing().filter(whose).select_related("recorded_by")
        self.records = {(one.learner_id, one.scheduled_id): one for one in records}
        self.held = {one.scheduled_id for one in self.records.values()}
        if learner:
            anybody = Attendance.objects.standing().filter(scheduled__in=[*self.windows])
            self.held = set(anybody.order_by().values_list("scheduled", flat=True).distinct())
        standing = Q(state__in=[LeaveRequest.State.WAITING, LeaveRequest.State.APPROVED])
        leaves = LeaveRequest.objects.filter(whose & standing)
        self.leaves = {(one.learner_id, one.scheduled_id): one for one in leaves}
        # The newest last: it is what is shown.
        claims = PresenceClaim.objects.filter(whose).order_by("made_at")
        self.claims = {(one.learner_id, one.scheduled_id): one for one in claims}

    def cell(self, learner_id: UUID, scheduled: ScheduledSession) -> Cell:
        """How a person stands to a session. No query."""
        key = (learner_id, scheduled.pk)
        return Cell(
            scheduled,
            self.windows[scheduled.pk],
            scheduled.cohort.clock(self.now),
            self.records.get(key),
            self.leaves.get(key),
            self.claims.get(key),
            scheduled.pk in self.held,
        )


@dataclass(frozen=True)
class Row:
    """One person on a session's list. `twins` checked in on the same phone."""

    enrolment: Enrolment
    cell: Cell
    twins: Sequence[User] = ()

    @property
    def person(self) -> User:
        """Who it is."""
        return self.enrolment.learner


@dataclass(frozen=True)
class Counts:
    """How many of a class stand how; `total` is everybody in the class."""

    total: int
    by_state: Counter[str] = field(default_factory=Counter)

    @property
    def here(self) -> int:
        """Who is there, late ones included."""
        return sum(self.by_state[state] for state in HERE)

    @property
    def late(self) -> int:
        """Who came late."""
        return self.by_state["late"] + self.by_state["uncounted"]

    @property
    def leave(self) -> int:
        """Whose leave was approved."""
        return self.by_state["leave"]

    @property
    def waiting(self) -> int:
        """Whose late check-in waits for staff."""
        return self.by_state["claimed"]

    @property
    def missing(self) -> int:
        """Of whom nothing is known: neither there nor on leave; a request alone is no leave."""
        return sum(self.by_state[state] for state in (*NOT_HERE, "claimed", "ahead"))


def members(cohort: Cohort) -> list[Enrolment]:
    """Who is in a class, by number, with person, unit and group. One query."""
    rows = cohort.enrolments.filter(status=ACTIVE).select_related("learner", "unit", "group")
    return list(rows.order_by("learner__number", "learner__name", "pk"))


def scheduled_in(congresses: Iterable[int]) -> "QuerySet[ScheduledSession]":
    """Sessions of some congresses, with what their windows read; not evaluated."""
    rows = ScheduledSession.objects.filter(cohort__congress__in=list(congresses))
    return rows.select_related(*OF_A_SESSION)


@dataclass(frozen=True)
class RoomList:
    """A session's list: everybody of its class, and how many stand how, as of a moment."""

    scheduled: ScheduledSession
    window: Window
    clock: datetime
    rows: Sequence[Row]
    counts: Counts

    @property
    def missing(self) -> list[Row]:
        """Who has not come, by number; whoever is on leave is not missed."""
        return [row for row in self.rows if row.cell.state in NOT_HERE]

    @property
    def claims(self) -> list[Row]:
        """Whose late check-in waits."""
        return [row for row in self.rows if row.cell.state == "claimed"]

    @property
    def late(self) -> list[Row]:
        """Who came late, the last one first."""
        found = [row for row in self.rows if row.cell.state in {"late", "uncounted"}]
        return sorted(found, key=lambda row: row.cell.came_at, reverse=True)

    @property
    def is_open(self) -> bool:
        """Whether one may check in now."""
        gone = self.scheduled.cancelled_at or self.scheduled.cohort.cancelled_at
        return not gone and self.window.is_open(self.clock)

    @property
    def is_ahead(self) -> bool:
        """Whether check-in is still to open."""
        return self.clock < self.window.opens

    @property
    def is_today(self) -> bool:
        """Whether it is held on the class's day."""
        held = timezone.localdate(self.scheduled.starts_at)
        return timezone.localdate(self.clock) == held


def counted(cells: Iterable[Cell]) -> Counts:
    """Cells of one session, counted."""
    states = Counter(cell.state for cell in cells)
    return Counts(sum(states.values()), states)


def room_list(scheduled: ScheduledSession, now: datetime) -> RoomList:
    """A session's list. Four queries."""
    book, people = Book([scheduled], now), members(scheduled.cohort)
    cells = {one.learner_id: book.cell(one.learner_id, scheduled) for one in people}
    phones: dict[str, list[User]] = defaultdict(list)
    for one in people:
        record = cells[one.learner_id].record
        if record and record.device:
            phones[record.device].append(one.learner)
    rows = [Row(one, cells[one.learner_id], _twins(one, cells, phones)) for one in people]
    clock = scheduled.cohort.clock(now)
    window = book.windows[scheduled.pk]
    return RoomList(scheduled, window, clock, rows, counted(cells.values()))


def _twins(one: Enrolment, cells: dict[UUID, Cell], phones: dict[str, list[User]]) -> list[User]:
    record = cells[one.learner_id].record
    if not record or not record.device:
        return []
    return [person for person in phones[record.device] if person.pk != one.learner_id]


def version_of(scheduled: ScheduledSession) -> str:
    """Changes whenever the screen in the room would: counts of what is only ever added, or
    answered. One query."""
    told = ScheduledSession.objects.filter(pk=scheduled.pk).aggregate(
        records=Count("attendance", distinct=True),
        voided=Count("attendance__voidings", distinct=True),
        claims=Count("claims", filter=Q(claims__state="waiting"), distinct=True),
        leaves=Count("leaves", filter=Q(leaves__state="approved"), distinct=True),
        people=Count(
            "cohort__enrolments", filter=Q(cohort__enrolments__status=ACTIVE), distinct=True
        ),
    )
    return "-".join(str(told[name]) for name in sorted(told))


# ---- the desk's day


@dataclass(frozen=True)
class Held:
    """A session of a day with its counts."""

    scheduled: ScheduledSession
    window: Window
    clock: datetime
    counts: Counts

    @property
    def stage(self) -> str:
        """cancelled, ahead, open, over, or unheld when nobody checked in."""
        if self.scheduled.cancelled_at or self.scheduled.cohort.cancelled_at:
            return "cancelled"
        if self.clock < self.window.opens:
            return "ahead"
        if self.clock <= self.window.closes:
            return "open"
        return "over" if self.counts.here else "unheld"


def days_of(cohort: Cohort) -> list[date]:
    """The days on which a class is held, in order. One query."""
    rows = cohort.timetable.order_by("starts_at").values_list("starts_at", flat=True)
    return list(dict.fromkeys(timezone.localdate(at) for at in rows))


def held_on(cohort: Cohort, day: date, now: datetime) -> list[Held]:
    """What is held on a day, with counts. Five queries."""
    begins = datetime.combine(day, time(0), tzinfo=timezone.get_default_timezone())
    rows = cohort.timetable.filter(starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1))
    sessions = list(rows.select_related(*OF_A_SESSION).order_by("starts_at"))
    book, people = Book(sessions, now), members(cohort)
    return [
        Held(
            one,
            book.windows[one.pk],
            one.cohort.clock(now),
            counted(book.cell(person.learner_id, one) for person in people),
        )
        for one in sessions
    ]


def leaves_to(congress: Congress, *, waiting: bool) -> "QuerySet[LeaveRequest]":
    """Requests for leave to a congress: those that wait, the oldest first, or the answered ones,
    the newest first; not evaluated."""
    rows = LeaveRequest.objects.filter(scheduled__cohort__congress=congress)
    related = ("learner", "scheduled__session", "scheduled__cohort", "answered_by", "entered_by")
    rows = rows.select_related(*related)
    if waiting:
        return rows.filter(state="waiting").order_by("asked_at", "scheduled__starts_at")
    return rows.exclude(state="waiting").order_by("-answered_at", "scheduled__starts_at")


def claims_to(congresses: Iterable[int]) -> list[tuple[ScheduledSession, int]]:
    """Sessions with late check-ins that wait, and how many. One query."""
    record = Attendance.objects.standing().filter(
        learner=OuterRef("claims__learner"), scheduled=OuterRef("pk")
    )
    waiting = Q(claims__state="waiting") & ~Exists(record)
    rows = scheduled_in(congresses).filter(waiting).order_by("starts_at")
    return [(one, one.n) for one in rows.annotate(n=Count("claims"))]


def waiting_leaves(congress: Congress) -> int:
    """How many requests for leave wait. One query."""
    return LeaveRequest.objects.filter(
        scheduled__cohort__congress=congress, state="waiting"
    ).count()


def refusals_in(cohort: Cohort) -> "QuerySet[CheckInRefusal]":
    """Attempts of a class's people that were refused, the newest first; not evaluated. Those with
    a code of nothing we know belong to whoever is in the class."""
    mine = Q(scheduled__cohort=cohort)
    people = cohort.enrolments.filter(status=ACTIVE).values("learner")
    mine |= Q(scheduled=None, learner__in=people)
    rows = CheckInRefusal.objects.filter(mine)
    return rows.select_related("learner", "scheduled__session").order_by("-at")


# ---- one person


def sessions_of(learner: User, congress: Congress | None = None) -> list[ScheduledSession]:
    """The sessions of a person's classes, of one congress or all, in order. One query."""
    mine = Enrolment.objects.filter(learner=learner, status=ACTIVE).values("cohort")
    rows = ScheduledSession.objects.filter(cohort__in=mine, cohort__cancelled_at=None)
    if congress:
        rows = rows.filter(cohort__congress=congress)
    return list(rows.select_related(*OF_A_SESSION).order_by("starts_at", "pk"))


def cells_of(learner: User, now: datetime, congress: Congress | None = None) -> list[Cell]:
    """How a person stands to each of her sessions, in order. Five queries."""
    sessions = sessions_of(learner, congress)
    book = Book(sessions, now, learner)
    return [book.cell(learner.pk, one) for one in sessions]


def history_of(learner: User, congress: Congress) -> list[Attendance]:
    """Every record of a person at a congress, those taken back too, the newest first. Two
    queries."""
    rows = Attendance.objects.filter(learner=learner, scheduled__cohort__congress=congress)
    rows = rows.select_related("scheduled__session", "scheduled__cohort", "recorded_by")
    return list(rows.prefetch_related("voidings__by").order_by("-at"))


@dataclass(frozen=True)
class Call:
    """What calls a person to check in now."""

    scheduled: ScheduledSession
    window: Window


def call_of(learner: User, now: datetime) -> Call | None:
    """The session to which a person may check in now and has not. One query."""
    for one in _callable.all(learner=learner.pk, now=now):
        found = window_of(one)
        if found.is_open(one.cohort.clock(now)):
            return Call(one, found)
    return None


@prepared(learner=UUIDField(), now=DateTimeField())
def _callable(learner: Any, now: Any) -> "QuerySet[Any]":
    there = Attendance.objects.standing().filter(learner_id=learner, scheduled=OuterRef("pk"))
    mine = Enrolment.objects.filter(learner_id=learner, status=ACTIVE).values("cohort")
    rows = ScheduledSession.objects.filter(
        ~Exists(there), cohort__in=mine, cohort__cancelled_at=None, cancelled_at=None
    )
    rows = rows.alias(clock=Coalesce("cohort__clock_held_at", now))
    rows = rows.filter(ends_at__gte=F("clock")).select_related(*OF_A_SESSION)
    return rows.order_by("starts_at", "pk")[:4]


def refusals_of(learner: User, congress: Congress) -> list[CheckInRefusal]:
    """A person's refused attempts of the last month at a congress, the newest first. One query."""
    here = Q(scheduled=None) | Q(scheduled__cohort__congress=congress)
    rows = CheckInRefusal.objects.filter(here, learner=learner)
    return list(rows.select_related("scheduled__session").order_by("-at")[:50])
