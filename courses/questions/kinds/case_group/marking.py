"""A situation with sub-questions, each marked by its own kind and brought together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from courses.questions.outcome import (
    ZERO,
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
    "by_weights": gettext_noop("各小题分别计分，按各题注明的份数合计；没有注明的各占一份。"),
    "mean_of_parts": gettext_noop("各小题分别计分，取平均。"),
    "all_or_nothing": gettext_noop("各小题全部答对才得分。"),
}


def grade(body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart) -> Outcome:
    """All parts together; an unanswered part counts nothing. While one part waits for a person the
    whole does, and its share is what the others earn so far."""
    parts = tuple(_graded(body, key, payload, grade_part))
    waits = any(part.answered and part.needs_person for part in parts)
    if not any(part.answered for part in parts):
        return Outcome(ZERO, answered=False, parts=parts)
    if rule == "all_or_nothing":
        earned = all_or_nothing(all(part.state == "right" for part in parts))
    else:
        earned = _mean(parts, [1] * len(parts) if rule == "mean_of_parts" else weights(body))
    return replace(earned, needs_person=waits, parts=parts)


def weights(body: Body) -> list[int]:
    """How many shares each part counts."""
    return [part.get("weight", 1) for part in body["parts"]]


def part_id(body: Body, number: int) -> str:
    """The identity of the part with a number from 1 on; versions of 0.1 have numbers only."""
    return str(body["parts"][number - 1].get("id", number))


def _graded(body: Body, key: Key, payload: Payload, grade_part: GradePart) -> Iterator[Outcome]:
    answers = [*payload.get("parts", [])]
    for n, (part, part_key) in enumerate(zip(body["parts"], key["parts"], strict=True)):
        answer = answers[n] if n < len(answers) else {}
        outcome = grade_part(part["kind"], part["body"], part_key, answer)
        yield replace(outcome, part=part_id(body, n + 1))


def _mean(parts: Sequence[Outcome], weights: Sequence[int]) -> Outcome:
    reached = sum(
        (Fraction(part.fraction) * weight for part, weight in zip(parts, weights, strict=True)),
        Fraction(0),
    )
    return worth(reached / sum(weights))
