"""How often a question is answered right without knowing, and wrong although one knows.

Pure Python. These are the documented defaults (docs/trainer/diagnosis-model.md); estimates from
answers take their place once there are enough of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial, prod
from typing import Any

SLIP = 0.1
"""Who knows a point still answers one question in ten wrongly: misread, mistyped, in a hurry."""

LEAST, MOST = 0.06, 0.5
"""No question is proof against guessing, and none is easier to guess than true or false."""

BY_KIND = {
    "single_choice": 0.25,
    "true_false": 0.5,
    "multiple_choice": 0.06,
    "fill_blank": 0.06,
    "numeric": 0.06,
    "matching": 0.06,
    "ordering": 0.06,
    "short_answer": 0.06,
    "case_group": 0.06,
    "decision": 0.33,
}
"""The chance of guessing right where nothing but the kind of question is known."""

UNTOLD = 0.25
"""The same where not even the kind is known: statements of version 0.1."""

SLIPS = {"case_group": 0.25}
"""Where one slip is likelier: a group is right only when all its parts are."""

CERTAIN_IF_KNOWN = {1: 0.10, 2: 0.35, 3: 0.55}
CERTAIN_IF_MISSING = {1: 0.50, 2: 0.35, 3: 0.15}
"""How often people say 1 (guessed), 2 (fairly sure), 3 (certain). Deliberately cautious: one in
seven who does not know is nevertheless certain."""


@dataclass(frozen=True)
class Chances:
    """Two probabilities of a question: right without knowing, wrong although known."""

    guess: float
    slip: float = SLIP


def default_chances(kind: str) -> Chances:
    """The chances where nothing but the kind of question is known; for an unknown or empty kind
    those of four options."""
    return Chances(BY_KIND.get(kind, UNTOLD), slip_of(kind))


def slip_of(kind: str) -> float:
    """The chance of answering wrongly what one knows."""
    return SLIPS.get(kind, SLIP)


def guess_of(kind: str, body: Mapping[str, Any]) -> float:
    """The chance of being wholly right by guessing, from what a frozen version shows: its kind and
    the number of options, entries or parts. Between 0.06 and 0.5."""
    return min(max(_raw_guess(kind, body), LEAST), MOST)


def _raw_guess(kind: str, body: Mapping[str, Any]) -> float:
    if kind == "case_group":
        parts = body.get("parts", ())
        return prod(guess_of(part["kind"], part["body"]) for part in parts)
    if kind == "single_choice" and (options := body.get("options")):
        return 1 / len(options)
    if kind == "multiple_choice" and (options := body.get("options")):
        return 1 / (2 ** len(options) - 1)
    if kind in {"matching", "ordering"}:
        entries = body.get("left") or body.get("items") or ()
        return 1 / factorial(len(entries)) if entries else BY_KIND[kind]
    return BY_KIND.get(kind, UNTOLD)


def likelihoods(chances: Chances, right: bool, certainty: int | None) -> tuple[float, float]:
    """How likely this answer is of one who knows, and of one who does not.

    A right answer never speaks against a person and a wrong one never for her, whatever certainty
    she named: "guessed" merely takes a right answer's weight away.
    """
    known = 1 - chances.slip if right else chances.slip
    missing = chances.guess if right else 1 - chances.guess
    if certainty in CERTAIN_IF_KNOWN:
        known *= CERTAIN_IF_KNOWN[certainty]
        missing *= CERTAIN_IF_MISSING[certainty]
    if (known < missing) == right:
        return missing, missing
    return known, missing
