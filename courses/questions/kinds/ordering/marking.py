"""Ordering: the whole order, or the share of entries in their place."""

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
    "all_or_nothing": gettext_noop("顺序全部排对才得分。"),
    "absolute_position": gettext_noop("每排对一个位置得一份分。"),
}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """By the attempt's rule; entries without a rank are in no place."""
    ranks = payload.get("ranks", {})
    if not ranks:
        return GAVE_UP
    hits = sum(ranks.get(identity) == place for place, identity in enumerate(key["order"], start=1))
    if rule == "absolute_position":
        return share(hits, len(key["order"]))
    return all_or_nothing(hits == len(key["order"]))
