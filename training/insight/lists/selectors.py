"""The lists: who is on which, why, since when, and what has been done about it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.cohorts.models import Cohort, Enrolment
from training.insight.people import AT_ONCE, listed, roll_of, rows_of
from training.insight.selectors import Filters, Item, PersonRow, items_of
from training.learning.contacts.models import Contact
from training.learning.contacts.selectors import last_contacts
from training.learning.progress.states import State
from training.learning.reminders.choosing import NEVER
from training.people.access import Scope
from training.people.models import User

BEHIND, NOT_STARTED, NO_SIGN_IN, MISSING = "behind", "notstarted", "signin", "missing"
LISTS: dict[str, Promise] = {
    BEHIND: gettext_lazy("滞后的"),
    NOT_STARTED: gettext_lazy("没开始的"),
    NO_SIGN_IN: gettext_lazy("没登录过的"),
    MISSING: gettext_lazy("缺某一项的"),
}
WRITTEN_TO = {
    BEHIND: State.BEHIND.value,
    NOT_STARTED: State.NOT_STARTED.value,
    NO_SIGN_IN: NEVER,
}
"""The lists that writing to people has too, by what they are called there."""
NAMED = 4


@dataclass(frozen=True)
class Asked:
    """Which list: of a class, narrowed by unit and group; `since` for sign-ins, `missing` for an
    item."""

    which: str
    cohort: Cohort
    unit: int | None = None
    group: int | None = None
    missing: str | None = None
    since: date | None = None
    untouched: bool = False
    """Only those whom nobody has spoken to yet."""

    @property
    def written_to(self) -> dict[str, Any]:
        """The same for writing to people, which has no list of who misses one item, who did not
        sign in since a day, or whom nobody spoke to: `who` is missing for these."""
        whole = not self.untouched and self.since is None
        asked = {
            "cohort": self.cohort.pk,
            "unit": self.unit,
            "group": self.group,
            "who": WRITTEN_TO.get(self.which) if whole else None,
        }
        return {key: value for key, value in asked.items() if value is not None}

    @property
    def filters(self) -> Filters:
        """The same for the statistics."""
        state = self.which if self.which in (BEHIND, NOT_STARTED) else None
        return Filters(unit=self.unit, group=self.group, state=state, missing=self.missing)


@dataclass(frozen=True)
class Listed:
    """A person on a list: where she stands, when she signed in last, who spoke to her last."""

    row: PersonRow
    person: User
    contact: Contact | None
    items: tuple[Item, ...] = field(repr=False)

    @property
    def has_contact(self) -> bool:
        """Whether any address is known; under the name that lists of calls have."""
        return bool(self.person.phone or self.person.email)

    @property
    def unit(self) -> Any:
        """Her unit, under the name that lists of calls have."""
        return self.row.unit

    @property
    def why(self) -> str:
        """Why she is on the list: what is overdue, and since when."""
        late = self.row.overdue
        if not late:
            return _("还没有到期未完成的") if self.row.missing else ""
        names = _("、").join(f"{item.code} {item.local_title}" for item in late[:NAMED])
        more = _(" 等") if len(late) > NAMED else ""
        return _("已上完还差 %(n)d 项：%(names)s") % {"n": len(late), "names": names + more}

    @property
    def since(self) -> datetime | None:
        """When the first of them was over."""
        return min((one.ends_at for one in self.row.overdue if one.ends_at), default=None)

    @property
    def what(self) -> str:
        """What to say on the telephone."""
        told = [self.why] if self.row.overdue else []
        if self.person.last_login is None:
            told.append(_("还没有登录过"))
        return _("；").join(told)

    @property
    def caught_up(self) -> str:
        """Whether she has learned since she was spoken to."""
        if self.contact is None:
            return ""
        if self.row.last_at and self.row.last_at > self.contact.at:
            return _("联系后学过")
        return _("联系后还没学")


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    asked: Asked
    items: tuple[Item, ...]
    rows: list[Listed]
    total: int
    number: int
    size: int
    spoken_to: bool = False
    """Whether nobody is left because everybody was spoken to."""


def _narrowed(asked: Asked, found: "QuerySet[Enrolment]") -> "QuerySet[Enrolment]":
    """The condition that only this room knows: sign-ins, and whom nobody spoke to."""
    if asked.which == NO_SIGN_IN:
        never = Q(learner__last_login=None)
        if asked.since is not None:
            start = datetime.combine(asked.since, time.min, timezone.get_current_timezone())
            never |= Q(learner__last_login__lt=start)
        found = found.filter(never)
    if asked.untouched:
        spoken = Contact.objects.standing().filter(cohort=asked.cohort)
        found = found.exclude(learner__in=spoken.values("learner_id"))
    return found.filter(learner__is_active=True)


def _everybody(asked: Asked, scope: Scope, items: tuple[Item, ...]) -> "QuerySet[Enrolment]":
    """Everybody on a list; nobody misses what is not required."""
    found = _narrowed(asked, listed(scope, asked.cohort, asked.filters, items, "unit"))
    known = asked.missing is None or any(item.code == asked.missing for item in items)
    return found if known else found.none()


def _told(asked: Asked, places: list[Any], items: tuple[Item, ...]) -> list[Listed]:
    """The people behind some places, in their order. Four queries."""
    rows = rows_of(asked.cohort, places, roll_of(asked.cohort, items))
    learners = [row.learner_id for row in rows]
    people = User.objects.in_bulk(learners)
    contacts = last_contacts(asked.cohort, learners)
    return [
        Listed(row, people[row.learner_id], contacts.get(row.learner_id), items) for row in rows
    ]


def page_of(*, asked: Asked, scope: Scope, now: datetime, number: int, size: int) -> Page:
    """One page of a list; a page beyond the last is the last. Nine queries, however many
    people; one more where only those nobody spoke to were asked for and there are none."""
    items = items_of(asked.cohort, now)
    found = _everybody(asked, scope, items)
    total = found.order_by().count()
    at = min(max(number, 1), max(-(-total // size), 1))
    places = list(found.values_list("pk", flat=True)[(at - 1) * size : at * size])
    rows = _told(asked, places, items) if places else []
    spoken_to = asked.untouched and not total
    if spoken_to:
        spoken_to = _everybody(replace(asked, untouched=False), scope, items).exists()
    return Page(asked, items, rows, total, at, size, spoken_to)


def each_listed(
    *, asked: Asked, scope: Scope, now: datetime, only: Collection[UUID] | None = None
) -> Iterator[Listed]:
    """Everybody on a list, or those of some people who are on it, one after the other and some
    hundred at a time in memory. Five queries for each five hundred."""
    items = items_of(asked.cohort, now)
    found = _everybody(asked, scope, items)
    if only is not None:
        found = found.filter(learner__in=list(only))
    places = iter(list(found.values_list("pk", flat=True)))
    while chunk := list(islice(places, AT_ONCE)):
        yield from _told(asked, chunk, items)


def learners_on(*, asked: Asked, scope: Scope, now: datetime) -> list[UUID]:
    """Who is on a list, by key alone. Three queries."""
    found = _everybody(asked, scope, items_of(asked.cohort, now))
    return list(found.values_list("learner_id", flat=True))
