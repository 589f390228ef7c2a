"""Single choice: the one right option, or nothing."""

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

RULES = {"all_or_nothing": gettext_noop("选对得分，选错不得分也不扣分。")}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """Full mark for the right option; several ticks can never pay."""
    chosen = payload.get("chosen", [])
    if not chosen:
        return GAVE_UP
    return all_or_nothing(list(chosen) == list(key["right"]))
