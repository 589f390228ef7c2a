"""The model answer, how long to write, and the rubric: criterion | weight | full | partial."""

from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.columns import cell, cell_of, entries_of
from courses.questions.kinds.contract import Columns, Flaw, Reading
from courses.questions.numerals import read_number
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived

COLUMNS = ("answer", "shortest", "longest", "criteria")
SHORTEST, LONGEST = 0, 500
"""What an empty column means."""


def write(body: Body, key: Key) -> dict[str, str]:
    """Every column, the lengths as digits."""
    return {
        "answer": key["model_answer"].strip(),
        "shortest": str(body["shortest"]),
        "longest": str(body["longest"]),
        "criteria": cell_of(
            (c["text"].strip(), str(c["weight"]), c["full"].strip(), c["partial"].strip())
            for c in key["criteria"]
        ),
    }


def read(columns: Columns) -> Reading:
    """The rubric's rows with identities that follow from their texts."""
    problems: list[Flaw] = []

    def whole(text: str, missing: int, code: str) -> int:
        number = read_number(text) if text else None
        if text and (number is None or number.denominator != 1 or number < 0):
            told = str(_("“%s”要写成整数。") % text)
            problems.append(Flaw("no_number", told, code, code))
            return missing
        return missing if number is None else int(number)

    criteria: list[dict[str, Any]] = [
        {
            "id": derived("criterion", text),
            "text": text,
            "weight": whole(weight, 1, "criteria"),
            "full": full,
            "partial": partial,
        }
        for text, weight, full, partial in entries_of(cell(columns, "criteria"), 4)
    ]
    body = {
        "shortest": whole(cell(columns, "shortest"), SHORTEST, "shortest"),
        "longest": whole(cell(columns, "longest"), LONGEST, "longest"),
    }
    key = {"model_answer": cell(columns, "answer"), "criteria": criteria}
    return Reading(body, key, problems)
