"""Words for the bank's pages that a lower room does not know."""

from django import template

from courses.quizzes.models import Quiz

register = template.Library()


@register.filter
def purpose_name(purpose: str) -> str:
    """What people call a purpose of quizzes; itself when it is no longer one."""
    known = dict(Quiz.Purpose.choices)
    return str(known.get(purpose, purpose))
