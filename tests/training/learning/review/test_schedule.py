"""How answers move a card: the table of ratings, one answer a day, and whole days."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.world import moment
from training.learning.review.schedule import (
    CardState,
    fold,
    fold_all,
    makes_card,
    rating_of,
    retrievability,
)

QUESTION = UUID(int=5)


@dataclass(frozen=True)
class Answer:
    effective_at: datetime
    scaled: Decimal | None = Decimal(1)
    context: dict[str, Any] = field(default_factory=lambda: {"use": "practice", "points": ["p"]})
    verb: str = "answered"
    activity_type: str = "question"
    activity: UUID = QUESTION
    id: UUID = field(default_factory=uuid4)
    statement_id: UUID = field(default_factory=uuid4)
    voids: UUID | None = None

    @property
    def stored_at(self) -> datetime:
        return self.effective_at


def answered(day: int, hour: int = 10, scaled: str = "1", **said: Any) -> Answer:
    context = {"use": "practice", "points": ["p"], **said}
    return Answer(moment(day, hour), Decimal(scaled), context)


def card(*answers: Answer) -> CardState:
    state = fold_all(answers)
    assert state is not None
    return state


def due(state: CardState) -> datetime:
    return state.due_at


@pytest.mark.parametrize(
    ("scaled", "said", "first", "later"),
    [
        ("1", {"certainty": 3}, Rating.Easy, Rating.Good),
        ("1", {"certainty": 2}, Rating.Good, Rating.Good),
        ("1", {}, Rating.Good, Rating.Good),
        ("1", {"certainty": 1}, Rating.Hard, Rating.Hard),
        ("0.5", {"certainty": 3}, Rating.Hard, Rating.Hard),
        ("0.333333", {"certainty": 3}, Rating.Again, Rating.Again),
        ("0", {"certainty": 1}, Rating.Again, Rating.Again),
        ("0", {"answered": False}, None, None),
        ("0", {"answered": False, "dont_know": True}, Rating.Again, Rating.Again),
    ],
)
def test_an_answer_is_rated_by_what_was_right_and_how_sure_she_was(
    scaled: str, said: dict[str, Any], first: Rating | None, later: Rating | None
) -> None:
    told = answered(1, scaled=scaled, **said)
    assert (rating_of(told, first=True), rating_of(told, first=False)) == (first, later)


@pytest.mark.parametrize(
    ("context", "made"),
    [
        ({"use": "practice"}, True),
        ({"practice": True}, True),
        ({"diagnosis": "x"}, True),
        ({"use": "examination"}, False),
        ({"use": "examination", "practice": True}, False),
        ({"attempt": "x"}, False),
        ({}, False),
    ],
)
def test_only_answers_to_practice_questions_make_cards(context: dict[str, Any], made: bool) -> None:
    assert makes_card(Answer(moment(1, 10), context=context)) is made


def test_the_pauses_grow_while_she_is_right() -> None:
    state, day, pauses = None, 1, []
    for _time in range(4):
        state = fold(state, answered(day))
        assert state is not None
        pauses.append((state.due_at - moment(day, 0)).days)
        day += pauses[-1]
    assert pauses == [2, 11, 46, 163]


def test_wrong_today_is_asked_tomorrow_and_counts_as_forgotten_once() -> None:
    known = [answered(1), answered(3), answered(14, scaled="0"), answered(14, 12, scaled="0")]
    state = card(*known)
    assert (state.due_at, state.reps, state.lapses) == (moment(15, 0), 3, 1)


def test_the_evening_and_the_next_noon_are_a_day_apart() -> None:
    evening, noon = answered(1, 22), answered(2, 12)
    assert card(evening, noon) == replace(
        card(answered(1, 8), answered(2, 8)), last_at=noon.effective_at
    )


def test_being_right_again_on_the_same_day_proves_nothing() -> None:
    once, again = answered(1, 9, scaled="0"), answered(1, 10, certainty=3)
    assert card(once, again) == replace(card(once), last_at=again.effective_at)


def test_a_question_known_for_years_still_comes_once_a_year() -> None:
    state, at = None, moment(1, 10)
    for _time in range(8):
        state = fold(state, replace(answered(1), effective_at=at))
        assert state is not None
        pause, at = state.due_at - at, state.due_at
    assert timedelta(days=363) < pause <= timedelta(days=365)


def test_what_is_not_reviewed_is_forgotten() -> None:
    state = card(answered(1))
    chances = [retrievability(state.memory, moment(day, 0).date()) for day in (1, 3, 30, 300)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1
    assert 0.85 < chances[1] < 0.95
    assert chances[-1] < 0.7


START = datetime(2026, 11, 16, tzinfo=UTC)
answers = st.builds(
    lambda minute, scaled, certainty, use: Answer(
        START + timedelta(minutes=minute),
        Decimal(scaled) / 4,
        {"use": use, "points": ["p"], "certainty": certainty},
    ),
    st.integers(0, 60 * 24 * 60),
    st.integers(0, 4),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from(["practice", "practice", "practice", "examination"]),
)
logs = st.lists(answers, max_size=10)


@given(logs, st.randoms(use_true_random=False), st.data())
def test_neither_order_nor_repeats_nor_what_was_taken_back_change_a_card(
    log: list[Answer], rng: Any, data: st.DataObject
) -> None:
    arrivals = [*log, *rng.choices(log, k=3)] if log else []
    rng.shuffle(arrivals)
    expected = fold_all(log)
    assert fold_all(arrivals) == expected
    if not log:
        return
    gone = data.draw(st.sampled_from(log))
    voiding = replace(gone, verb="voided", statement_id=uuid4(), voids=gone.statement_id)
    assert fold_all([voiding, *arrivals]) == fold_all([one for one in log if one != gone])


@given(logs)
def test_a_card_is_never_due_before_the_day_after_it_was_answered(log: list[Answer]) -> None:
    state = fold_all(log)
    kept = [one for one in log if one.context["use"] == "practice"]
    assert (state is None) == (not kept)
    if state is not None:
        assert state.due_at > state.last_at
        assert 0 <= state.lapses < state.reps <= len(kept)
