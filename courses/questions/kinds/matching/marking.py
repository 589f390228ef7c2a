"""Matching: left entries joined to their right partners."""

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
)

RULES = {
    "share": gettext_noop("每配对一项单独计分。"),
    "all_or_nothing": gettext_noop("全部配对才得分。"),
}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """The share of right rows, or all of them; one partner for every row gains only its rows."""
    given, right = payload.get("pairs", {}), key["pairs"]
    if not given:
        return GAVE_UP
    hits = sum(given.get(left) == partner for left, partner in right.items())
    if rule == "all_or_nothing":
        return all_or_nothing(hits == len(right))
    return share(hits, len(right))
