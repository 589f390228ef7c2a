"""A situation with sub-questions: the mean of its parts, each marked by its own kind."""

from decimal import Decimal

from courses.questions.outcome import (
    Body,
    GradePart,
    Key,
    Outcome,
    Payload,
    gettext_noop,
)

RULES = {"mean_of_parts": gettext_noop("各小题分别计分，取平均。")}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """The mean over all parts; an unanswered part counts nothing."""
    answers = [*payload.get("parts", [])]
    parts = tuple(
        grade_part(part["kind"], part["body"], part_key, answers[n] if n < len(answers) else {})
        for n, (part, part_key) in enumerate(zip(body["parts"], key["parts"], strict=True))
    )
    total = sum((part.fraction for part in parts), Decimal(0))
    return Outcome(total / len(parts), answered=any(part.answered for part in parts), parts=parts)
