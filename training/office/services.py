"""What the desk does in one go; the writing itself is done by people and cohorts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from training.cohorts import members
from training.cohorts import services as cohorts
from training.cohorts.models import Cohort, Enrolment
from training.learning.progress.keeping import begin
from training.office.access import Desk
from training.people import audit, organisations, posts
from training.people import services as people
from training.people.errors import PersonRefused
from training.people.models import Membership, Organisation, User


@dataclass(frozen=True)
class PrintedSlip:
    """A slip as it goes on paper. The code exists here and nowhere else."""

    person: User
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Placement:
    """Which class a person joins, and in which group."""

    cohort: Cohort
    group: Organisation | None


@transaction.atomic
def issue_slips(*, persons: Sequence[User], by: User, now: datetime) -> list[PrintedSlip]:
    """New slips for several people, or for none of them when one is refused."""
    return [
        PrintedSlip(
            person=person,
            code=people.issue_slip(user=person, by=by, now=now),
            expires_at=now + people.SLIP_LIFE,
        )
        for person in persons
    ]


@transaction.atomic
def place(*, desk: Desk, membership: Membership, placement: Placement) -> Enrolment:
    """Take a person into a class with her present unit; a second time changes nothing."""
    learner = membership.user
    known = Enrolment.objects.filter(learner=learner, cohort=placement.cohort).first()
    if known:
        return known
    enrolment = cohorts.enrol(
        learner=learner,
        cohort=placement.cohort,
        unit=membership.organisation,
        group=placement.group,
        now=desk.now,
        first_term=membership.first_term,
    )
    begin(enrolment, now=desk.now)
    audit.note(
        actor=desk.officer,
        action="person.enrolled",
        at=desk.now,
        target=str(learner.pk),
        cohort=placement.cohort.key,
    )
    return enrolment


def lost_phone(*, desk: Desk, person: User) -> PrintedSlip:
    """Signed out everywhere, and a new slip, in one step; raises SlipRefused for a disabled
    account."""
    code = people.lost_phone(user=person, by=desk.officer, now=desk.now)
    return PrintedSlip(person=person, code=code, expires_at=desk.now + people.SLIP_LIFE)


@dataclass(frozen=True)
class Leaving:
    """Why and when somebody leaves, and what else is done about it."""

    why: str
    last_day: date
    disable: bool = False
    withdraw: bool = False


@transaction.atomic
def leave(*, desk: Desk, person: User, leaving: Leaving) -> None:
    """She is no longer a deputy or director here; what she learned stays hers. Raises PersonRefused
    for an impossible day and for somebody who holds no such role any more."""
    ended = posts.leave(
        person=person,
        congress_id=desk.congress.pk,
        last_day=leaving.last_day,
        why=leaving.why,
        by=desk.officer,
        now=desk.now,
    )
    if not ended:
        raise PersonRefused("gone", _("本人在这一天已经不在任，不用再办。"))
    if leaving.withdraw:
        for enrolment in _open_classes(desk, person):
            reason = str(Membership.Ending(leaving.why).label)
            members.withdraw(
                enrolment=enrolment, reason=reason, at=desk.now, by=desk.officer, now=desk.now
            )
    if leaving.disable:
        people.disable_person(user=person, by=desk.officer, now=desk.now)


def _open_classes(desk: Desk, person: User) -> list[Enrolment]:
    return list(
        Enrolment.objects.filter(
            learner=person,
            status=Enrolment.Status.ACTIVE,
            cohort__congress=desk.congress,
            cohort__ends_on__gte=desk.today,
        )
    )


@transaction.atomic
def close_unit(*, desk: Desk, unit: Organisation, last_day: date) -> None:
    """Close a unit after its last day. Raises PersonRefused while somebody holds a membership of
    it, or stands in it in a class that goes on after that day."""
    places = Enrolment.objects.filter(
        group=unit, status=Enrolment.Status.ACTIVE, cohort__cancelled_at=None
    )
    going_on = places.filter(cohort__ends_on__gt=last_day).select_related("cohort").first()
    if going_on:
        told = _("班次“%(cohort)s”里还有人分在%(unit)s，请先调整小组。")
        raise PersonRefused("in_class", told % {"cohort": going_on.cohort, "unit": unit})
    organisations.close_unit(unit=unit, last_day=last_day, by=desk.officer, now=desk.now)
