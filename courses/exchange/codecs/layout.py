"""How questions are laid out in rows: the columns and their order, and the rows of one question."""

from collections.abc import Iterator, Mapping

from courses.exchange.codecs.headings import PART
from courses.exchange.contract import OF_QUESTION, Exported
from courses.questions.kinds.columns import LABELS, OPTIONS, part_columns
from courses.questions.outcome import gettext_noop

PART_LABEL = gettext_noop("小题")

COLUMNS: dict[str, str] = {
    "number": OF_QUESTION["number"],
    "kind": LABELS["kind"],
    PART: PART_LABEL,
    "stem": LABELS["stem"],
    **{letter: letter for letter in OPTIONS},
    "answer": LABELS["answer"],
    "explanation": LABELS["explanation"],
    **{code: label for code, label in OF_QUESTION.items() if code != "number"},
    **LABELS,
}
"""Column code → heading, from left to right: what everybody fills in first."""


def rows_of(question: Exported, columns: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The question's own row, then one for each part, as column code → text."""
    yield {code: text for code, text in columns.items() if code in COLUMNS}
    for number in range(1, len(question.body.get("parts", ())) + 1):
        yield {PART: str(number), **part_columns(columns, number)}
