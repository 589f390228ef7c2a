"""Figures and flags of item analysis in words."""

from django import template

from training.learning.attempts.analysis.words import NEARNESS, figure, flag_words

register = template.Library()

register.filter("flag_words", flag_words)


@register.filter
def in_words(number: float | None, code: str) -> str:
    """A figure as the table shows it."""
    return figure(code, number)


@register.filter
def near_words(why: str) -> str:
    """Why a written answer comes close to an accepted one."""
    return str(NEARNESS.get(why, ""))
