"""What marking gives back. Pure Python: no Django here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Body = Mapping[str, Any]
Key = Mapping[str, Any]
Payload = Mapping[str, Any]

ZERO, ONE = Decimal(0), Decimal(1)


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation where Django may not be imported."""
    return text


@dataclass(frozen=True)
class Outcome:
    """How much of a question is right, between 0 and 1, and for a group the same part by part."""

    fraction: Decimal
    answered: bool = True
    parts: tuple["Outcome", ...] = field(default=())

    @property
    def state(self) -> str:
        """right, partial, wrong or gaveup; an unanswered question is never counted as a guess."""
        if not self.answered:
            return "gaveup"
        if self.fraction >= ONE:
            return "right"
        return "partial" if self.fraction > ZERO else "wrong"

    def as_json(self) -> dict[str, Any]:
        """A form that JSON columns can keep; fractions as strings with six decimals."""
        kept: dict[str, Any] = {"fraction": f"{self.fraction:.6f}", "state": self.state}
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
