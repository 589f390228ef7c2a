"""The folds hold whatever the order, the repeats and the delays: incremental = rebuilt."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from training.learning.progress.folds import ActivityState, fold, fold_all

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


def test_what_staff_write_down_is_nothing_that_she_saw() -> None:
    waived = a_statement(1, "waived", 5, None, 0)
    state = fold_all([waived, a_statement(2, "overridden", 9, None, 0)])
    assert state == ActivityState(waived_at=waived.effective_at)
