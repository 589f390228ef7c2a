"""What marking gives back. Pure Python: no Django here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

Body = Mapping[str, Any]
Key = Mapping[str, Any]
Payload = Mapping[str, Any]

ZERO, ONE = Decimal(0), Decimal(1)
WHOLE = Decimal("0.999999")
"""From here on a question is right: shares are kept with six decimals."""

GIVEN = "given"
"""Where a payload carries the share (text of a Decimal, 0 to 1) that persons agreed on for an
answer no machine can mark. Put there when marking, part by part in a group; never posted."""


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation where Django may not be imported."""
    return text


@dataclass(frozen=True)
class Outcome:
    """How much of a question is right, between 0 and 1, and for a group the same part by part.

    `part` is the identity of the part this is the outcome of; empty for a whole question.
    """

    fraction: Decimal
    answered: bool = True
    needs_person: bool = False
    parts: tuple["Outcome", ...] = field(default=())
    part: str = ""

    @property
    def state(self) -> str:
        """right, partial, wrong, gaveup or needsgrading; an unanswered question is never counted
        as a guess."""
        if not self.answered:
            return "gaveup"
        if self.needs_person:
            return "needsgrading"
        if self.fraction >= WHOLE:
            return "right"
        return "partial" if self.fraction > ZERO else "wrong"

    def as_json(self) -> dict[str, Any]:
        """A form that JSON columns can keep; fractions as strings with six decimals."""
        kept: dict[str, Any] = {"fraction": f"{self.fraction:.6f}", "state": self.state}
        if self.part:
            kept["part"] = self.part
        if self.parts:
            kept["parts"] = [part.as_json() for part in self.parts]
        return kept


GAVE_UP = Outcome(ZERO, answered=False)

GradePart = Callable[[str, Body, Key, Payload], Outcome]


def all_or_nothing(right: bool) -> Outcome:
    """One whole mark or none."""
    return Outcome(ONE if right else ZERO)


def share(hits: int, needed: int) -> Outcome:
    """The part of the needed hits that was reached."""
    return Outcome(Decimal(hits) / Decimal(needed)) if needed else Outcome(ZERO)


def worth(value: Fraction) -> Outcome:
    """An exact share, brought between 0 and 1."""
    kept = min(max(value, Fraction(0)), Fraction(1))
    return Outcome(Decimal(kept.numerator) / Decimal(kept.denominator))
