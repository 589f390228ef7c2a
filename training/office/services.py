"""What the desk does in one go; the writing itself is done by people and cohorts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from training.cohorts import services as cohorts
from training.cohorts.models import Cohort, Enrolment
from training.learning.progress.keeping import begin
from training.office.access import Desk
from training.people import audit
from training.people import services as people
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
