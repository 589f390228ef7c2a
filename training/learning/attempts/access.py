"""Whose attempt it is, which quizzes a person may take, and whose sittings staff may see."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, UUIDField
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms.core.prepared import prepared
from cms.desk.ownership import scoped
from cms.site.access import root_ids
from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort
from training.learning.attempts.models import Attempt, Response
from training.learning.attempts.opening import excepted, excepted_for
from training.people.access import standing
from training.people.models import User


def own_attempt(user: User, attempt_id: UUID) -> Attempt:
    """A person's own attempt, which knows of exceptions (`excepted`) and whether anything was
    answered (`begun`); Http404 for everybody else's, as for one that does not exist. One query."""
    attempt = _own.first(learner=user.pk, attempt=attempt_id)
    if attempt is None:
        raise Http404
    return attempt


@prepared(learner=UUIDField(), attempt=UUIDField())
def _own(learner: Any, attempt: Any) -> "QuerySet[Attempt]":
    steps = Response.objects.filter(learner_id=learner, attempt=OuterRef("pk"))
    attempts = Attempt.objects.select_related("quiz", "enrolment")
    attempts = attempts.annotate(excepted=excepted(), begun=Exists(steps))
    return attempts.filter(learner_id=learner, pk=attempt)


def quiz_for(user: User, quiz_uuid: UUID) -> Quiz:
    """A quiz of the person's own congress or a shared one, which knows of exceptions (`excepted`);
    Http404 otherwise, and for people who do not learn. Two queries."""
    held = standing(user, timezone.localdate())
    quiz = _for.first(learner=user.pk, quiz=quiz_uuid)
    if quiz is None:
        raise Http404
    foreign = quiz.owner_root and quiz.owner_root.congress_key not in held.congress_keys
    if foreign or not held.learns:
        raise Http404
    return quiz


@prepared(learner=UUIDField(), quiz=UUIDField())
def _for(learner: Any, quiz: Any) -> "QuerySet[Quiz]":
    quizzes = Quiz.objects.select_related("owner_root").annotate(excepted=excepted_for(learner))
    return quizzes.filter(uuid=quiz)


def quiz_at_desk(user: User, quiz_uuid: UUID) -> Quiz:
    """A quiz of a congress whose content the person works on; Http404 otherwise."""
    return get_object_or_404(
        scoped(user, Quiz.objects.select_related("owner_root")), uuid=quiz_uuid
    )


def own_cohorts(user: User, quiz: Quiz) -> "QuerySet[Cohort]":
    """The classes whose answers to a quiz the person may see: those of the quiz's own congress.

    A quiz of no congress is everybody's, and only a superuser sees all classes there.
    """
    if quiz.owner_root:
        return Cohort.objects.filter(congress__key=quiz.owner_root.congress_key)
    return Cohort.objects.all() if user.is_superuser else Cohort.objects.none()


def sittings_at_desk(user: User, quiz: Quiz) -> "QuerySet[Attempt]":
    """The sittings of a quiz that staff may see: of learners in their own classes, and of learners
    of the congress who were in no class then. (Nobody else can take a congress's quiz.)"""
    own = Q(enrolment__cohort__in=own_cohorts(user, quiz))
    if quiz.owner_root or user.is_superuser:
        own |= Q(enrolment=None)
    return Attempt.objects.filter(own, quiz=quiz)


def at_desk(user: User, sitting: str = "") -> Q:
    """The same over all quizzes, as a condition on rows; `sitting` leads from a row to its sitting,
    as in "item__attempt__"."""
    held = f"{sitting}enrolment__cohort__congress__key"
    own = Q(**{held: F(f"{sitting}quiz__owner_root__congress_key")})
    own |= Q(**{f"{sitting}enrolment": None})
    if user.is_superuser:
        return own | Q(**{f"{sitting}quiz__owner_root": None})
    return own & Q(**{f"{sitting}quiz__owner_root__in": root_ids(user)})
