"""Right in a row: how a person shows in three questions that she knows a point. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from training.learning.mastery.adaptive import Item

IN_A_ROW = 3
GUESSED = 1


class Told(Protocol):
    """What is read of an answer in the log."""

    activity: UUID
    success: bool | None
    context: dict[str, Any]
    effective_at: datetime


@dataclass(frozen=True)
class Streak:
    """The different questions answered right since the last wrong answer, newest first, and when
    the last answer was given."""

    right: tuple[UUID, ...] = ()
    at: datetime | None = None

    @property
    def passed(self) -> bool:
        """Whether that is enough."""
        return len(self.right) >= IN_A_ROW


def streak(answers: Sequence[Told]) -> Streak:
    """From the answers to the questions of one point, oldest first. The same question again counts
    once; a right answer that she herself called a guess does not count and breaks nothing."""
    right: dict[UUID, None] = {}
    for told in reversed(answers):
        if not told.success:
            break
        if told.context.get("certainty") != GUESSED:
            right[told.activity] = None
    return Streak(tuple(right), answers[-1].effective_at if answers else None)


def streaks(questions: Mapping[str, Iterable[Item]], answers: Sequence[Told]) -> dict[str, Streak]:
    """For each point, from one person's answers to all these questions, oldest first."""
    points: dict[UUID, list[str]] = {}
    for point, asked in questions.items():
        for item in asked:
            points.setdefault(item.question, []).append(point)
    by_point: dict[str, list[Told]] = {point: [] for point in questions}
    for told in answers:
        for point in points.get(told.activity, ()):
            by_point[point].append(told)
    return {point: streak(told) for point, told in by_point.items()}


def next_question(asked: Sequence[Item], answers: Sequence[Told], so_far: Streak) -> Item | None:
    """What to ask next: none of the row, not the last one asked, first those never answered, then
    the one answered longest ago. None when all of them stand in the row."""
    last = {told.activity: place for place, told in enumerate(answers)}
    newest = answers[-1].activity if answers else None
    left = [item for item in asked if item.question not in so_far.right]
    rested = [item for item in left if item.question != newest] or left
    return min(rested, key=lambda item: (last.get(item.question, -1), item.question), default=None)
