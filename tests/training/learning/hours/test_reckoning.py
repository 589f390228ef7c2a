"""The laws of hours: whatever arrives in whatever order, the account is the same, and in bounds."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from training.learning.hours import booking, facts
from training.learning.hours.models import HoursTable
from training.learning.hours.reckoning import Fact, Table, reckon, total, worth

START = datetime(2026, 7, 1, 1, tzinfo=UTC)
SPACE = UUID("00000000-0000-5000-8000-000000000000")
ME = uuid5(SPACE, "me")
FIRST = HoursTable(pk=1, congress_id=1, number=1, valid_from=date(2000, 1, 1), made_at=START)
SECOND = HoursTable(
    pk=2,
    congress_id=1,
    number=2,
    valid_from=date(2026, 7, 3),
    lesson_share=Decimal("0.75"),
    day_cap=Decimal(2),
    made_at=START,
)
KINDS = [*facts.BASES]
typed = st.sampled_from(["-1.50", "-0.25", "0.10", "0.75", "4", "9"])


def told(number: int, kind: int, item: int, hour: int, minutes: int, credit: str) -> Any:
    """A statement as the fold reads one; for what the office types, with the credit it typed."""
    verb, activity_type = KINDS[kind]
    claim: dict[str, Any] = {"item": f"i{item}", "congress": 1, "minutes": minutes, "title": "题"}
    if activity_type in {"event", "hours"}:
        claim |= {"item": f"{activity_type}.{number}", "credit": credit}
    return SimpleNamespace(
        statement_id=uuid5(SPACE, str(number)),
        registration_id=None,
        activity=SPACE,
        verb=verb,
        activity_type=activity_type,
        context={"hours": [claim]},
        effective_at=START + timedelta(hours=hour),
        voids=None,
    )


statements = st.lists(
    st.tuples(
        st.integers(0, len(KINDS) - 1),
        st.integers(0, 4),
        st.integers(0, 90),
        st.sampled_from([1, 14, 15, 29, 30, 80]),
        typed,
    ),
    max_size=14,
).map(lambda rows: [told(number, *row) for number, row in enumerate(rows)])


def voiding(one: Any) -> Any:
    """The statement that takes another back."""
    return SimpleNamespace(
        **{
            **vars(one),
            "statement_id": uuid5(SPACE, f"void {one.statement_id}"),
            "verb": "voided",
            "voids": one.statement_id,
            "context": {"reason": "记错了"},
        }
    )


def of(log: list[Any]) -> list[Fact]:
    """The facts of a log whose statements all carry claims."""
    return facts.facts_of(log, old=lambda told: []).get(1, [])


def account(*tables: HoursTable) -> booking.Account:
    """An empty account."""
    return booking.Account(ME, 1, tables)


def book(known: booking.Account, of_facts: list[Fact], at: datetime = START) -> None:
    """Add to an account what it lacks."""
    lines = booking.missing(known, known.reckoned(of_facts), at)
    known.entries = [*known.entries, *lines]


@given(log=statements, seed=st.integers(0, 9999))
def test_any_order_any_pieces_any_repeats_give_the_same_balance(log: list[Any], seed: int) -> None:
    rng = random.Random(seed)
    whole = account(FIRST, SECOND)
    book(whole, of(log))
    pieces = account(FIRST, SECOND)
    arriving = [*log, *rng.sample(log, len(log) // 2)]
    rng.shuffle(arriving)
    while arriving:
        piece = [arriving.pop() for _ in range(min(len(arriving), rng.randint(1, 4)))]
        # As the fold does it: from the lines that stand and what is new, never from the whole log.
        known = [facts.fact_of(entry) for entry in booking.standing(pieces.entries).values()]
        book(pieces, [*known, *of(piece)])
    assert booking.balances(pieces.entries) == booking.balances(whole.entries)
    assert not booking.missing(pieces, pieces.reckoned(of(log)), START)


@given(log=statements)
def test_no_day_is_below_nothing_or_above_its_cap(log: list[Any]) -> None:
    lines = reckon(of(log), [FIRST.as_table(), SECOND.as_table()])
    for day in {line.day for line in lines.values()}:
        credit = total({place: line for place, line in lines.items() if place[0] == day})
        assert 0 <= credit <= (2 if day >= SECOND.valid_from else 6)


@given(log=statements)
def test_an_item_gives_one_credit(log: list[Any]) -> None:
    lines = reckon(of(log), [FIRST.as_table(), SECOND.as_table()])
    items = [line.item for line in lines.values()]
    assert len(items) == len(set(items))


@given(log=statements, seed=st.integers(0, 9999))
def test_what_is_taken_back_leaves_no_trace_in_the_balance(log: list[Any], seed: int) -> None:
    rng = random.Random(seed)
    gone = rng.sample(log, len(log) // 2)
    kept = [one for one in log if one not in gone]
    known, never = account(FIRST), account(FIRST)
    book(known, of(log))
    arriving = [*log, *map(voiding, gone)]
    rng.shuffle(arriving)
    known.voided = facts.reasons_of_voided(arriving)
    book(known, of(arriving))
    book(never, of(kept))
    assert booking.balances(known.entries) == booking.balances(never.entries)
    assert len(known.entries) >= len(booking.standing(known.entries))


@given(log=statements)
def test_a_corrected_table_moves_every_line_and_deletes_none(log: list[Any]) -> None:
    known = account(FIRST)
    book(known, of(log))
    before = list(known.entries)
    known.tables = [FIRST, SECOND]
    book(known, of(log))
    anew = account(FIRST, SECOND)
    book(anew, of(log))
    assert list(known.entries[: len(before)]) == before
    assert booking.balances(known.entries) == booking.balances(anew.entries)


def test_the_table_as_it_is_given() -> None:
    """≥30 min = 1, 15–30 = 0.5, <15 = 0.25, a passed test = 0.5, a lesson half of its session."""
    table = Table(1, date(2000, 1, 1))
    by_minutes = {80: "1", 30: "1", 29: "0.5", 15: "0.5", 14: "0.25", 1: "0.25", 0: "0"}
    for minutes, credit in by_minutes.items():
        assert table.by_length(minutes) == Decimal(credit)
    lesson, test = of([told(1, 1, 1, 0, 80, "0")]), of([told(2, 2, 1, 0, 0, "0")])
    assert worth(lesson[0], table) == Decimal("0.50")
    assert worth(test[0], table) == Decimal("0.50")
