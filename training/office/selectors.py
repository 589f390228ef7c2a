"""Reading the roster for the office's desk."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort, Enrolment
from training.cohorts.selectors import cohorts_of
from training.learning import evidence
from training.people.devices import DeviceSession, devices_of
from training.people.models import (
    AuditEvent,
    Congress,
    Membership,
    Organisation,
    SignInSlip,
    User,
)

UNITS = Organisation.PLACES
HISTORY = 30
"""How many of the last things done about a person her page shows."""
# Fewer digits than these would match nearly everybody's phone.
PHONE_DIGITS = 3


@dataclass(frozen=True)
class RosterFilters:
    """What is looked for on the roster; None and empty mean everybody."""

    text: str = ""
    unit: Organisation | None = None
    role: str = ""
    active: bool | None = None
    todo: str = ""


@dataclass(frozen=True)
class RosterRow:
    """A person with the unit and role shown beside the name, and the newest slip."""

    person: User
    membership: Membership | None
    current: bool
    slip: SignInSlip | None
    now: datetime

    @property
    def slip_words(self) -> str:
        """How the newest slip stands."""
        return slip_words(self.slip, self.now)


@dataclass(frozen=True)
class Counts:
    """What waits at the desk."""

    active: int
    disabled: int
    never: int
    unenrolled: int


@dataclass(frozen=True)
class Dossier:
    """Everything the page of a person shows."""

    person: User
    memberships: Sequence[Membership]
    enrolments: Sequence[Enrolment]
    slip: SignInSlip | None
    signed_in_at: datetime | None
    devices: Sequence[DeviceSession]
    history: Sequence[AuditEvent]
    now: datetime

    @property
    def slip_words(self) -> str:
        """How the newest slip stands."""
        return slip_words(self.slip, self.now)


def slip_words(slip: SignInSlip | None, now: datetime) -> str:
    """The state of a slip in words."""
    if slip is None:
        return _("没有发过")
    if slip.used_at:
        return _("已使用")
    if slip.replaced_at:
        return _("已被新的代替")
    return _("已过期") if slip.expires_at <= now else _("有效，未使用")


def _learning(congress: Congress, *, user: str = "pk") -> QuerySet[Membership]:
    return Membership.objects.filter(
        user=OuterRef(user), organisation__congress=congress, role__in=Membership.LEARNERS
    )


def _held(memberships: QuerySet[Membership], today: date) -> QuerySet[Membership]:
    return memberships.filter(starts_on__lte=today).filter(Q(ends_on=None) | Q(ends_on__gte=today))


def _enrolled(cohort: Cohort | None) -> Exists:
    return Exists(
        Enrolment.objects.filter(
            learner=OuterRef("pk"), cohort=cohort, status=Enrolment.Status.ACTIVE
        )
    )


def _matching(text: str) -> Q:
    words = unicodedata.normalize("NFKC", text).strip()
    found = Q(name__icontains=words) | Q(number__icontains=words) | Q(username__icontains=words)
    if words.isdecimal() and len(words) >= PHONE_DIGITS:
        found |= Q(phone__endswith=words)
    return found


def roster(
    congress: Congress, filters: RosterFilters, *, today: date, cohort: Cohort | None = None
) -> QuerySet[User]:
    """The congress's deputies and directors, present and former, in the order of their numbers.

    `todo` keeps present ones with open accounts who never signed in, or are not in the class.
    """
    learning = _learning(congress)
    people = User.objects.filter(Exists(learning))
    held = _held(learning, today)
    if filters.unit:
        held = held.filter(organisation=filters.unit)
    if filters.role:
        held = held.filter(role=filters.role)
    if filters.unit or filters.role or filters.todo:
        people = people.filter(Exists(held))
    if filters.active is not None:
        people = people.filter(is_active=filters.active)
    if filters.todo:
        people = people.filter(is_active=True)
    if filters.todo == "never":
        people = people.filter(last_login=None)
    elif filters.todo == "unenrolled":
        people = people.filter(~_enrolled(cohort))
    if filters.text:
        people = people.filter(_matching(filters.text))
    return people.order_by("number", "username")


def alike(person: User, congress: Congress, text: str, *, today: date) -> QuerySet[User]:
    """Other records that may be the same person's: what is searched for, else the same name or
    the same telephone. Merged ones are left out."""
    others = roster(congress, RosterFilters(text=text), today=today)
    others = others.filter(merged_into=None).exclude(pk=person.pk)
    if text:
        return others
    same = Q(name=person.name)
    if person.phone:
        same |= Q(phone=person.phone)
    return others.filter(same)


def rows(
    people: Sequence[User], congress: Congress, *, now: datetime, today: date
) -> list[RosterRow]:
    """A page of the roster with units and slips. Two queries."""
    memberships: dict[Any, Membership] = {}
    held = Membership.objects.filter(
        user__in=people, organisation__congress=congress, role__in=Membership.LEARNERS
    ).exclude(organisation__kind__in=Organisation.BESIDE)
    for membership in held.select_related("organisation"):
        known = memberships.get(membership.user_id)
        if known is None or _rank(membership, today) > _rank(known, today):
            memberships[membership.user_id] = membership
    slips = {
        slip.user_id: slip
        for slip in SignInSlip.objects.filter(user__in=people).order_by("issued_at", "pk")
    }
    return [
        RosterRow(
            person=person,
            membership=(found := memberships.get(person.pk)),
            current=bool(found and found.holds_on(today)),
            slip=slips.get(person.pk),
            now=now,
        )
        for person in people
    ]


def _rank(membership: Membership, today: date) -> tuple[bool, date]:
    return membership.holds_on(today), membership.starts_on


def present_membership(person: User, congress: Congress, today: date) -> Membership | None:
    """The learner role held here today, else the last one. One query."""
    held = (
        person.memberships.filter(organisation__congress=congress, role__in=Membership.LEARNERS)
        .exclude(organisation__kind__in=Organisation.BESIDE)
        .select_related("organisation")
    )
    return max(held, key=lambda membership: _rank(membership, today), default=None)


def delegation_of(person: User, congress: Congress, today: date) -> Organisation | None:
    """The delegation she is in today. One query."""
    posts = person.memberships.filter(
        organisation__congress=congress, organisation__kind=Organisation.Kind.DELEGATION
    )
    held = _held(posts, today).select_related("organisation").order_by("-starts_on").first()
    return held.organisation if held else None


def counts(congress: Congress, *, today: date, cohort: Cohort | None) -> Counts:
    """What waits, among the present deputies and directors. One query."""
    active = Q(is_active=True)
    told = User.objects.filter(Exists(_held(_learning(congress), today))).aggregate(
        active=Count("pk", filter=active),
        disabled=Count("pk", filter=Q(is_active=False)),
        never=Count("pk", filter=active & Q(last_login=None)),
        unenrolled=Count("pk", filter=active & ~Q(_enrolled(cohort))),
    )
    return Counts(**told)


def classes(congress: Congress, today: date) -> list[Cohort]:
    """The classes of a congress, the one people join now first. One query.

    That is the newest that has begun and not ended, else the next to begin, else the newest;
    cancelled ones come last.
    """
    found = cohorts_of(congress)
    held = [cohort for cohort in found if not cohort.cancelled_at]
    running = [cohort for cohort in held if cohort.starts_on <= today <= cohort.ends_on]
    coming = [cohort for cohort in held if cohort.starts_on > today]
    over = [cohort for cohort in held if cohort.ends_on < today]
    cancelled = [cohort for cohort in found if cohort.cancelled_at]
    return [*running, *reversed(coming), *over, *cancelled]


def groups(congress: Congress) -> QuerySet[Organisation]:
    """The study groups of a congress."""
    return congress.organisations.filter(kind=Organisation.Kind.GROUP)


def units(congress: Congress) -> QuerySet[Organisation]:
    """The townships and streets of a congress, closed ones too."""
    return congress.organisations.filter(kind__in=UNITS)


def open_units(congress: Congress) -> QuerySet[Organisation]:
    """The townships and streets that people may still join."""
    return units(congress).filter(closed_on=None)


def delegations(congress: Congress) -> QuerySet[Organisation]:
    """The delegations that people may still join."""
    return congress.organisations.filter(kind=Organisation.Kind.DELEGATION, closed_on=None)


def joinable(congress: Congress) -> QuerySet[Organisation]:
    """Everything a deputy may still be put into: units, delegations, groups."""
    return congress.organisations.filter(
        kind__in=(*UNITS, *Organisation.BESIDE), closed_on=None
    ).order_by("kind", "order", "name")


def dossier(person: User, congress: Congress, *, now: datetime) -> Dossier:
    """A person's page: only what this congress may know of her. Six queries."""
    signed_in = AuditEvent.objects.filter(actor=person, action="account.signed_in")
    return Dossier(
        person=person,
        memberships=list(
            person.memberships.filter(organisation__congress=congress)
            .select_related("organisation", "term")
            .order_by("-starts_on", "-pk")
        ),
        enrolments=list(
            Enrolment.objects.filter(learner=person, cohort__congress=congress)
            .select_related("cohort", "unit", "group")
            .order_by("-enrolled_at")
        ),
        slip=person.slips.order_by("-issued_at", "-pk").first(),
        signed_in_at=signed_in.order_by("-at").values_list("at", flat=True).first(),
        devices=devices_of(person, now=now),
        history=list(
            AuditEvent.objects.filter(target=str(person.pk))
            .select_related("actor")
            .order_by("-at", "-pk")[:HISTORY]
        ),
        now=now,
    )


def in_groups(congress: Congress, today: date) -> dict[int, int]:
    """How many stand in which group in the classes that are not over, for whom no membership says
    so. One query."""
    places = Enrolment.objects.filter(
        cohort__congress=congress,
        cohort__ends_on__gte=today,
        cohort__cancelled_at=None,
        status=Enrolment.Status.ACTIVE,
        group__isnull=False,
    )
    held = _held(
        Membership.objects.filter(user=OuterRef("learner"), organisation=OuterRef("group")), today
    )
    counted = places.filter(~Exists(held)).order_by().values_list("group")
    return dict(counted.annotate(n=Count("learner", distinct=True)))


def unmoved(person: User) -> int:
    """How much stands in the log of a person who was merged into another: it came afterwards. No
    query for anybody else."""
    return evidence.standing_of(person.pk).count() if person.merged_into_id else 0


def newest_slips(congress: Congress, *, limit: int = 30) -> list[SignInSlip]:
    """The slips handed out last. One query."""
    return list(
        SignInSlip.objects.filter(Exists(_learning(congress, user="user")))
        .select_related("user", "issued_by")
        .order_by("-issued_at", "-pk")[:limit]
    )
