"""Showing a mark criterion by criterion."""

from django import template

from training.learning.attempts.grading.levels import word
from training.learning.attempts.grading.rubric import Criterion
from training.learning.attempts.models import ManualMark

register = template.Library()


@register.filter
def level(mark: ManualMark, criterion: Criterion) -> str:
    """The word for what a mark gives a criterion; a dash where it says nothing."""
    return word(mark.marks.get(criterion.identity))
