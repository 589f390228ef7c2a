"""Whose attempt it is, and which quizzes a person may take."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from courses.quizzes.models import Quiz
from training.learning.attempts.models import Attempt
from training.people.access import standing
from training.people.models import User


def own_attempt(user: User, attempt_id: UUID) -> Attempt:
    """A person's own attempt; Http404 for everybody else's, as for one that does not exist."""
    return get_object_or_404(
        Attempt.objects.select_related("quiz"), learner_id=user.pk, pk=attempt_id
    )


def quiz_for(user: User, quiz_uuid: UUID) -> Quiz:
    """A quiz of the person's own congress or a shared one; Http404 otherwise, and for people who
    do not learn."""
    held = standing(user, timezone.localdate())
    quiz = get_object_or_404(Quiz.objects.select_related("owner_root"), uuid=quiz_uuid)
    foreign = quiz.owner_root and quiz.owner_root.congress_key not in held.congress_keys
    if foreign or not held.learns:
        raise Http404
    return quiz
