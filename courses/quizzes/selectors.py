"""Quizzes as the desk lists them, and what their draws may choose from."""

from collections.abc import Sequence
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from taggit.models import Tag

from courses.quizzes.askable import drawable
from courses.quizzes.models import EASIEST, HARDEST, Quiz, QuizSlot
from courses.quizzes.sampling import Want

ASKS = Case(
    When(question__isnull=False, then=Value(1)),
    default=F("draw_count"),
    output_field=IntegerField(),
)


def with_size(quizzes: "QuerySet[Quiz]") -> "QuerySet[Any]":
    """The quizzes, each with `asks` (how many questions) and `total` (their marks together)."""
    worth = ExpressionWrapper(ASKS * F("mark"), output_field=DecimalField())
    slots = QuizSlot.objects.filter(section__quiz=OuterRef("pk")).order_by()
    slots = slots.values("section__quiz")
    return quizzes.annotate(
        asks=Subquery(slots.annotate(n=Sum(ASKS)).values("n")),
        total=Subquery(slots.annotate(n=Sum(worth)).values("n")),
    )


def available(quiz: Quiz, wants: Sequence[Want]) -> list[int]:
    """How many questions each draw can choose from in this quiz, which need not be saved. One
    query."""
    if not wants:
        return []
    counts = [
        drawable(quiz)
        .filter(_fitting(want))
        .order_by()
        .annotate(want=Value(n, output_field=IntegerField()))
        .values("want")
        .annotate(total=Count("pk", distinct=True))
        .values_list("want", "total")
        for n, want in enumerate(wants)
    ]
    found = dict(counts[0].union(*counts[1:], all=True))
    return [found.get(n, 0) for n in range(len(wants))]


def _fitting(want: Want) -> Q:
    fits = Q(difficulty__range=(want.easiest, want.hardest))
    if want.tag:
        fits &= Q(tagged_items__tag__name=want.tag)
    if want.points:
        fits &= Q(points__key__in=want.points)
    return fits


def drawn_pool(quiz: Quiz) -> Any:
    """A queryset of the questions that one of a quiz's draws may take now. One query here for the
    slots."""
    slots = QuizSlot.objects.filter(section__quiz=quiz, question=None)
    fits = Q(pk__in=[])
    for slot in slots:
        ends = (slot.draw_easiest or EASIEST, slot.draw_hardest or HARDEST)
        fits |= _fitting(Want(slot.draw_tag, tuple(slot.drawn_points()), *ends))
    return drawable(quiz).filter(fits).order_by().distinct()


def tags_in_use(root_id: int | None) -> list[str]:
    """The tags of a congress's questions, by name."""
    tags = Tag.objects.filter(courses_questiontag_items__content_object__owner_root=root_id)
    return list(tags.order_by("name").values_list("name", flat=True).distinct())
