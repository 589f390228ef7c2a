"""Whose check-in: the office's desk, trainers in the room, and deputies their own."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from training.cohorts.models import Cohort, ScheduledSession
from training.learning.attendance.models import LeaveRequest
from training.learning.attendance.rules import OF_A_SESSION
from training.learning.attendance.selectors import scheduled_in
from training.people.access import Role, standing
from training.people.models import Congress, Membership, User
from training.people.requests import SignedInRequest


@dataclass(frozen=True)
class Desk:
    """One request of staff: for which congress, by whom, and whether from the office."""

    congress: Congress
    officer: User
    now: datetime
    is_office: bool

    @property
    def today(self) -> date:
        """The day where the desk stands."""
        return timezone.localdate(self.now)


def staff(request: SignedInRequest) -> Desk:
    """The office, or a trainer of a congress; Http404 for everybody else. One query."""
    now = timezone.now()
    held = standing(request.user, timezone.localdate(now))
    for role in (Role.OFFICE, Role.TRAINER):
        if found := held.congresses_as(role):
            congress = next(one for one in held.congresses if one.pk == found[0])
            return Desk(congress, request.user, now, role == Role.OFFICE)
    raise Http404


def office(request: SignedInRequest) -> Desk:
    """The office at its desk; Http404 for everybody else, trainers too."""
    desk = staff(request)
    if not desk.is_office:
        raise Http404
    return desk


def session(desk: Desk, scheduled_id: int) -> ScheduledSession:
    """A session of the desk's congress with what its window reads; Http404 for a foreign one."""
    return get_object_or_404(scheduled_in([desk.congress.pk]), pk=scheduled_id)


def own_session(learner: User, scheduled_id: int) -> ScheduledSession:
    """A session of a class in which a person has or had a place; Http404 for another. One query."""
    hers = ScheduledSession.objects.filter(cohort__enrolments__learner=learner)
    return get_object_or_404(hers.select_related(*OF_A_SESSION), pk=scheduled_id)


def cohort(desk: Desk, cohort_id: int) -> Cohort:
    """A class of the desk's congress; Http404 for a foreign one."""
    return get_object_or_404(desk.congress.cohorts.all(), pk=cohort_id)


def person(desk: Desk, person_id: UUID) -> User:
    """Who learns at the desk's congress, or did; Http404 for anybody else."""
    people = User.objects.filter(
        memberships__organisation__congress=desk.congress, memberships__role__in=Membership.LEARNERS
    )
    return get_object_or_404(people.distinct(), pk=person_id)


def own_leave(request: SignedInRequest, leave_id: UUID) -> LeaveRequest:
    """A request of one's own; Http404 for another's."""
    return get_object_or_404(LeaveRequest, learner=request.user, pk=leave_id)


def learner(request: SignedInRequest) -> User:
    """Who learns here; Http404 for people who do not."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    return request.user
