"""Answers as `24 ± 0.5 | 0.5` (value, tolerance, worth), units as `亿元 | 10000 | 亿、億元`."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from courses.questions.kinds.columns import cell, cell_of, entries_of
from courses.questions.kinds.contract import Columns, Reading
from courses.questions.kinds.numeric.checks import margin_of, spelled
from courses.questions.numerals import written
from courses.questions.outcome import Body, Key

COLUMNS = ("answer", "unit", "unit_rule")

UNIT_RULE_WORDS = {"optional": "可写可不写", "required": "必须写", "half": "没写或写错得一半"}
SPREAD = re.compile(r"±|\+/-|\+-|正负")
SEPARATOR = re.compile(r"[、,，]")


def write(body: Body, key: Key) -> dict[str, str]:
    """The rule for units only where there are units."""
    units = key.get("units", [])
    rule = UNIT_RULE_WORDS.get(body["unit_rule"], "")
    return {
        "answer": cell_of(
            (_value(answer), "" if Fraction(answer["fraction"]) == 1 else answer["fraction"])
            for answer in key["answers"]
        ),
        "unit": cell_of(
            (unit["name"], _factor(unit, place), "、".join(unit["spellings"]))
            for place, unit in enumerate(units)
        ),
        "unit_rule": "" if body["unit_rule"] == "optional" else rule,
    }


def _value(answer: Mapping[str, Any]) -> str:
    margin = margin_text(answer)
    return f"{answer['value']} ± {margin}" if margin else str(answer["value"])


def margin_text(answer: Mapping[str, Any]) -> str:
    """The tolerance of an accepted value as an author writes it; empty for none."""
    tolerance = Fraction(answer["tolerance"])
    if not tolerance:
        return ""
    return f"{written(tolerance * 100)}%" if answer["relative"] else written(tolerance)


def _factor(unit: Mapping[str, Any], place: int) -> str:
    return "1" if not place and unit["spellings"] else "" if not place else str(unit["factor"])


def read(columns: Columns) -> Reading:
    """Numbers in exact spelling; what is no number is left as it is, for the check to name."""
    words = {word: rule for rule, word in UNIT_RULE_WORDS.items()} | {"": "optional"}
    rule = cell(columns, "unit_rule")
    key: dict[str, Any] = {
        "answers": [
            {**answer_of(*_parted(text)), "fraction": spelled(fraction) if fraction else "1"}
            for text, fraction in entries_of(cell(columns, "answer"), 2)
        ],
        "units": [
            unit_of(name, factor, spellings)
            for name, factor, spellings in entries_of(cell(columns, "unit"), 3)
        ],
    }
    return Reading({"unit_rule": words.get(rule, rule)}, key)


def _parted(text: str) -> tuple[str, str]:
    pieces = SPREAD.split(text, maxsplit=1)
    return pieces[0], pieces[1] if len(pieces) > 1 else ""


def answer_of(value: str, tolerance: str) -> dict[str, Any]:
    """An accepted value with its tolerance, from the texts an author wrote."""
    margin, relative = margin_of(tolerance)
    return {"value": spelled(value), "tolerance": margin, "relative": relative}


def unit_of(name: str, factor: str, spellings: str) -> dict[str, Any]:
    """A unit from the texts an author wrote."""
    others = [spelling.strip() for spelling in SEPARATOR.split(spellings)]
    return {
        "name": name.strip(),
        "factor": spelled(factor) if factor.strip() else "1",
        "spellings": [spelling for spelling in others if spelling],
    }
