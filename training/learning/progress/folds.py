"""The pure half of progress: statements in, state out. No database here.

Every field is a minimum, a maximum or a sum over distinct statements, so any order of arrival and
any number of repeats give the same state.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID


class Told(Protocol):
    """What a fold reads of a statement."""

    statement_id: UUID
    verb: str
    scaled: Decimal | None
    success: bool | None
    completion: bool | None
    seconds: int
    effective_at: datetime
    voids: UUID | None


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
    "waived": "waived_at",
}


def _earlier(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


def fold(state: ActivityState, told: Told) -> ActivityState:
    """The state after one more (not yet counted, not voided) statement about its activity."""
    at = told.effective_at
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


HOW = {"attended": "attended_at", "completed": "completed_at", "passed": "passed_at"}


@dataclass(frozen=True)
class Window:
    """Evidence counts from `start` (inclusive) to `end` (exclusive)."""

    start: datetime
    end: datetime

    def admits(self, at: datetime | None) -> bool:
        """Whether a moment lies inside."""
        return at is not None and self.start <= at < self.end


@dataclass(frozen=True)
class Requirement:
    """A requirement version as the judge reads it."""

    number: int
    valid_from: datetime
    items: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """What is required now, what of it is done, and since when all of it was."""

    number: int
    required: int
    done: tuple[str, ...]
    satisfied_at: datetime | None


def item_done_at(
    item: Mapping[str, Any], states: Mapping[str, ActivityState], window: Window
) -> datetime | None:
    """The first moment an item was done by any of its ways; a waiver counts whenever it was
    recorded."""
    moments = []
    for way in item["ways"]:
        state = states.get(way["activity"])
        if state is None:
            continue
        done_at = getattr(state, HOW[way["how"]])
        if window.admits(done_at):
            moments.append(done_at)
        if state.waived_at is not None:
            moments.append(state.waived_at)
    return min(moments, default=None)


def _satisfied_at(
    requirement: Requirement,
    until: datetime | None,
    done_at: Mapping[str, datetime | None],
) -> datetime | None:
    """When everything a version asked for was done, if that was while the version was in force."""
    moments = [done_at.get(item["code"]) for item in requirement.items]
    if not moments or any(moment is None for moment in moments):
        return None
    latest = max(moment for moment in moments if moment is not None)
    latest = max(latest, requirement.valid_from)
    return latest if until is None or latest < until else None


def judge(
    versions: Sequence[Requirement],
    states: Mapping[str, ActivityState],
    window: Window,
) -> Verdict:
    """The verdict over one set of items, by all its requirement versions in order.

    The share done is that of the newest version: required now ∩ done, never above all of it.
    Satisfied is satisfied: a version met while it was in force is not taken back by a later one.
    A version first written after the evidence counts from the evidence's own moment only if it
    is the first.
    """
    first = versions[0]
    grounded = [replace(first, valid_from=window.start), *versions[1:]]
    satisfied: list[datetime] = []
    done: tuple[str, ...] = ()
    for index, version in enumerate(grounded):
        done_at = {item["code"]: item_done_at(item, states, window) for item in version.items}
        until = grounded[index + 1].valid_from if index + 1 < len(grounded) else None
        if moment := _satisfied_at(version, until, done_at):
            satisfied.append(moment)
        done = tuple(item["code"] for item in version.items if done_at[item["code"]])
    newest = grounded[-1]
    return Verdict(newest.number, len(newest.items), done, min(satisfied, default=None))
