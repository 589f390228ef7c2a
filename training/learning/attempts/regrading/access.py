"""Which questions' marks staff may decide on, and whose decisions they see."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from cms.site.access import root_ids
from courses.questions.models import QuestionVersion
from courses.quizzes.models import KeyAmendment, Quiz
from training.learning.attempts.access import quiz_at_desk
from training.learning.attempts.models import AttemptItem
from training.people.models import User


def quiz_to_regrade(user: User, quiz_uuid: UUID) -> Quiz:
    """A quiz whose content the person may change; Http404 otherwise."""
    quiz = quiz_at_desk(user, quiz_uuid)
    if not user.has_perm("courses.change_quiz"):
        raise Http404
    return quiz


def asked_in(quiz: Quiz) -> "QuerySet[QuestionVersion]":
    """The versions that a quiz has asked, with their questions."""
    asked = AttemptItem.objects.filter(attempt__quiz=quiz).order_by().values("version_id")
    return QuestionVersion.objects.filter(pk__in=asked).select_related("question")


def version_to_regrade(quiz: Quiz, version_uuid: UUID) -> QuestionVersion:
    """A version that the quiz has asked; Http404 otherwise."""
    version: QuestionVersion = get_object_or_404(asked_in(quiz), uuid=version_uuid)
    return version


def decisions_on(quiz: Quiz) -> "QuerySet[KeyAmendment]":
    """The decisions that concern the sittings of a quiz."""
    everywhere = Q(quiz=None, version__in=asked_in(quiz).values("pk"))
    return KeyAmendment.objects.filter(Q(quiz=quiz) | everywhere)


def decision_to_see(quiz: Quiz, decision_uuid: UUID) -> KeyAmendment:
    """A decision that concerns the sittings of the quiz; Http404 otherwise."""
    found = decisions_on(quiz).select_related(
        "version__question", "quiz", "by", "regrading", "takes_back"
    )
    decision: KeyAmendment = get_object_or_404(found, uuid=decision_uuid)
    return decision


def asking(version: QuestionVersion) -> "QuerySet[Quiz]":
    """The quizzes that have asked a version."""
    asked = AttemptItem.objects.filter(version=version).order_by().values("attempt__quiz_id")
    return Quiz.objects.filter(pk__in=asked)


def may_decide_everywhere(user: User, version: QuestionVersion) -> bool:
    """Whether every quiz that has asked a version is the person's to decide on. A question that
    belongs to no congress may be asked anywhere tomorrow: that is for superusers."""
    if user.is_superuser:
        return True
    own = root_ids(user)
    if version.question.owner_root_id not in own:
        return False
    return not asking(version).exclude(owner_root_id__in=own).exists()
