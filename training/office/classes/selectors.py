"""What the office's pages about classes read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.site.models import CongressRootPage, SharedRootPage
from courses.catalogue.models import ProgrammePage
from training.cohorts.changes import Entry, Half, Step
from training.cohorts.models import Cohort, Enrolment, ScheduledSession, TimetableChange
from training.cohorts.timetabling import steps_in
from training.learning.attendance.models import Attendance
from training.office import selectors as office
from training.office.selectors import RosterFilters
from training.people.models import Congress, Membership, Organisation, User

RUNNING, COMING, PAST, CLOSED, CANCELLED = "running", "coming", "past", "closed", "cancelled"
STATES: dict[str, Promise] = {
    RUNNING: gettext_lazy("正在上"),
    COMING: gettext_lazy("还没开始"),
    PAST: gettext_lazy("已上完"),
    CLOSED: gettext_lazy("已办结"),
    CANCELLED: gettext_lazy("已取消"),
}
MARKS = {RUNNING: "ontrack", COMING: "none", PAST: "done", CLOSED: "done", CANCELLED: "off"}


def state_of(cohort: Cohort, now: datetime) -> str:
    """How a class stands, by its own clock."""
    if cohort.cancelled_at:
        return CANCELLED
    if cohort.closed_at:
        return CLOSED
    today = timezone.localdate(cohort.clock(now))
    if today < cohort.starts_on:
        return COMING
    return RUNNING if today <= cohort.ends_on else PAST


@dataclass(frozen=True)
class ClassRow:
    """A class in the list."""

    cohort: Cohort
    state: str
    people: int

    @property
    def words(self) -> str:
        """How it stands, in words."""
        return str(STATES[self.state])

    @property
    def mark(self) -> str:
        """How it stands, as the status component shows it."""
        return MARKS[self.state]


@dataclass(frozen=True)
class Shelf:
    """The classes of one state."""

    name: str
    rows: tuple[ClassRow, ...]


def shelves(congress: Congress, now: datetime) -> list[Shelf]:
    """The classes of a congress by how they stand: running, coming, past, cancelled. One query."""
    active = Q(enrolments__status=Enrolment.Status.ACTIVE)
    found = congress.cohorts.select_related("programme").defer("programme__body")
    found = found.annotate(people=Count("enrolments", filter=active))
    rows = [ClassRow(one, state_of(one, now), one.people) for one in found]
    coming = sorted(
        (one for one in rows if one.state == COMING), key=lambda one: one.cohort.starts_on
    )
    kept = (
        (_("正在上"), [one for one in rows if one.state == RUNNING]),
        (_("还没开始"), coming),
        (_("上完的"), [one for one in rows if one.state in {PAST, CLOSED}]),
        (_("取消的"), [one for one in rows if one.state == CANCELLED]),
    )
    return [Shelf(str(name), tuple(held)) for name, held in kept if held]


def programmes(congress: Congress) -> QuerySet[ProgrammePage]:
    """The published programmes a congress may hold classes of: its own and the shared ones. Two
    queries, and one to read them."""
    roots = [
        *CongressRootPage.objects.filter(congress_key=congress.key).values_list("path", flat=True),
        *SharedRootPage.objects.values_list("path", flat=True),
    ]
    below = Q(pk__in=())
    for path in roots:
        below |= Q(path__startswith=path)
    return ProgrammePage.objects.live().filter(below).order_by("path").defer("body")


def trainers(congress: Congress, today: date) -> list[User]:
    """Who teaches at a congress today, by name. One query."""
    held = Membership.objects.filter(
        organisation__congress=congress, role=Membership.Role.TRAINER, starts_on__lte=today
    ).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return list(
        User.objects.filter(memberships__in=held, is_active=True).distinct().order_by("name")
    )


def rooms(congress: Congress) -> list[str]:
    """The rooms that were ever named for a session of the congress. One query."""
    named = ScheduledSession.objects.filter(cohort__congress=congress).exclude(place="")
    return list(named.order_by("place").values_list("place", flat=True).distinct())


def present(cohort: Cohort) -> dict[int, int]:
    """How many checked in, by scheduled session. One query."""
    held = Attendance.objects.standing().filter(scheduled__cohort=cohort).order_by()
    return dict(held.values_list("scheduled").annotate(n=Count("pk")))


# ---- the timetable


@dataclass(frozen=True)
class Line:
    """A session on the office's timetable."""

    entry: Entry
    who: str
    present: int
    over: bool


