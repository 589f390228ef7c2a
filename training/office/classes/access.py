"""Whose classes the desk may act upon."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from training.cohorts.models import Cohort, Enrolment
from training.office.access import Desk


def class_at_desk(desk: Desk, cohort: int) -> Cohort:
    """A class of the desk's congress with its programme; Http404 for a foreign one."""
    found = Cohort.objects.select_related("programme", "congress").defer("programme__body")
    return get_object_or_404(found, congress=desk.congress, pk=cohort)


def place_in_class(desk: Desk, enrolment: UUID) -> Enrolment:
    """A person's place in a class of the desk's congress, present or former; Http404 for a foreign
    one."""
    found = Enrolment.objects.select_related("learner", "cohort__programme", "cohort__congress")
    return get_object_or_404(
        found.defer("cohort__programme__body"), cohort__congress=desk.congress, pk=enrolment
    )
