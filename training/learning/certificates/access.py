"""Whose certificates, and whose desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from training.cohorts.models import Cohort
from training.learning.certificates.models import Certificate, PrintRun
from training.people.access import standing
from training.people.models import User
from training.people.officers import Desk, desk_of
from training.people.requests import SignedInRequest

__all__ = [
    "Choice",
    "Desk",
    "a_class",
    "certificate_at",
    "chosen",
    "desk_of",
    "learner_of",
    "own",
    "run_at",
]


@dataclass(frozen=True)
class Choice:
    """The class that is looked at, among those on offer."""

    classes: Sequence[Cohort]
    cohort: Cohort | None


def chosen(desk: Desk, key: str) -> Choice:
    """The class named by its key, else the newest that has begun; Http404 for a foreign one. One
    query."""
    rows = Cohort.objects.filter(congress=desk.congress).select_related("programme", "congress")
    classes = list(rows.defer("programme__body").order_by("-starts_on", "key"))
    if not key:
        begun = [one for one in classes if one.starts_on <= desk.today]
        return Choice(classes, next(iter([*begun, *classes]), None))
    found = next((one for one in classes if one.key == key), None)
    if found is None:
        raise Http404
    return Choice(classes, found)


def a_class(desk: Desk, key: str) -> Cohort:
    """The class named by its key; Http404 for a foreign one and for none. One query."""
    found = chosen(desk, key).cohort
    if found is None:
        raise Http404
    return found


def certificate_at(desk: Desk, person: UUID, certificate: UUID) -> Certificate:
    """A certificate of a class of the desk's congress; Http404 for any other."""
    rows = Certificate.objects.select_related(
        "learner", "replaced_by", "issued_by", "ended_by", "enrolment__cohort__congress"
    )
    return get_object_or_404(
        rows,
        learner=person,
        pk=certificate,
        enrolment__cohort__congress=desk.congress,
    )


def run_at(desk: Desk, run: UUID) -> PrintRun:
    """A print run of the desk's congress, without its file; Http404 for any other."""
    rows = PrintRun.objects.select_related("cohort", "asked_by").defer("file")
    return get_object_or_404(rows, pk=run, cohort__congress=desk.congress)


def learner_of(request: SignedInRequest) -> User:
    """Who asks for her own certificates; Http404 for people who do not learn here."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    return request.user


def own(learner: User, certificate: UUID) -> Certificate:
    """One of one's own certificates; Http404 for another's."""
    rows = Certificate.objects.select_related("enrolment__cohort")
    return get_object_or_404(rows, learner=learner, pk=certificate)
