"""The sheet of every kind that asks to choose among options."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.columns import (
    OPTIONS,
    cell,
    cell_of,
    entries_of,
    letters_of,
)
from courses.questions.kinds.contract import Columns, Flaw, Reading
from courses.questions.numerals import read_number, written
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived

COLUMNS = (*OPTIONS, "answer", "keep_last", "fractions", "why")


def write(body: Body, key: Key) -> dict[str, str]:
    """Options from A on, the letters of the right ones, and what belongs to single options."""
    letters = {option["id"]: OPTIONS[n] for n, option in enumerate(body["options"])}
    fractions, why = key.get("fractions", {}), key.get("why", {})
    return {
        **{letters[option["id"]]: option["text"].strip() for option in body["options"]},
        "answer": "".join(letter for i, letter in letters.items() if i in key["right"]),
        "keep_last": "".join(letters[o["id"]] for o in body["options"] if o.get("keep_last")),
        "fractions": cell_of((letters[i], fractions[i]) for i in letters if i in fractions),
        "why": cell_of((letters[i], why[i]) for i in letters if why.get(i)),
    }


def read(columns: Columns) -> Reading:
    """Options with identities that follow from their texts; letters without an option are named."""
    texts = {letter: cell(columns, letter) for letter in OPTIONS if cell(columns, letter)}
    ids = {letter: derived("option", text) for letter, text in texts.items()}
    right, last = (letters_of(cell(columns, code)) for code in ("answer", "keep_last"))
    why = {letter.upper(): text for letter, text in entries_of(cell(columns, "why"), 2)}
    worth = {letter.upper(): text for letter, text in entries_of(cell(columns, "fractions"), 2)}
    named = {"answer": right, "keep_last": last, "why": [*why], "fractions": [*worth]}
    problems = [_unknown(code, letters, texts) for code, letters in named.items()]
    problems += [_no_number(text) for text in worth.values() if read_number(text) is None]
    if found := [problem for problem in problems if problem]:
        right, last, why, worth = [], [], {}, {}
    body: dict[str, Any] = {
        "options": [
            {"id": ids[letter], "text": text, "keep_last": letter in last}
            for letter, text in texts.items()
        ]
    }
    key: dict[str, Any] = {
        "right": sorted(ids[letter] for letter in right),
        "why": {ids[letter]: text for letter, text in why.items() if text},
    }
    if worth:
        key["fractions"] = {
            ids[letter]: written(read_number(text) or Fraction(0)) for letter, text in worth.items()
        }
    return Reading(body, key, found)


def _unknown(code: str, letters: list[str], texts: dict[str, str]) -> Flaw | None:
    unknown = next((letter for letter in letters if letter not in texts), None)
    if unknown is None:
        return None
    return Flaw("no_option", str(_("没有选项 %s。") % unknown), "choices", code)


def _no_number(text: str) -> Flaw:
    return Flaw("no_number", str(_("“%s”不是一个数。") % text), "choices", "fractions")
