"""Making a paper: which frozen versions are asked, in which order."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from courses.questions.models import Question
from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.models import Quiz, QuizSlot


@dataclass(frozen=True)
class PaperItem:
    """A version to ask (its row need not be read for that) and what it is worth."""

    version_id: int
    mark: Decimal


def askable(quiz: Quiz) -> Any:
    """A queryset of questions that may be put in a new paper of this quiz: published, not retired,
    of its root.

    A practice quiz never asks examination questions (rules.md).
    """
    questions = Question.objects.non_polymorphic().filter(
        live=True, retired_at=None, live_version__isnull=False, owner_root=quiz.owner_root
    )
    if quiz.purpose == Quiz.Purpose.PRACTICE:
        questions = questions.filter(use=Question.Use.PRACTICE)
    return questions


def _named(quiz: Quiz, slots: Iterable[QuizSlot]) -> dict[int, int]:
    wanted = [slot.question_id for slot in slots if slot.question_id]
    rows = askable(quiz).filter(pk__in=wanted).order_by()
    return dict(rows.values_list("pk", "live_version_id"))


def _candidates(quiz: Quiz, slots: list[QuizSlot]) -> list[tuple[int, int, str, str]]:
    """Question, version, tag and point of all that some slot may draw, a row for each pair."""
    questions = askable(quiz)
    if all(slot.draw_tag for slot in slots):
        questions = questions.filter(tagged_items__tag__name__in={slot.draw_tag for slot in slots})
    return list(
        questions.values_list("pk", "live_version_id", "tagged_items__tag__name", "points__key")
    )


def _drawn(
    quiz: Quiz, slots: list[QuizSlot], taken: set[int], rng: random.Random
) -> dict[int, int]:
    """A version for each drawing slot: no repeats, one query for the candidates of all slots."""
    rows = _candidates(quiz, slots)
    picked: dict[int, int] = {}
    for slot in slots:
        fitting = sorted(
            {
                (pk, version)
                for pk, version, tag, point in rows
                if pk not in taken
                and slot.draw_tag in ("", tag)
                and (not slot.draw_points or point in slot.drawn_points())
            }
        )
        if not fitting:
            raise PaperIncomplete(str(slot.describe()))
        pk, picked[slot.pk] = rng.choice(fitting)
        taken.add(pk)
    return picked


def draw(quiz: Quiz, rng: random.Random) -> list[PaperItem]:
    """The items of a new paper, in order; raises PaperIncomplete when a slot has nothing to ask."""
    slots = list(
        QuizSlot.objects.filter(section__quiz=quiz)
        .select_related("section")
        .order_by("section__sort_order", "section_id", "sort_order")
    )
    named = _named(quiz, slots)
    drawing = [slot for slot in slots if not slot.question_id]
    drawn = _drawn(quiz, drawing, set(named), rng) if drawing else {}
    items: list[PaperItem] = []
    for section, of_section in groupby(slots, key=lambda slot: slot.section):
        part = []
        for slot in of_section:
            version = drawn.get(slot.pk) or named.get(slot.question_id or 0)
            if version is None:
                raise PaperIncomplete(str(slot.describe()))
            part.append(PaperItem(version, slot.mark))
        if section.shuffle:
            rng.shuffle(part)
        items += part
    return items
