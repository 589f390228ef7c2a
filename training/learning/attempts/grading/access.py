"""Which answers a person may mark, and who may settle a difference."""

from datetime import date
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from courses.questions.models import QuestionVersion
from courses.quizzes.models import Quiz
from training.learning.attempts.access import sittings_at_desk
from training.learning.attempts.grading.rubric import parts_by_hand
from training.learning.attempts.models import Attempt, AttemptItem
from training.people.access import standing
from training.people.models import Membership, User

HANDED_IN = (Attempt.State.SUBMITTED, Attempt.State.FINISHED)
SETTLERS = {Membership.Role.EDITOR.value, Membership.Role.ADMINISTRATOR.value}


def settles(user: User, quiz: Quiz, today: date) -> bool:
    """Whether a person may decide between her own mark and another's: editors and administrators
    of the quiz's congress, and superusers."""
    if user.is_superuser:
        return True
    held = standing(user, today)
    key = quiz.owner_root.congress_key if quiz.owner_root else None
    return any(
        congress.key == key and held.roles[congress.pk] & SETTLERS for congress in held.congresses
    )


def answer_at_desk(user: User, quiz: Quiz, item_id: UUID, part: str) -> AttemptItem:
    """The answer to be marked, with sitting, learner and version; Http404 unless it was handed in
    by somebody of an own class, and is one that persons mark."""
    item = get_object_or_404(
        AttemptItem.objects.select_related(
            "attempt__quiz__owner_root", "attempt__learner", "version__question"
        ),
        pk=item_id,
        attempt__in=sittings_at_desk(user, quiz).filter(state__in=HANDED_IN),
    )
    if part not in parts_by_hand(item.version):
        raise Http404
    return item


def version_at_desk(user: User, quiz: Quiz, version_uuid: UUID, part: str) -> QuestionVersion:
    """A question version that persons mark and own classes were asked in a quiz; Http404
    otherwise."""
    asked = AttemptItem.objects.filter(
        attempt__in=sittings_at_desk(user, quiz).filter(state__in=HANDED_IN)
    )
    version = get_object_or_404(
        QuestionVersion.objects.select_related("question"),
        uuid=version_uuid,
        pk__in=asked.values("version"),
    )
    if part not in parts_by_hand(version):
        raise Http404
    return version
