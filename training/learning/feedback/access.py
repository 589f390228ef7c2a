"""Whose forms."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from training.learning.feedback.models import FeedbackForm
from training.learning.feedback.selectors import forms_of
from training.people.access import standing
from training.people.models import User
from training.people.requests import SignedInRequest


def learner_of(request: SignedInRequest) -> User:
    """Who learns here; Http404 for others."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    return request.user


def own_form(learner: User, uuid: UUID) -> FeedbackForm:
    """A form of one of her classes, closed ones too; Http404 for another's."""
    return get_object_or_404(forms_of(learner.pk), uuid=uuid)
