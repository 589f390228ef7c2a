"""Multiple choice: which of several options. Four rules, none of which needs a tick for every
right option but one: leaving out costs less than ticking wrongly.

Ticking everything gains nothing by any of them, except by hits_minus_wrong where the right options
outnumber the wrong ones; its sentence says so.
"""

from collections.abc import Set
from fractions import Fraction

from courses.questions.outcome import (
    GAVE_UP,
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    all_or_nothing,
    gettext_noop,
    share,
    worth,
)

RULES = {
    "partial_if_none_wrong": gettext_noop("少选得部分分，错选不得分。"),
    "all_or_nothing": gettext_noop("全部选对才得分。"),
    "sum_of_fractions": gettext_noop("选对的加分，选错的扣分，扣到零为止；全部勾上不得分。"),
    "hits_minus_wrong": gettext_noop(
        "每选对一个得一份，每选错一个扣一份，扣到零为止；正确选项多的题，全部勾上也会得一部分。"
    ),
}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """By the attempt's rule (as RELATE's proportional_correct unless it names another)."""
    chosen, right = set(payload.get("chosen", [])), set(key["right"])
    if not chosen:
        return GAVE_UP
    hits, wrong = len(chosen & right), len(chosen - right)
    if rule == "all_or_nothing":
        return all_or_nothing(chosen == right)
    if rule == "sum_of_fractions":
        return worth(_sum(body, key, chosen))
    if rule == "hits_minus_wrong":
        return worth(Fraction(hits - wrong, len(right)))
    return share(0 if wrong else hits, len(right))


def fractions_of(body: Body, key: Key) -> dict[str, Fraction]:
    """What each option is worth: the author's numbers, or else 1/right and −1/wrong."""
    if given := key.get("fractions"):
        return {identity: Fraction(number) for identity, number in given.items()}
    ids, right = [option["id"] for option in body["options"]], set(key["right"])
    wrong = len(set(ids) - right)
    return {i: Fraction(1, len(right)) if i in right else Fraction(-1, wrong) for i in ids}


def _sum(body: Body, key: Key, chosen: Set[str]) -> Fraction:
    """The chosen options' worth over that of all right ones: 0.33 three times is the whole."""
    values = fractions_of(body, key)
    whole = sum((values.get(i, Fraction(0)) for i in key["right"]), Fraction(0))
    reached = sum((values.get(i, Fraction(0)) for i in chosen), Fraction(0))
    return reached / whole if whole > 0 else Fraction(0)
