"""Asks for one number, written as people write numbers, with its unit in the same box."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.numeric.marking import UNIT_RULES, earned_by
from courses.questions.numerals import written
from courses.questions.outcome import Body, Key, Payload
from courses.questions.posted import Posted, first

LONGEST = 60


def present(body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
    """The stem and what is asked of the unit; which units are right is not in here."""
    return {"stem": body["stem"], "unit_rule": _told(body), "value": ""}


def _told(body: Body) -> str:
    sentence = UNIT_RULES.get(body.get("unit_rule", ""))
    return str(_(sentence)) if sentence else ""


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """The text as it was typed."""
    return {"value": first(posted, name, LONGEST)}


def fields(payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
    """The text that would send a payload."""
    return {name: [str(payload.get("value") or "")]}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """With the saved text."""
    return {**presented, "value": payload.get("value") or ""}


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """What was typed, whether it earns everything, something or nothing, and what is right."""
    given = str(payload.get("value") or "")
    earned = earned_by(given, key, str(body.get("unit_rule", "optional"))) if given else Fraction(0)
    return {
        "stem": body["stem"],
        "given": given,
        "hit": earned >= 1,
        "partly": 0 < earned < 1,
        "answers": [in_words(answer, key) for answer in _full(key)],
    }


def _full(key: Key) -> list[Mapping[str, Any]]:
    """The answers that earn everything; those worth less are the author's margin."""
    return [a for a in key["answers"] if Fraction(a["fraction"]) == 1] or list(key["answers"])


def in_words(answer: Mapping[str, Any], key: Key) -> str:
    """An accepted answer as people read it: 24 万元（±1%）."""
    unit = key["units"][0]["name"] if key.get("units") else ""
    number = f"{answer['value']} {unit}".strip() if unit != "%" else f"{answer['value']}%"
    tolerance = Fraction(answer["tolerance"])
    if not tolerance:
        return number
    if answer["relative"]:
        return f"{number}（±{written(tolerance * 100)}%）"
    return f"{number}（±{written(tolerance)}）"


def solution(body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
    """The right values with their margin."""
    return " / ".join(in_words(answer, key) for answer in _full(key))
