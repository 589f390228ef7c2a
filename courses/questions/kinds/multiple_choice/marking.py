"""Multiple choice: 少选得部分分，错选不得分 (as RELATE's proportional_correct), or all or nothing."""

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
    "partial_if_none_wrong": gettext_noop("少选得部分分，错选不得分。"),
    "all_or_nothing": gettext_noop("全部选对才得分。"),
}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """By the attempt's rule; one wrong tick gives nothing, so ticking everything never pays."""
    chosen, right = set(payload.get("chosen", [])), set(key["right"])
    if not chosen:
        return GAVE_UP
    if rule == "all_or_nothing":
        return all_or_nothing(chosen == right)
    return share(0 if chosen - right else len(chosen & right), len(right))
