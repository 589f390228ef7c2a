"""What a deputy may see of a finished sitting, and when (review options by phase). Pure Python."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

RIGHT_AFTER = timedelta(minutes=2)

PHASES = ("right_after", "while_open", "after_close")
"""Within two minutes of the hand-in; later, while the quiz can still be taken; after it has
closed."""

ITEMS = ("answers", "correctness", "marks", "feedback", "explanation", "right_answer")
"""One's own answers; right or wrong; marks; why a tempting choice is wrong; the explanation with
its articles; the right answer."""

KEYS = frozenset({"feedback", "explanation", "right_answer"})
"""What gives the key away: kept back while `keys_wait` applies."""

PRESETS: dict[str, dict[str, tuple[str, ...]]] = {
    "everything": dict.fromkeys(PHASES, ITEMS),
    "closing": {"right_after": ("marks",), "while_open": ("marks",), "after_close": ITEMS},
    "marks": dict.fromkeys(PHASES, ("marks",)),
}
"""All at once; only the marks until the quiz has closed; never more than the marks."""


def preset_of(matrix: dict[str, Any]) -> str:
    """The name of the preset that a matrix is; empty when it is none."""
    shown = {phase: set(matrix.get(phase, ())) for phase in PHASES}
    same = (n for n, ready in PRESETS.items() if shown == {p: set(i) for p, i in ready.items()})
    return next(same, "")


def default_review() -> dict[str, list[str]]:
    """Everything in every phase."""
    return {phase: list(ITEMS) for phase in PHASES}


def phase_at(now: datetime, submitted_at: datetime | None, closes_at: datetime | None) -> str:
    """The phase of a finished sitting at a moment; a quiz without closing time never closes."""
    if closes_at is not None and now > closes_at:
        return "after_close"
    if submitted_at is not None and now - submitted_at <= RIGHT_AFTER:
        return "right_after"
    return "while_open"


def shown(matrix: dict[str, Any], phase: str, *, keys_held: bool) -> frozenset[str]:
    """The items a deputy sees in a phase; without the keys while these are held back."""
    allowed: Iterable[str] = matrix.get(phase, ())
    return frozenset(allowed) & frozenset(ITEMS) - (KEYS if keys_held else frozenset())
