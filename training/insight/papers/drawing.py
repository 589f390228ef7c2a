"""A report's tables drawn for the screen and for paper."""

from typing import Any

from training.insight.exports import words
from training.insight.papers.freezing import Report
from training.insight.showing import PLAIN


def drawn(report: Report) -> list[tuple[str, Any]]:
    """Each table's title and the table itself."""
    return [(one.title, PLAIN.draw({"table": one, "words": words})) for one in report.tables]
