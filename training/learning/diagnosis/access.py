"""Whose diagnosis it is, and whose practice questions a person may be asked."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms.site.models import CongressRootPage
from training.learning.diagnosis.models import Diagnosis
from training.people.access import standing
from training.people.models import User


def learner_only(user: User) -> None:
    """Http404 for people who do not learn here."""
    if not standing(user, timezone.localdate()).learns:
        raise Http404


def own_diagnosis(user: User, diagnosis: UUID) -> Diagnosis:
    """A person's own diagnosis; Http404 for everybody else's, as for one that does not exist."""
    return get_object_or_404(
        Diagnosis.objects.defer("belief", "pool"), learner_id=user.pk, pk=diagnosis
    )


def roots_of(user: User) -> list[int]:
    """The content roots of her congresses; Http404 for people who do not learn. Two queries."""
    held = standing(user, timezone.localdate())
    if not held.learns:
        raise Http404
    roots = CongressRootPage.objects.filter(congress_key__in=held.congress_keys)
    return list(roots.order_by("pk").values_list("pk", flat=True))
