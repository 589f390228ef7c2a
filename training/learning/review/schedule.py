"""The pure half of review: answers in, a card out. No database here.

The scheduler is FSRS with its published weights (package fsrs); nothing is fitted to 65 people. It
is given whole days of the site's time zone, so that an answer in the evening and the next at noon
are a day apart, and its steps are a day instead of minutes: who is wrong today is asked tomorrow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from fsrs import Card, Rating, Scheduler

from training.learning.ledger.told import Told, place_of

ONE_DAY = timedelta(days=1)
LONGEST_DAYS = 365
"""A question known for years still comes once a year: the law under it changes."""

SCHEDULER = Scheduler(
    desired_retention=0.9,
    learning_steps=(ONE_DAY,),
    relearning_steps=(ONE_DAY,),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,
)
GUESSED, SURE = 1, 3
HALF, WHOLE = Decimal("0.5"), Decimal("0.999999")


@dataclass(frozen=True)
class CardState:
    """A card's contents; `memory` is the scheduler's own record of it."""

    points: list[str]
    memory: dict[str, Any]
    rating: int
    due_at: datetime
    reps: int
    lapses: int
    last_at: datetime


def makes_card(told: Told) -> bool:
    """Whether a statement is an answer to a practice question: the statement alone tells. What
    says nothing of its use, and examinations, never count."""
    said = told.context
    if told.verb != "answered" or told.activity_type != "question":
        return False
    use = said.get("use") or ("practice" if said.get("practice") or said.get("diagnosis") else "")
    return use == "practice" and rating_of(told, first=True) is not None


def rating_of(told: Told, *, first: bool) -> Rating | None:
    """How well a question was known, from what was right and how sure she was; None for one that
    was left empty. "I don't know" is an answer.

    | right               | certain           | guessed | else |
    |---------------------|-------------------|---------|------|
    | all                 | Easy, later Good  | Hard    | Good |
    | half or more        | Hard              | Hard    | Hard |
    | less, or don't know | Again             | Again   | Again|
    """
    said = told.context
    if said.get("dont_know"):
        return Rating.Again
    if told.scaled is None or said.get("answered") is False:
        return None
    share = round(told.scaled, 6)  # as the log keeps it
    if share < HALF:
        return Rating.Again
    if share < WHOLE or said.get("certainty") == GUESSED:
        return Rating.Hard
    # Being sure of what was asked before is what good means; it earns no longer pause each time.
    return Rating.Easy if first and said.get("certainty") == SURE else Rating.Good


def _day_of(at: datetime) -> date:
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def _as_moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def begins(day: date) -> datetime:
    """The first moment of a day in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def _counts(state: CardState, day: date, rating: Rating) -> bool:
    """One answer a day moves the card: the key was shown after it. Forgetting counts besides."""
    if _as_moment(day).isoformat() != state.memory["last_review"]:
        return True
    return rating == Rating.Again and state.rating != Rating.Again


def fold(state: CardState | None, told: Told) -> CardState | None:
    """The card after one more answer, which is not earlier than those before."""
    rating = rating_of(told, first=state is None)
    if rating is None:
        return state
    day, points = _day_of(told.effective_at), list(told.context.get("points", []))
    if state is not None and not _counts(state, day, rating):
        return replace(state, points=points, last_at=told.effective_at)
    card = _card(state.memory) if state else Card(card_id=0, due=_as_moment(day))
    card, _log = SCHEDULER.review_card(card, rating, _as_moment(day))
    forgotten = state is not None and rating == Rating.Again and state.rating != Rating.Again
    return CardState(
        points=points,
        memory=dict(card.to_dict()),
        rating=int(rating),
        due_at=begins(card.due.date()),
        reps=(state.reps if state else 0) + 1,
        lapses=(state.lapses if state else 0) + forgotten,
        last_at=told.effective_at,
    )


def fold_all(statements: Iterable[Told]) -> CardState | None:
    """The card that all statements about one question amount to; None when there is none to keep.
    Order and repeats do not matter, and what was taken back leaves no trace."""
    distinct = {told.statement_id: told for told in statements}
    voided = {told.voids for told in distinct.values() if told.voids}
    state = None
    for told in sorted(distinct.values(), key=place_of):
        if told.statement_id not in voided and makes_card(told):
            state = fold(state, told)
    return state


def retrievability(memory: Mapping[str, Any], day: date) -> float:
    """How likely the question would be answered rightly on a day, 0 to 1, by the scheduler."""
    return SCHEDULER.get_card_retrievability(_card(memory), _as_moment(day))


def _card(memory: Any) -> Card:
    return Card.from_dict(memory)