@dataclass(frozen=True)
class HalfDay:
    """The sessions of a half-day."""

    half: Half
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class DayOfClass:
    """A date with its half-days."""

    day: date
    halves: tuple[HalfDay, ...]


def names_of(table: Iterable[Entry]) -> dict[str, str]:
    """The names of the trainers of a timetable, by id as text. One query; none without any."""
    wanted = {trainer for entry in table for trainer in entry.slot.trainers}
    if not wanted:
        return {}
    found = User.objects.filter(pk__in=wanted).values_list("pk", "name")
    return {str(pk): name for pk, name in found}


def who_of(trainers: Iterable[str], guest: str, names: dict[str, str]) -> str:
    """Who teaches, in words."""
    told = sorted(names.get(one, "") for one in trainers)
    return _("、").join(name for name in [*told, guest] if name)


def days(table: Sequence[Entry], counts: dict[int, int], clock: datetime) -> list[DayOfClass]:
    """The timetable by dates and half-days. One query."""
    names = names_of(table)
    found: dict[date, dict[Half, list[Line]]] = {}
    for entry in table:
        slot = entry.slot
        line = Line(
            entry=entry,
            who=who_of(slot.trainers, slot.guest, names),
            present=counts.get(entry.pk, 0),
            over=slot.ends_at <= clock,
        )
        found.setdefault(slot.day, {}).setdefault(slot.half, []).append(line)
    return [
        DayOfClass(day, tuple(HalfDay(half, tuple(lines)) for half, lines in halves.items()))
        for day, halves in found.items()
    ]


@dataclass(frozen=True)
class Told:
    """A step in words for people: old and new."""

    name: str
    step: Step
    before_who: str
    after_who: str
    present: int = 0


def told(steps: Sequence[Step], table: Sequence[Entry], counts: dict[int, int]) -> list[Told]:
    """Steps beside the names of their sessions. One query."""
    by_pk = {entry.pk: entry.name for entry in table}
    slots = [slot for step in steps for slot in (step.before, step.after)]
    wanted = {trainer for slot in slots for trainer in slot.trainers}
    known = User.objects.filter(pk__in=wanted).values_list("pk", "name") if wanted else []
    names = {str(pk): name for pk, name in known}
    return [
        Told(
            name=by_pk.get(step.scheduled, step.code),
            step=step,
            before_who=who_of(step.before.trainers, step.before.guest, names),
            after_who=who_of(step.after.trainers, step.after.guest, names),
            present=counts.get(step.scheduled, 0),
        )
        for step in steps
    ]


@dataclass(frozen=True)
class Noted:
    """A change of the past with its steps."""

    change: TimetableChange
    steps: tuple[Told, ...]
    undone: bool


def history(cohort: Cohort, table: Sequence[Entry], limit: int = 50) -> list[Noted]:
    """The newest changes of a timetable. Two queries, and one for names where trainers changed."""
    found = list(cohort.timetable_changes.select_related("by", "undone_by")[:limit])
    every = {one.pk: steps_in(one) for one in found}
    words = iter(told([step for steps in every.values() for step in steps], table, {}))
    return [
        Noted(one, tuple(next(words) for _step in every[one.pk]), hasattr(one, "undone_by"))
        for one in found
    ]


# ---- who may be taken in


def on_offer(congress: Congress, cohort: Cohort, filters: RosterFilters, today: date) -> list[User]:
    """Present deputies and directors with open accounts who are not in the class, in the order of
    numbers. One query."""
    wanted = RosterFilters(
        text=filters.text, unit=filters.unit, role=filters.role, active=True, todo="unenrolled"
    )
    return list(office.roster(congress, wanted, today=today, cohort=cohort))


def units_of(people: Sequence[User], congress: Congress, today: date) -> dict[UUID, Organisation]:
    """The unit of each today. One query."""
    return {pk: held.organisation for pk, held in memberships(people, congress, today).items()}


def memberships(people: Sequence[User], congress: Congress, today: date) -> dict[UUID, Membership]:
    """The learner role each holds today at a congress. One query."""
    held = Membership.objects.filter(
        user__in=people,
        organisation__congress=congress,
        role__in=Membership.LEARNERS,
        starts_on__lte=today,
    ).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    held = held.exclude(organisation__kind__in=Organisation.BESIDE)
    rows = held.exclude(organisation__kind__in=Organisation.BESIDE)
    rows = rows.select_related("organisation", "user").order_by("starts_on", "pk")
    return {one.user_id: one for one in rows}
