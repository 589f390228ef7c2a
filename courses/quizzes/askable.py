"""Which questions may stand in a new paper. Nothing else decides this.

A question whose law is under review is passed over by draws, but stays where a paper names it: the
trainer chose it there, two forms stay comparable, and an examination that has been announced can
begin. Who edits the quiz is told (docs/decisions/0014).
"""

from typing import Any

from courses.questions.models import Question
from courses.quizzes.models import Quiz


def _terms(quiz: Quiz) -> dict[str, Any]:
    """Column → value, with None for empty and `…__isnull` False for filled: published, not retired,
    of the quiz's root. A practice quiz never asks examination questions (rules.md)."""
    terms: dict[str, Any] = {
        "live": True,
        "retired_at": None,
        "live_version__isnull": False,
        "owner_root_id": quiz.owner_root_id,
    }
    if quiz.purpose == Quiz.Purpose.PRACTICE:
        terms["use"] = Question.Use.PRACTICE
    return terms


def _draw_terms(quiz: Quiz) -> dict[str, Any]:
    return {**_terms(quiz), "held_back_at": None}


def askable(quiz: Quiz) -> Any:
    """A queryset of the questions that a new paper of this quiz may name."""
    return Question.objects.non_polymorphic().filter(**_terms(quiz))


def drawable(quiz: Quiz) -> Any:
    """A queryset of the questions that a new paper of this quiz may draw: askable, and not held
    back because their law changed."""
    return Question.objects.non_polymorphic().filter(**_draw_terms(quiz))


def may_be_drawn(quiz: Quiz, question: Question) -> bool:
    """Whether `drawable` has this question; no query."""
    return all(_agrees(question, *term) for term in _draw_terms(quiz).items())


def _agrees(question: Question, name: str, wanted: Any) -> bool:
    column = name.removesuffix("__isnull")
    if column != name:
        return (getattr(question, f"{column}_id") is None) is wanted
    return bool(getattr(question, name) == wanted)
