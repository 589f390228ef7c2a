"""Short answer: a person marks it by a rubric; here is what her marks are worth."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from courses.questions.outcome import (
    GAVE_UP,
    GIVEN,
    ZERO,
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    gettext_noop,
    worth,
)

RULES = {"rubric": gettext_noop("由老师按评分标准给分。")}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """What persons gave; until then it waits for one. An empty answer waits for nobody."""
    if not str(payload.get("text") or "").strip():
        return GAVE_UP
    if GIVEN in payload:
        return worth(Fraction(str(payload[GIVEN])))
    return Outcome(ZERO, needs_person=True)


def from_marks(key: Key, marks: Mapping[str, Decimal]) -> Outcome:
    """What a person's marks are worth: criterion identity → share from 0 to 1, weighted.

    Raises ValueError when a criterion has no mark, a mark is outside 0..1, or a mark belongs to no
    criterion; its argument is the identity.
    """
    weights = {c["id"]: c["weight"] for c in key["criteria"]}
    for identity in (*weights, *marks):
        if identity not in weights or identity not in marks or not 0 <= marks[identity] <= 1:
            raise ValueError(identity)
    reached = sum((Fraction(marks[i]) * weight for i, weight in weights.items()), Fraction(0))
    return worth(reached / sum(weights.values()))
