"""Words for the pages of import and export."""

from typing import Any

from django import template

from courses.exchange import reporting
from courses.exchange.models import ImportJob, ImportRow
from courses.questions.listing import editor_url

register = template.Library()


@register.filter
def column_name(code: str) -> str:
    """What people call a column."""
    return reporting.column_name(code)


@register.filter
def place(counts: str, row: int) -> str:
    """Where something is in the file."""
    return reporting.place_name(counts, row)


@register.filter
def fate(row: ImportRow, job: ImportJob) -> str:
    """What became of a row, or will."""
    return reporting.fate(job, row)


@register.filter
def editor(question: Any) -> str:
    """Where a question is edited."""
    return editor_url(question)
