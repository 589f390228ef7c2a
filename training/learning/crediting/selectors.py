"""Reading hours for the office and for directors: people with totals, events, appeals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort, Enrolment
from training.learning.crediting.models import EventPresence, HourAppeal, OtherEvent
from training.learning.hours import selectors as hours
from training.learning.hours.explaining import shown
from training.learning.hours.models import HourEntry
from training.learning.hours.reckoning import NOTHING
from training.people.access import Scope
from training.people.models import Congress, Membership, Organisation, Term, User

Basis = HourEntry.Basis
COLUMNS = tuple(Basis)
"""In what order hours are broken down."""


def learners(scope: Scope) -> "QuerySet[User]":
    """Deputies and directors of a scope, present and former, each once."""
    held = Membership.objects.filter(
        user=OuterRef("pk"),
        organisation__congress=scope.congress,
        role__in=Membership.LEARNERS,
    ).exclude(organisation__kind__in=Organisation.BESIDE)
    if scope.units is not None:
        held = held.filter(organisation__in=scope.units)
    newest = held.order_by("-starts_on", "-pk").values("organisation")[:1]
    people = User.objects.annotate(hours_unit=Subquery(newest))
    return people.filter(hours_unit__isnull=False).order_by("number", "pk")


@dataclass(frozen=True)
class Filters:
    """Which people, and which days (both included)."""

    text: str = ""
    unit: Organisation | None = None
    group: Organisation | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class PersonHours:
    """One person's hours: by basis in the order of COLUMNS, and in all."""

    person: User
    unit: Organisation
    group: Organisation | None
    parts: Sequence[Decimal]

    @property
    def total(self) -> Decimal:
        """What all parts come to."""
        return sum(self.parts, NOTHING)

    @property
    def shown(self) -> str:
        """The total."""
        return shown(self.total)

    @property
    def parts_shown(self) -> list[str]:
        """The parts; an empty text for nothing."""
        return [shown(part) if part else "" for part in self.parts]


@dataclass(frozen=True)
class Gathered:
    """The hours of some people together."""

    name: str
    people: int
    total: Decimal
    middle: Decimal
    without: int

    @property
    def shown(self) -> str:
        """The sum."""
        return shown(self.total)

    @property
    def mean(self) -> str:
        """The sum divided by the people, to a tenth."""
        return f"{self.total / self.people:.1f}" if self.people else ""

    @property
    def middle_shown(self) -> str:
        """What half of the people have at least."""
        return shown(self.middle)


def gathered(name: str, rows: Iterable[PersonHours]) -> Gathered:
    """The hours of some people in one row."""
    totals = [row.total for row in rows]
    return Gathered(
        name=name,
        people=len(totals),
        total=sum(totals, NOTHING),
        middle=median(totals) if totals else NOTHING,
        without=sum(not total for total in totals),
    )


def gathered_by(rows: Iterable[PersonHours], what: str) -> list[Gathered]:
    """By unit or by group, in the order of these; people in no group come last."""
    found: dict[Organisation | None, list[PersonHours]] = defaultdict(list)
    for row in rows:
        found[getattr(row, what)].append(row)
    keys = sorted(found, key=lambda one: (one is None, one.order if one else 0, str(one)))
    return [gathered(str(key or _("没有分组")), found[key]) for key in keys]


def _groups(scope: Scope) -> dict[UUID, int | None]:
    """The group of each person's newest class. One query."""
    rows = Enrolment.objects.filter(cohort__congress=scope.congress).order_by("enrolled_at", "pk")
    return dict(rows.values_list("learner_id", "group_id"))


def organisations(congress: Congress) -> dict[int, Organisation]:
    """The organisations of a congress by key. One query."""
    return {one.pk: one for one in congress.organisations.all()}


def people_hours(scope: Scope, filters: Filters) -> list[PersonHours]:
    """Everybody in a scope with her hours of some days. Four queries."""
    people = learners(scope).filter(is_active=True)
    if filters.text:
        people = people.filter(Q(name__icontains=filters.text) | Q(number__icontains=filters.text))
    if filters.unit:
        people = people.filter(hours_unit=filters.unit.pk)  # type: ignore[misc]
    totals = hours.totals(congress_id=scope.congress.pk, since=filters.since, until=filters.until)
    groups, known = _groups(scope), organisations(scope.congress)
    rows = [
        PersonHours(
            person=person,
            unit=known[person.hours_unit],  # type: ignore[attr-defined]
            group=known.get(groups.get(person.pk) or 0),
            parts=[totals.get(person.pk, {}).get(basis, NOTHING) for basis in COLUMNS],
        )
        for person in people
    ]
    return [row for row in rows if not filters.group or row.group == filters.group]


def present_term(congress: Congress, today: date) -> Term | None:
    """The term of the day, else the newest. One query."""
    terms = list(congress.terms.order_by("-number"))
    running = [
        term
        for term in terms
        if (term.starts_on is None or term.starts_on <= today)
        and (term.ends_on is None or today <= term.ends_on)
    ]
    return next(iter(running or terms), None)


def appeals_of(learner: User) -> list[HourAppeal]:
    """What a person objected to, the newest first, with the answers. One query."""
    rows = HourAppeal.objects.filter(learner=learner).select_related("entry__table")
    return list(rows.order_by("-raised_at"))


def answered_since(learner_id: UUID, since: Any) -> int:
    """How many of a person's objections were answered since a moment. One query."""
    rows = HourAppeal.objects.filter(learner_id=learner_id, answered_at__gte=since)
    return rows.count()


def appeals_to(congress: Congress, *, waiting: bool) -> "QuerySet[HourAppeal]":
    """Objections to a congress's accounts: those that wait, the oldest first, or the answered
    ones, the newest first."""
    rows = HourAppeal.objects.filter(congress=congress).select_related(
        "learner", "entry__table", "answered_by"
    )
    if waiting:
        return rows.filter(state=HourAppeal.State.OPEN).order_by("raised_at")
    return rows.exclude(state=HourAppeal.State.OPEN).order_by("-answered_at")


def waiting(congress: Congress) -> int:
    """How many objections wait for an answer. One query."""
    return appeals_to(congress, waiting=True).count()


def events(congress: Congress) -> "QuerySet[OtherEvent]":
    """Other events, the newest first, each with `people`: how many are on its list."""
    there = Count("presences", filter=Q(presences__taken_back_at=None))
    rows = OtherEvent.objects.filter(congress=congress).annotate(people=there)
    return rows.order_by("-starts_on", "-pk")


def presences(event: OtherEvent) -> list[EventPresence]:
    """Who is and was on an event's list, by number. One query."""
    rows = event.presences.select_related("learner", "taken_back_by")
    return list(rows.order_by("learner__number", "learner", "number"))


def on_offer(event: OtherEvent, cohort: Cohort | None) -> list[User]:
    """Who can be put on an event's list: the people of a class, or of the whole congress, who are
    not on it yet. One query."""
    there = event.presences.filter(taken_back_at=None).values("learner")
    people = learners(Scope(event.congress)).filter(is_active=True).exclude(pk__in=there)
    if cohort:
        active = cohort.enrolments.filter(status=Enrolment.Status.ACTIVE)
        people = people.filter(pk__in=active.values("learner"))
    return list(people)


def by_number(congress: Congress, numbers: Iterable[str]) -> dict[str, User]:
    """The congress's learners who have these numbers, by what was asked. One query."""
    wanted = set(numbers)
    people = learners(Scope(congress)).filter(Q(number__in=wanted) | Q(username__in=wanted))
    found = {person.username: person for person in people}
    return found | {person.number: person for person in people if person.number}
