"""The folds hold whatever the order, the repeats and the delays: incremental = rebuilt."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from training.learning.progress.folds import (
    ActivityState,
    Requirement,
    Window,
    fold,
    fold_all,
    judge,
)

START = datetime(2026, 11, 16, tzinfo=UTC)
NAMESPACE = UUID(int=7)


@dataclass(frozen=True)
class Statement:
    statement_id: UUID
    verb: str
    scaled: Decimal | None
    success: bool | None
    completion: bool | None
    seconds: int
    effective_at: datetime
    voids: UUID | None = None


def a_statement(number: int, verb: str, minute: int, scaled: int | None, seconds: int) -> Statement:
    return Statement(
        statement_id=uuid5(NAMESPACE, str(number)),
        verb=verb,
        scaled=None if scaled is None else Decimal(scaled) / 100,
        success=None,
        completion=None,
        seconds=seconds,
        effective_at=START + timedelta(minutes=minute),
    )


VERBS = ["progressed", "completed", "answered", "passed", "failed", "attended", "waived"]
statements = st.builds(
    a_statement,
    number=st.integers(0, 12),
    verb=st.sampled_from(VERBS),
    minute=st.integers(0, 60 * 24 * 40),
    scaled=st.none() | st.integers(0, 100),
    seconds=st.integers(0, 600),
)
logs = st.lists(statements, max_size=12, unique_by=lambda told: told.statement_id)


@given(logs, st.randoms(use_true_random=False))
def test_any_order_and_any_repeats_fold_to_the_same_state(
    log: list[Statement], rng: random.Random
) -> None:
    arrivals = log + rng.choices(log, k=len(log)) if log else []
    rng.shuffle(arrivals)
    incremental, known = ActivityState(), set()
    for told in arrivals:
        if told.statement_id not in known:
            known.add(told.statement_id)
            incremental = fold(incremental, told)
    assert incremental == fold_all(arrivals) == fold_all(log)


@given(logs, st.data())
def test_a_voided_statement_leaves_no_trace(log: list[Statement], data: st.DataObject) -> None:
    if not log:
        return
    victim = data.draw(st.sampled_from(log))
    voiding = replace(
        victim, statement_id=uuid5(NAMESPACE, "void"), verb="voided", voids=victim.statement_id
    )
    rest = [told for told in log if told != victim]
    assert fold_all([*log, voiding]) == fold_all(rest)


def item(code: str, *ways: tuple[UUID, str]) -> dict[str, object]:
    return {"code": code, "ways": [{"activity": str(a), "how": how} for a, how in ways]}


LESSON, HALL, TEST = (uuid5(NAMESPACE, name) for name in ("lesson", "hall", "test"))
ITEMS = [item("D1", (HALL, "attended"), (LESSON, "completed")), item("D2", (TEST, "passed"))]
WINDOW = Window(START, START + timedelta(days=35))
FIRST = Requirement(1, START - timedelta(days=1), ITEMS)
minutes = st.none() | st.integers(-3000, 60 * 24 * 40)


def states(lesson: int | None, hall: int | None, test: int | None) -> dict[str, ActivityState]:
    def at(minute: int | None) -> datetime | None:
        return None if minute is None else START + timedelta(minutes=minute)

    return {
        str(LESSON): ActivityState(completed_at=at(lesson)),
        str(HALL): ActivityState(attended_at=at(hall)),
        str(TEST): ActivityState(passed_at=at(test)),
    }


@given(minutes, minutes, minutes)
def test_progress_never_exceeds_what_is_required(
    lesson: int | None, hall: int | None, test: int | None
) -> None:
    verdict = judge([FIRST], states(lesson, hall, test), WINDOW)
    assert 0 <= len(verdict.done) <= verdict.required == 2
    assert (verdict.satisfied_at is not None) == (len(verdict.done) == 2)


def test_either_way_does_an_item() -> None:
    assert judge([FIRST], states(5, None, None), WINDOW).done == ("D1",)
    assert judge([FIRST], states(None, 5, None), WINDOW).done == ("D1",)


def test_evidence_outside_the_credit_window_does_not_count() -> None:
    early, late = -1, 60 * 24 * 36
    assert judge([FIRST], states(early, None, late), WINDOW).done == ()


def test_a_lesson_added_later_does_not_take_back_an_earlier_verdict() -> None:
    met = states(10, None, 20)
    more = Requirement(
        2, START + timedelta(days=3), [*ITEMS, item("D3", (uuid5(NAMESPACE, "x"), "completed"))]
    )
    verdict = judge([FIRST, more], met, WINDOW)
    assert verdict.satisfied_at == START + timedelta(minutes=20)
    assert (len(verdict.done), verdict.required) == (2, 3)


def test_a_verdict_not_reached_before_the_change_needs_the_new_item() -> None:
    more = Requirement(
        2, START + timedelta(minutes=15), [*ITEMS, item("D3", (uuid5(NAMESPACE, "x"), "completed"))]
    )
    assert judge([FIRST, more], states(10, None, 20), WINDOW).satisfied_at is None


def test_an_item_taken_out_of_the_requirements_is_no_longer_missed() -> None:
    fewer = Requirement(2, START + timedelta(days=2), ITEMS[:1])
    verdict = judge([FIRST, fewer], states(10, None, None), WINDOW)
    assert (verdict.done, verdict.required) == (("D1",), 1)
    assert verdict.satisfied_at == START + timedelta(days=2)


def test_nothing_required_is_not_satisfied() -> None:
    nothing = Requirement(1, START, [])
    verdict = judge([nothing], {}, WINDOW)
    assert (verdict.required, verdict.done, verdict.satisfied_at) == (0, (), None)
