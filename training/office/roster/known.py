"""The roster as it stands, in memory: whom a row could be about, and what is known of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from training.cohorts.models import Cohort, Enrolment
from training.office.access import Desk, hindrances
from training.office.roster.understanding import UNITS
from training.people.models import Congress, Membership, Organisation, User

CHUNK = 500
"""Keys in one query."""


@dataclass(frozen=True)
class Post:
    """A membership as far as a roster speaks of it."""

    pk: int
    organisation: int
    kind: str
    role: str
    first_term: bool | None
    constituency: str
    starts_on: date
    ends_on: date | None

    def lasts_on(self, day: date) -> bool:
        """Whether it has not ended; it may begin later."""
        return self.ends_on is None or self.ends_on >= day


@dataclass
class Person:
    """Somebody on the roster."""

    pk: UUID
    username: str
    number: str
    name: str
    phone: str
    email: str
    is_active: bool
    merged_into: UUID | None = None
    posts: list[Post] = field(default_factory=list)
    unit: Post | None = None
    """The newest membership of a township or street, ended or not."""
    delegation: Post | None = None
    """The delegation she is in now."""
    enrolment: Enrolment | None = None
    """Her place in the chosen class."""
    attends: str = ""
    """A class that she is in now, by name, and the unit that is counted there."""

    def holds_unit(self, today: date) -> bool:
        """Whether she is a deputy or director at present, or will be."""
        return self.unit is not None and self.unit.lasts_on(today)


class Known:
    """Everybody of a congress who is or was a deputy or director, found by number, name, phone."""

    def __init__(self, congress: Congress, today: date, cohort: Cohort | None) -> None:
        self.congress, self.today = congress, today
        self.people: dict[UUID, Person] = {}
        self._load_people()
        self._load_classes(cohort)
        named = User.objects.values_list("number", "username", "pk")
        self.taken = {name.casefold(): pk for *both, pk in named for name in both if name}
        self.by_number: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        self.by_phone: dict[str, list[Person]] = defaultdict(list)
        for person in self.people.values():
            self.by_number.setdefault(person.username.casefold(), person)
            self.by_name[person.name].append(person)
            if person.phone:
                self.by_phone[person.phone].append(person)
        for person in self.people.values():
            if person.number:
                self.by_number.setdefault(person.number.casefold(), person)

    def _load_people(self) -> None:
        posts = Membership.objects.filter(
            organisation__congress=self.congress, role__in=Membership.LEARNERS
        ).order_by("starts_on", "pk")
        fields = ("pk", "organisation_id", "organisation__kind", "role", "first_term")
        told = posts.values_list("user_id", *fields, "constituency", "starts_on", "ends_on")
        found: dict[UUID, list[Post]] = defaultdict(list)
        for user, *post in told:
            found[user].append(Post(*post))
        people = User.objects.filter(
            pk__in=posts.order_by().values("user_id"),
        ).values_list(
            "pk", "username", "number", "name", "phone", "email", "is_active", "merged_into"
        )
        for row in people:
            person = Person(*row, posts=found[row[0]])
            self._place(person)
            self.people[person.pk] = person

    def _place(self, person: Person) -> None:
        for post in person.posts:  # the newest comes last
            if post.kind in UNITS:
                lasting = person.unit is not None and person.unit.lasts_on(self.today)
                if not lasting or post.lasts_on(self.today):
                    person.unit = post
            elif post.kind == Organisation.Kind.DELEGATION and post.lasts_on(self.today):
                person.delegation = post

    def _load_classes(self, cohort: Cohort | None) -> None:
        under_way = Q(cohort__ends_on__gte=self.today, status=Enrolment.Status.ACTIVE)
        wanted = under_way | Q(cohort=cohort) if cohort else under_way
        places = Enrolment.objects.filter(wanted, cohort__congress=self.congress)
        for place in places.select_related("cohort", "unit").order_by("enrolled_at"):
            person = self.people.get(place.learner_id)
            if person is None:
                continue
            if cohort and place.cohort_id == cohort.pk:
                person.enrolment = place
            if place.status == Enrolment.Status.ACTIVE:
                person.attends = f"{place.cohort.name}：{place.unit.name}"

    def numbered(self, number: str) -> Person | None:
        """The person with a number, however its letters are written."""
        return self.by_number.get(number.casefold()) if number else None

    def zeros_lost(self, number: str, name: str) -> Person | None:
        """Whoever has this name and a number that only has zeros before it: 007 for 7."""
        if not number.isdecimal():
            return None
        alike = [
            person
            for person in self.by_name.get(name, ())
            if person.number.isdecimal() and person.number.lstrip("0") == number.lstrip("0")
        ]
        return alike[0] if len(alike) == 1 else None

    def hindered(self, people: Iterable[UUID], desk: Desk) -> dict[UUID, str]:
        """Whose accounts the desk may not touch, and why; two queries for some hundred people."""
        keys = list(people)
        found: dict[UUID, str] = {}
        for start in range(0, len(keys), CHUNK):
            users = User.objects.filter(pk__in=keys[start : start + CHUNK])
            found |= hindrances(desk, users)
        return found


def in_chunks(things: Sequence[Any], size: int = CHUNK) -> Iterable[Sequence[Any]]:
    """Slices of at most so many."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
