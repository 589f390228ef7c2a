"""Whose desk, and which class."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404

from training.cohorts.models import Cohort
from training.notices.access import Desk, desk_of
from training.people.models import User

__all__ = ["Desk", "cohort_at", "desk_of", "refuse_strangers"]


def refuse_strangers(desk: Desk, people: Collection[str]) -> None:
    """Http404 when one of some ids is nobody of the desk's congress, past or present."""
    if not people:
        return
    here = User.objects.filter(memberships__organisation__congress=desk.congress)
    try:
        known = here.filter(pk__in=people).distinct().count()
    except ValidationError as no_id:
        raise Http404 from no_id
    if known < len(people):
        raise Http404


def cohort_at(desk: Desk, cohort: int) -> Cohort:
    """A class of the desk's congress; Http404 for a foreign one."""
    rows = Cohort.objects.select_related("congress")
    return get_object_or_404(rows, congress=desk.congress, pk=cohort)
