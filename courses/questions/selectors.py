"""The bank as a list."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from courses.questions.access import questions_for
from courses.questions.models import Question


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
    """What a person sees of the bank, ready to be listed: three queries whatever its length."""
    return (
        with_standing(questions_for(user))
        .annotate(version_num=F("live_version__num"))
        .prefetch_related("points")
        .order_by("number")
    )


def in_review(user: Any) -> int:
    """How many of the questions a person sees are under review."""
    return with_standing(questions_for(user)).filter(standing=Standing.REVIEW).count()


def next_number(root_id: int | None) -> str:
    """A number not yet used in a root: one more than the highest of the form Q001."""
    numbers = Question.objects.non_polymorphic().filter(
        owner_root_id=root_id, number__regex=r"^Q\d+$"
    )
    highest = max(
        (int(number[1:]) for number in numbers.values_list("number", flat=True)), default=0
    )
    return f"Q{highest + 1:03d}"
