"""The bank as a list, and what stands beside each question there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import ReferenceIndex, WorkflowState

from courses.questions.access import questions_for
from courses.questions.likeness.models import SimilarPair
from courses.questions.likeness.selectors import pairs_of
from courses.questions.models import ItemStatistics, Question
from courses.questions.usage.figures import COUNTED, Figures, of_questions
from courses.questions.usage.places import Place, places_of

FROZEN = ("body", "answer_key", "points", "citations", "digest")
"""What a list of questions does not read of their versions."""


class Standing(models.TextChoices):
    """Where a question stands on its way to a paper."""

    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("审核中")
    LIVE = "live", _("已发布")
    CHANGED = "changed", _("有未发布修改")
    RETIRED = "retired", _("停用")


def with_standing(questions: "QuerySet[Question]") -> "QuerySet[Any]":
    """The questions, each with `standing` (see Standing) computed by the database."""
    under_review = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Question),
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return questions.annotate(
        standing=Case(
            When(Q(retired_at__isnull=False), then=Value(Standing.RETIRED.value)),
            When(Exists(under_review), then=Value(Standing.REVIEW.value)),
            When(Q(live=False), then=Value(Standing.DRAFT.value)),
            When(Q(has_unpublished_changes=True), then=Value(Standing.CHANGED.value)),
            default=Value(Standing.LIVE.value),
            output_field=CharField(),
        )
    )


def bank(user: Any) -> "QuerySet[Question]":
    """What a person sees of the bank, ready to be listed: two queries whatever its length."""
    return (
        with_standing(questions_for(user))
        .select_related("live_version")
        .prefetch_related("points")
        .defer("explanation", "words", *(f"live_version__{name}" for name in FROZEN))
        .order_by("number")
    )


@dataclass(frozen=True)
class Beside:
    """What the list shows beside a question: where it is used, how many sittings asked it, the
    figures of its live version, and how many questions read like it."""

    places: list[Place] = field(default_factory=list)
    sittings: int = 0
    figures: Figures | None = None
    similar: int = 0


def beside(user: Any, questions: Sequence[Question]) -> dict[int, Beside]:
    """What stands beside each question of one page of the list. A fixed number of queries."""
    ids = [question.pk for question in questions]
    places = places_of(user, questions)
    figures, sittings = of_questions(ids)
    alike = pairs_of(ids)
    return {
        question.pk: Beside(
            places=places[question.pk],
            sittings=sittings.get(question.pk, 0),
            figures=next(iter(figures.get(question.live_version_id or 0, [])), None),
            similar=alike.get(question.pk, 0),
        )
        for question in questions
    }


def why_kept(question: Question) -> str:
    """Why a question may not be deleted, in words; empty when it may be. Three queries."""
    if question.live or question.versions.exists():
        return gettext("“%s”已经发布过，不能删除。不想再用，请改为停用。") % question.number
    if question.slots.exists() or ReferenceIndex.get_references_to(question).exists():
        return gettext("“%s”已经用在试卷或课文里，不能删除。请先在那里换掉它，或者改为停用。") % (
            question.number
        )
    if question.workflow_in_progress:
        return gettext("“%s”正在审核，不能删除。请先撤回送审。") % question.number
    return ""


def in_open_pairs() -> Q:
    """The questions that read like another one, nobody having said that this is meant."""
    pairs = SimilarPair.objects.filter(
        dismissed_at=None, first__retired_at=None, second__retired_at=None
    ).order_by()
    return Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second"))


def doubtful_versions() -> "QuerySet[Any]":
    """Keys of the versions whose figures call for a look; retired questions are past that."""
    found = ItemStatistics.objects.filter(
        problem=True, selection=COUNTED, version__question__retired_at=None
    )
    return found.order_by().values("version")


def in_review(user: Any) -> int:
    """How many of the questions a person sees are under review."""
    return with_standing(questions_for(user)).filter(standing=Standing.REVIEW).count()


def all_questions() -> "QuerySet[Any]":
    """Plain rows of the bank, those included that an import is bringing in or taking out."""
    return QuerySet(Question)


def next_number(root_id: int | None) -> str:
    """A number not yet used in a root: one more than the highest of the form Q001."""
    numbers = all_questions().filter(owner_root_id=root_id, number__regex=r"^Q\d+$")
    highest = max(
        (int(number[1:]) for number in numbers.values_list("number", flat=True)), default=0
    )
    return f"Q{highest + 1:03d}"
