"""Whose questions a person at the desk sees: those of the congresses she works for."""

from typing import Any

from django.db.models import QuerySet

from cms.desk.ownership import scoped
from cms.site.access import roots_for
from courses.questions.models import Category, Question

__all__ = ["categories_for", "questions_for", "roots_for"]


def questions_for(user: Any) -> "QuerySet[Question]":
    """The bank as a person sees it; plain rows, without the columns of their kinds."""
    return scoped(user, Question.objects.non_polymorphic())


def categories_for(user: Any) -> "QuerySet[Category]":
    """The drawers a question may be put in: own ones and shared ones."""
    return scoped(user, Category.objects.all(), with_shared=True)
