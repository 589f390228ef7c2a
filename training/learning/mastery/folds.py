"""The pure half of mastery: one person's answers about one point in, what they amount to out.

Ordered: older evidence weighs less once newer answers come, so a person's answers to one point are
folded in the order of (effective_at, stored_at, id). Only the statement is read. No database here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from math import exp
from typing import Any
from uuid import UUID

from django.utils import timezone

from training.learning.ledger.told import Place, Told, place_of
from training.learning.mastery.adaptive import MODEL, weight_of
from training.learning.mastery.chances import Chances, default_chances
from training.learning.mastery.network import SHARES, log_odds

ABOUT = ("question", "decision")
"""What answers are about: questions, and decision points of cases."""

KEPT_OVERNIGHT = 0.7
"""With the first answer of a later day, older evidence keeps seven parts of ten: people learn in
between, so what they know now shows in what they answer now."""

HALF_LIFE_DAYS = 180
"""Without new answers evidence loses half its weight in half a year, right and wrong alike."""

FARTHEST = 4.0
"""However many answers point one way, a few of the other kind can turn it (about 98 %)."""

USUALLY = log_odds(1 - sum(SHARES) / len(SHARES))
"""What is believed of a point before any answer."""


@dataclass(frozen=True)
class PointState:
    """What one person's answers about one point amount to; the fields of PointMastery. `tally`
    counts [answers, right] by use, `questions` are those answered on the last day."""

    evidence: float
    updated_at: datetime
    last_stored_at: datetime
    last_statement: UUID
    answers: int = 0
    right: int = 0
    tally: Mapping[str, list[int]] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    model: int = MODEL

    @property
    def place(self) -> Place:
        """The place of the last statement folded in."""
        return self.updated_at, self.last_stored_at, self.last_statement

    @property
    def probability(self) -> float:
        """How likely the point is known, by these answers alone."""
        return 1 / (1 + exp(-(USUALLY + self.evidence)))


def points_of(told: Told) -> tuple[str, ...]:
    """The points that an answer speaks of; none where it was left open or waits for a person."""
    if told.verb != "answered" or told.activity_type not in ABOUT or told.success is None:
        return ()
    if told.context.get("answered") is False and not told.context.get("dont_know"):
        return ()
    return tuple(dict.fromkeys(map(str, told.context.get("points") or ())))


def chances_of(context: Mapping[str, Any]) -> Chances:
    """The chances that a statement carries; those of its kind, or of four options, where an old one
    does not."""
    usual = default_chances(str(context.get("kind") or ""))
    return Chances(
        _between(context.get("chance"), usual.guess), _between(context.get("slip"), usual.slip)
    )


def _between(told: Any, usual: float) -> float:
    if isinstance(told, (int, float, Decimal, str)):
        try:
            return min(max(float(told), 0.01), 0.9)
        except ValueError:
            return usual
    return usual


def use_of(told: Told) -> str:
    """What an answer was given for: diagnosis, practice, examination, review or case."""
    if told.activity_type == "decision":
        return "case"
    if told.context.get("diagnosis"):
        return "diagnosis"
    usual = "practice" if told.context.get("practice") else "examination"
    return str(told.context.get("use") or usual)


def weighed(told: Told) -> float:
    """What an answer says of each of its points, as a logarithm. "I do not know" is a wrong answer
    by one who guessed."""
    context = told.context
    if context.get("dont_know"):
        return weight_of(chances_of(context), False, 1) / len(points_of(told))
    certainty = context.get("certainty")
    certainty = certainty if certainty in (1, 2, 3) else None
    return weight_of(chances_of(context), bool(told.success), certainty) / len(points_of(told))


def faded(evidence: float, since: datetime, now: datetime) -> float:
    """What is left of evidence after some time without new answers."""
    days = max((now - since).total_seconds(), 0.0) / 86_400
    return float(evidence * 0.5 ** (days / HALF_LIFE_DAYS))


def fold(state: PointState | None, told: Told) -> PointState:
    """The state after one more answer. The same question again on the same day says nothing new:
    its explanation was on the screen."""
    question = str(told.activity)
    at, stored, identity = place_of(told)
    if state is None:
        state = PointState(0.0, at, stored, identity)
    same_day = _day(state.updated_at) == _day(at)
    last: dict[str, Any] = {
        "updated_at": at,
        "last_stored_at": stored,
        "last_statement": identity,
    }
    seen = state.questions if same_day else ()
    if question in seen:
        evidence = faded(state.evidence, state.updated_at, at)
        return replace(state, evidence=evidence, **last)
    older = faded(state.evidence, state.updated_at, at) * (1 if same_day else KEPT_OVERNIGHT)
    evidence = min(max(older + weighed(told), -FARTHEST), FARTHEST)
    right = int(bool(told.success))
    use = use_of(told)
    answers, hits = state.tally.get(use, [0, 0])
    return replace(
        state,
        evidence=evidence,
        answers=state.answers + 1,
        right=state.right + right,
        tally={**state.tally, use: [answers + 1, hits + right]},
        questions=(*seen, question),
        **last,
    )


def _day(at: datetime) -> Any:
    return timezone.localtime(at).date()


def fold_all(
    statements: Iterable[Told], only: Iterable[str] | None = None
) -> dict[str, PointState]:
    """The states of all points, or some, that a person's statements amount to; voided ones do not
    count, and none counts twice."""
    wanted = None if only is None else set(only)
    distinct = {told.statement_id: told for told in statements}
    voided = {told.voids for told in distinct.values() if told.voids}
    states: dict[str, PointState] = {}
    for told in sorted(distinct.values(), key=place_of):
        if told.statement_id in voided:
            continue
        for point in points_of(told):
            if wanted is None or point in wanted:
                states[point] = fold(states.get(point), told)
    return states
