"""Slips for many people: who gets one, and the sheets on which they are handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cms.core import qr
from cms.core.qr import Drawing
from training.cohorts.models import Cohort, Enrolment
from training.office.access import Desk, hindrances
from training.office.roster.known import in_chunks
from training.office.selectors import RosterFilters, roster, rows
from training.people import bulk
from training.people.models import Organisation, User

MOST_AT_ONCE = 700
"""Slips of one printing: as many as a class has people; more would keep the desk waiting."""
MASK = 3
ON_A_PAGE = 8


@dataclass(frozen=True)
class Audience:
    """For whom slips are: everybody of a class, of a township, or who never signed in."""

    cohort: Cohort | None = None
    unit: Organisation | None = None
    never: bool = True


@dataclass(frozen=True)
class Recipient:
    """Somebody who is to get a slip, or the reason why she gets none."""

    person: User
    unit: Organisation | None
    hindrance: str = ""


@dataclass(frozen=True)
class Slip:
    """A slip on paper. The code is here and nowhere else."""

    person: User
    code: str
    drawing: Drawing


@dataclass(frozen=True)
class Sheets:
    """The slips of one township, eight to a page, so that its director can hand them out."""

    unit: str
    pages: list[list[Slip]]
    count: int


def audience(desk: Desk, wanted: Audience) -> QuerySet[User]:
    """The present deputies and directors with open accounts who are meant; not evaluated."""
    todo = "never" if wanted.never else "held"
    found = roster(
        desk.congress, RosterFilters(unit=wanted.unit, active=True, todo=todo), today=desk.today
    )
    if wanted.cohort:
        places = Enrolment.objects.filter(
            learner=OuterRef("pk"), cohort=wanted.cohort, status=Enrolment.Status.ACTIVE
        )
        found = found.filter(Exists(places))
    return found


def recipients(desk: Desk, people: Sequence[User]) -> list[Recipient]:
    """The people with their townships, in the order in which slips are handed out. Four queries for
    each five hundred."""
    found: list[Recipient] = []
    for some in in_chunks(people):
        refused = hindrances(desk, some)
        for row in rows(some, desk.congress, now=desk.now, today=desk.today):
            unit = row.membership.organisation if row.membership else None
            found.append(Recipient(row.person, unit, refused.get(row.person.pk, "")))
    return sorted(found, key=_in_order)


def _in_order(one: Recipient) -> tuple[bool, int, str, str]:
    unit = one.unit
    return (
        unit is None,
        unit.order if unit else 0,
        unit.name if unit else "",
        one.person.number or one.person.username,
    )


def counted(people: Sequence[Recipient]) -> list[tuple[str, int]]:
    """How many slips each township gets, in their order."""
    counts: dict[str, int] = {}
    for one in people:
        if not one.hindrance:
            counts[_name_of(one)] = counts.get(_name_of(one), 0) + 1
    return list(counts.items())


def _name_of(one: Recipient) -> str:
    return str(one.unit) if one.unit else _("没有镇街")


def print_sheets(
    *, people: Sequence[Recipient], life: timedelta, page: str, by: User, now: datetime
) -> list[Sheets]:
    """New slips for those whom nothing hinders, township by township; `page` is where a slip is
    used. Earlier unused slips end."""
    allowed = [one for one in people if not one.hindrance]
    codes = bulk.issue_slips(users=[one.person for one in allowed], life=life, by=by, now=now)
    by_unit: dict[str, list[Slip]] = {}
    for one in allowed:
        if one.person.pk in codes:
            address = f"{page}?{urlencode({'number': one.person.username})}"
            slip = Slip(one.person, codes[one.person.pk], qr.draw(address, mask=MASK))
            by_unit.setdefault(_name_of(one), []).append(slip)
    return [
        Sheets(unit, [list(some) for some in in_chunks(slips, ON_A_PAGE)], len(slips))
        for unit, slips in by_unit.items()
    ]
