"""The pure half of activity progress: statements in, state out. No database here.

Every field is a minimum, a maximum or a sum over distinct statements, so any order of arrival and
any number of repeats give the same state.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from training.learning.ledger.told import Told


@dataclass(frozen=True)
class ActivityState:
    """One person's state of one activity."""

    seen_at: datetime | None = None
    attended_at: datetime | None = None
    completed_at: datetime | None = None
    passed_at: datetime | None = None
    failed_at: datetime | None = None
    waived_at: datetime | None = None
    last_at: datetime | None = None
    best_scaled: Decimal | None = None
    seconds: int = 0

    @classmethod
    def of(cls, row: Any) -> "ActivityState":
        """The state that a stored row holds."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


FIRST_OF = {
    "attended": "attended_at",
    "completed": "completed_at",
    "passed": "passed_at",
    "failed": "failed_at",
}


def _earlier(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


# What staff or the system write down is nothing that she saw or did.
NOT_HERS = ("waived", "overridden", "satisfied")


def fold(state: ActivityState, told: Told) -> ActivityState:
    """The state after one more (not yet counted, not voided) statement about its activity."""
    at = told.effective_at
    if told.verb in NOT_HERS:
        waived = _earlier(state.waived_at, at) if told.verb == "waived" else state.waived_at
        return replace(state, waived_at=waived)
    changes: dict[str, Any] = {
        "seen_at": _earlier(state.seen_at, at),
        "last_at": at if state.last_at is None else max(state.last_at, at),
        "seconds": state.seconds + told.seconds,
    }
    if field := FIRST_OF.get(told.verb):
        changes[field] = _earlier(getattr(state, field), at)
    if told.completion and told.verb != "completed":
        changes["completed_at"] = _earlier(state.completed_at, at)
    if told.scaled is not None:
        best = state.best_scaled
        changes["best_scaled"] = told.scaled if best is None else max(best, told.scaled)
    return replace(state, **changes)


def fold_all(statements: Iterable[Told]) -> ActivityState:
    """The state that a set of statements about one activity amounts to; voided ones do not
    count."""
    distinct = {told.statement_id: told for told in statements}
    voided = {told.voids for told in distinct.values() if told.voids}
    state = ActivityState()
    for told in distinct.values():
        if told.statement_id not in voided and told.voids is None:
            state = fold(state, told)
    return state
