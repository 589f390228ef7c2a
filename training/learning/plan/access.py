"""Whose plan it is, and whose plans a trainer may see and change."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms.site.access import roots_for
from training.cohorts.models import Cohort, Enrolment
from training.learning.plan.models import PlanItem
from training.people.access import standing
from training.people.models import User


def learner_only(user: User) -> None:
    """Http404 for people who do not learn here."""
    if not standing(user, timezone.localdate()).learns:
        raise Http404


def own_item(user: User, item_id: UUID) -> PlanItem:
    """An item of a person's own plan; Http404 for everybody else's."""
    return get_object_or_404(PlanItem, learner_id=user.pk, pk=item_id)


def classes_at_desk(user: User) -> "QuerySet[Cohort]":
    """The classes of the congresses whose content a person works on; all of them for a superuser.
    Newest first."""
    rows = Cohort.objects.select_related("congress", "programme").order_by("-starts_on", "key")
    if user.is_superuser:
        return rows
    return rows.filter(congress__key__in=roots_for(user).order_by().values("congress_key"))


def class_at_desk(user: User, cohort_id: int) -> Cohort:
    """One of these classes; Http404 otherwise."""
    return get_object_or_404(classes_at_desk(user), pk=cohort_id)


def place_at_desk(user: User, enrolment_id: UUID) -> Enrolment:
    """Somebody's active place in one of these classes; Http404 otherwise."""
    rows = Enrolment.objects.filter(status=Enrolment.Status.ACTIVE)
    rows = rows.select_related("learner", "cohort__programme", "cohort__congress", "unit")
    return get_object_or_404(rows, cohort__in=classes_at_desk(user), pk=enrolment_id)
