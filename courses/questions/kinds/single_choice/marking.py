"""Single choice: the one right option, or nothing; or what the chosen option is worth."""

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
    worth,
)

RULES = {
    "all_or_nothing": gettext_noop("选对得分，选错不得分也不扣分。"),
    "sum_of_fractions": gettext_noop("选对得满分；选了接近正确的选项，得一部分分。"),
}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """Full mark for the right option, or one of those a decision on marks accepts besides;
    several ticks can never pay."""
    chosen = list(payload.get("chosen", []))
    if not chosen:
        return GAVE_UP
    if len(chosen) == 1 and chosen[0] in key["right"]:
        return all_or_nothing(True)
    fractions = key.get("fractions", {})
    if rule == "sum_of_fractions" and len(chosen) == 1:
        return worth(Fraction(fractions.get(chosen[0], "0")))
    return all_or_nothing(False)
