"""Who may question a question, and whose objections staff may read."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from courses.questions.models import QuestionVersion
from courses.quizzes.review import phase_at, shown
from training.learning.attempts.access import at_desk, own_attempt
from training.learning.attempts.models import Attempt, Objection
from training.learning.attempts.results import matrix_of
from training.people.models import User


def shows_correctness(attempt: Attempt, now: datetime) -> bool:
    """Whether a person may now see how the questions of her sitting went. The quiz's row is read
    if it is not there."""
    if attempt.state != Attempt.State.FINISHED:
        return False
    matrix, _keys_wait = matrix_of(attempt.rules)
    phase = phase_at(now, attempt.submitted_at, attempt.quiz.closes_at)
    return "correctness" in shown(matrix, phase, keys_held=False)


def questionable(user: User, attempt_id: UUID, now: datetime) -> Attempt:
    """A person's own sitting while she may see how its questions went; Http404 otherwise."""
    attempt = own_attempt(user, attempt_id)
    if not shows_correctness(attempt, now):
        raise Http404
    return attempt


def own_objection(user: User, objection_id: UUID) -> Objection:
    """A person's own objection; Http404 for everybody else's."""
    return get_object_or_404(Objection, learner_id=user.pk, pk=objection_id)


def objections_at_desk(user: User) -> "QuerySet[Objection]":
    """The objections of learners in the classes whose answers the person may see."""
    return Objection.objects.filter(at_desk(user, "item__attempt__"))


def version_at_desk(user: User, version: UUID) -> QuestionVersion:
    """A question version to which somebody in those classes objects; Http404 otherwise."""
    told = objections_at_desk(user).filter(item__version__uuid=version)
    return get_object_or_404(
        QuestionVersion.objects.select_related("question").filter(
            pk__in=told.values("item__version")
        ),
        uuid=version,
    )
