"""True or false."""

from courses.questions.outcome import (
    GAVE_UP,
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    all_or_nothing,
    gettext_noop,
)

RULES = {"all_or_nothing": gettext_noop("判断对得分，判断错不得分也不扣分。")}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """Full mark for the right judgement."""
    if payload.get("answer") is None:
        return GAVE_UP
    return all_or_nothing(payload["answer"] is key["answer"])
