"""Whose account, whose desk, and whose people."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from training.learning.crediting.models import HourAppeal, OtherEvent
from training.learning.crediting.selectors import learners
from training.learning.hours.models import HourEntry
from training.people.access import Scope, insight_scope, office_congress, standing
from training.people.models import Congress, User
from training.people.requests import SignedInRequest


@dataclass(frozen=True)
class Looking:
    """One look at hours: by whom, at which people, when, and whether from the office's desk."""

    viewer: User
    scope: Scope
    now: datetime
    at_desk: bool

    @property
    def congress(self) -> Congress:
        """Whose hours they are."""
        return self.scope.congress

    @property
    def today(self) -> date:
        """The day where the congress is."""
        return timezone.localdate(self.now)


def desk(request: SignedInRequest) -> Looking:
    """The office at its desk; Http404 for everybody else."""
    now = timezone.now()
    congress = office_congress(request.user, timezone.localdate(now))
    return Looking(request.user, Scope(congress), now, at_desk=True)


def reading(request: SignedInRequest) -> Looking:
    """Whoever has statistics to see, her part of them and read-only; Http404 for others."""
    now = timezone.now()
    scope = insight_scope(request.user, timezone.localdate(now))
    return Looking(request.user, scope, now, at_desk=False)


def person(look: Looking, person_id: UUID) -> User:
    """A deputy or director inside the scope, present or former; Http404 for anybody else."""
    return get_object_or_404(learners(look.scope), pk=person_id)


def event(look: Looking, event_id: int) -> OtherEvent:
    """An event of the desk's congress; Http404 for a foreign one."""
    return get_object_or_404(OtherEvent, congress=look.congress, pk=event_id)


def appeal(look: Looking, appeal_id: UUID) -> HourAppeal:
    """An appeal to the desk's congress; Http404 for a foreign one."""
    rows = HourAppeal.objects.select_related("learner", "entry__table", "answered_by")
    return get_object_or_404(rows, congress=look.congress, pk=appeal_id)


def learner_of(request: SignedInRequest) -> User:
    """Who asks for her own account; Http404 for people who do not learn here."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    return request.user


def own_entry(learner: User, entry_id: UUID) -> HourEntry:
    """A line of one's own account; Http404 for another's."""
    rows = HourEntry.objects.select_related("table", "congress")
    return get_object_or_404(rows, learner=learner, pk=entry_id)


def own_congress(learner: User) -> Congress:
    """The congress that is told of what one's account lacks: where she learns, the first."""
    held = standing(learner, timezone.localdate())
    found = [c for c in held.congresses if c.pk in held.congresses_as("deputy", "director")]
    if not found:
        raise Http404
    return found[0]
