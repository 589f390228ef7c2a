"""Making a paper: which frozen versions are asked, in which order."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from courses.questions.models import Question, QuestionVersion
from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.models import Quiz, QuizSlot


@dataclass(frozen=True)
class PaperItem:
    """A version to ask and what it is worth."""

    version: QuestionVersion
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


def _named(quiz: Quiz, slots: Iterable[QuizSlot]) -> dict[int, QuestionVersion]:
    wanted = [slot.question_id for slot in slots if slot.question_id]
    questions = askable(quiz).filter(pk__in=wanted).select_related("live_version")
    return {question.pk: question.live_version for question in questions}


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
) -> dict[int, QuestionVersion]:
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
    versions = QuestionVersion.objects.in_bulk(picked.values())
    return {slot: versions[version] for slot, version in picked.items()}


def draw(quiz: Quiz, rng: random.Random) -> list[PaperItem]:
    """The items of a new paper, in order; raises PaperIncomplete when a slot has nothing to ask."""
    sections = list(quiz.sections.prefetch_related("slots"))
    slots = [slot for section in sections for slot in section.slots.all()]
    named = _named(quiz, slots)
    drawing = [slot for slot in slots if not slot.question_id]
    drawn = _drawn(quiz, drawing, set(named), rng) if drawing else {}
    items: list[PaperItem] = []
    for section in sections:
        part = []
        for slot in section.slots.all():
            version = drawn.get(slot.pk) or named.get(slot.question_id or 0)
            if version is None:
                raise PaperIncomplete(str(slot.describe()))
            part.append(PaperItem(version, slot.mark))
        if section.shuffle:
            rng.shuffle(part)
        items += part
    return items
