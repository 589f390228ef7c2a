"""A stem with ____, and one line of accepted answers for each blank."""

from courses.questions.kinds.columns import cell, cell_of, fields_of, lines_of
from courses.questions.kinds.contract import Columns, Reading
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.outcome import Body, Key

COLUMNS = ("answer",)


def write(body: Body, key: Key) -> dict[str, str]:
    """The accepted answers of a blank, separated by bars; one line for each blank."""
    return {"answer": cell_of([text.strip() for text in texts] for texts in key["blanks"])}


def read(columns: Columns) -> Reading:
    """Blank by blank; answers to several blanks on one line may be separated by ；."""
    written, gaps = cell(columns, "answer"), cell(columns, "stem").count(BLANK)
    lines = lines_of(written)
    if len(lines) == 1 and gaps > 1:
        lines = [piece.strip() for piece in written.replace(";", "；").split("；")]
    return Reading({}, {"blanks": [[t for t in fields_of(line) if t] for line in lines]})
