"""Who runs rounds, whose rounds, and who may answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from training.cohorts.models import Cohort, Enrolment
from training.learning.live.models import LiveRound
from training.learning.live.selectors import WITH_ALL, classes_of
from training.people.access import Role, standing
from training.people.models import User
from training.people.requests import SignedInRequest


@dataclass(frozen=True)
class Runner:
    """Somebody in front of a class: of which congresses, and in which of them as a trainer."""

    user: User
    congresses: tuple[int, ...]
    trains: frozenset[int]
    now: datetime

    def sees_names(self, live: LiveRound) -> bool:
        """Whether she may see who answered what: trainers of the class, once it was announced as
        named. The office never sees single answers (rules.md)."""
        return live.named and live.cohort.congress_id in self.trains


def runner(request: SignedInRequest) -> Runner:
    """Trainers and the office; Http404 for everybody else."""
    now = timezone.now()
    held = standing(request.user, timezone.localdate(now))
    found = held.congresses_as(Role.OFFICE, Role.TRAINER)
    if not found:
        raise Http404
    trains = frozenset(held.congresses_as(Role.TRAINER))
    return Runner(request.user, tuple(found), trains, now)


def round_at_desk(desk: Runner, uuid: UUID) -> LiveRound:
    """A round of a class of the runner's congress; Http404 for a foreign one. One query."""
    rows = LiveRound.objects.select_related(*WITH_ALL).filter(cohort__congress__in=desk.congresses)
    return get_object_or_404(rows, uuid=uuid)


def class_at_desk(desk: Runner, cohort_id: int) -> Cohort:
    """A class of the runner's congress; Http404 for a foreign one. One query."""
    rows = Cohort.objects.select_related("congress")
    return get_object_or_404(rows, congress__in=desk.congresses, pk=cohort_id)


def chosen_class(desk: Runner, classes: list[Cohort], wanted: str) -> Cohort | None:
    """The class asked for among the runner's own, else the newest that has begun, else the newest;
    Http404 for one that is not hers."""
    if wanted:
        found = next((one for one in classes if str(one.pk) == wanted), None)
        if found is None:
            raise Http404
        return found
    today = timezone.localdate(desk.now)
    begun = [one for one in classes if one.starts_on <= today and one.cancelled_at is None]
    return next(iter([*begun, *classes]), None)


def classes(desk: Runner) -> list[Cohort]:
    """The classes of the runner's congresses, the newest first. One query."""
    return classes_of(desk.congresses)


def own_round(learner: User, uuid: UUID) -> LiveRound:
    """A round that was opened for a class the person is in; Http404 for any other. One query."""
    mine = Enrolment.objects.filter(learner=learner, status=Enrolment.Status.ACTIVE)
    rows = LiveRound.objects.select_related("version").filter(
        cohort__in=mine.values("cohort"), opened_at__isnull=False
    )
    return get_object_or_404(rows, uuid=uuid)


def learner_of(request: SignedInRequest) -> User:
    """Who answers; Http404 for people who do not learn here."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    return request.user
