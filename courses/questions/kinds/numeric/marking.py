"""Numeric: a number within the tolerance of an accepted one, and what its unit does.

Every comparison is exact: numbers are read as fractions of whole numbers, never as floats, and the
edge of a tolerance is inside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from courses.questions.numerals import COUNTERS, SCALES, read_number
from courses.questions.outcome import (
    GAVE_UP,
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    all_or_nothing,
    gettext_noop,
    worth,
)
from courses.questions.spelling import plain

RULES = {
    "by_tolerance": gettext_noop("在允许的误差以内得分；中文数字、百分数、分数都认。"),
    "all_or_nothing": gettext_noop("误差在最小的一档以内才得分；中文数字、百分数、分数都认。"),
}

UNIT_RULES = {
    "optional": gettext_noop("单位可写可不写，写错不得分。"),
    "required": gettext_noop("要写单位，不写或写错不得分。"),
    "half": gettext_noop("要写单位，数对了而单位没写或写错，得一半分。"),
}

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Reading:
    """One way to read what was written: its number, and its unit's worth in the key's unit.

    `factor` is 1 where no unit was written; `unit` is empty there, and None for one that the key
    does not know.
    """

    number: Fraction
    unit: str | None
    factor: Fraction = Fraction(1)


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """The best that any reading of the answer earns; no number earns nothing."""
    text = str(payload.get("value") or "")
    if not text.strip():
        return GAVE_UP
    earned = earned_by(text, key, str(body.get("unit_rule", "optional")))
    return all_or_nothing(earned >= 1) if rule == "all_or_nothing" else worth(earned)


def earned_by(text: str, key: Key, unit_rule: str) -> Fraction:
    """The share a text earns, from 0 to 1, before the attempt's rule."""
    units = bool(key.get("units"))
    return max(
        (_earned(reading, key, unit_rule if units else "optional") for reading in _read(text, key)),
        default=Fraction(0),
    )


def _earned(reading: Reading, key: Key, unit_rule: str) -> Fraction:
    known = reading.unit is not None
    converted = _best(reading.number * reading.factor, key) if known else Fraction(0)
    settled = converted if reading.unit or unit_rule == "optional" else Fraction(0)
    if unit_rule != "half" or settled:
        return settled
    return _best(reading.number, key) * HALF


def _best(value: Fraction, key: Key) -> Fraction:
    return max(
        (
            Fraction(answer["fraction"])
            for answer in key["answers"]
            if abs(value - Fraction(answer["value"])) <= margin(answer)
        ),
        default=Fraction(0),
    )


def margin(answer: Mapping[str, Any]) -> Fraction:
    """How far off an answer may be, as a number."""
    tolerance = Fraction(answer["tolerance"])
    return abs(Fraction(answer["value"])) * tolerance if answer["relative"] else tolerance


def _read(text: str, key: Key) -> Iterator[Reading]:
    """Every way to split a text into number and unit."""
    units = key.get("units", [])
    written = plain(text).strip("。.，,;； ")
    for unit in units:
        for spelling, factor in _spellings(unit).items():
            for number in _beside(_percent(written, spelling), spelling):
                if (value := read_number(number)) is not None:
                    yield Reading(value, unit["name"], factor)
    if (value := read_number(written)) is not None:
        yield Reading(value, "")
        return
    value, rest = _leading_number(written)
    if value is not None:
        yield Reading(value, "" if rest in COUNTERS and not units else None)


def _spellings(unit: Mapping[str, Any]) -> dict[str, Fraction]:
    """Each spelling of a unit and its worth; 万元 brings 元 with it, so that 1.2亿元 is read too."""
    factor, found = Fraction(unit["factor"]), {}
    for spelling in map(plain, (unit["name"], *unit["spellings"])):
        found[spelling] = factor
        base = spelling.lstrip("".join(SCALES))
        scale = read_number(f"一{spelling.removesuffix(base)}") if base else None
        if base != spelling and scale:
            found.setdefault(base, factor / scale)
    found.pop("", None)
    return found


def _percent(written: str, spelling: str) -> str:
    """百分之六十 as 60% where the unit is the percent itself."""
    said = "百分之"
    return f"{written.removeprefix(said)}%" if spelling == "%" and said in written else written


def _beside(written: str, spelling: str) -> Iterator[str]:
    if written.endswith(spelling):
        yield written.removesuffix(spelling)
    if written.startswith(spelling):
        yield written.removeprefix(spelling)


def _leading_number(written: str) -> tuple[Fraction | None, str]:
    """The longest number a text begins with, and what follows it."""
    for length in range(len(written) - 1, 0, -1):
        if (value := read_number(written[:length])) is not None:
            return value, written[length:].strip()
    return None, written
