"""Matching: the share of left entries joined to their right partner."""

from courses.questions.outcome import (
    GAVE_UP,
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    gettext_noop,
    share,
)

RULES = {"share": gettext_noop("每配对一项单独计分。")}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """The share of right rows; joining everything to one partner gains at most that row."""
    given, right = payload.get("pairs", {}), key["pairs"]
    if not given:
        return GAVE_UP
    return share(sum(given.get(left) == partner for left, partner in right.items()), len(right))
