"""When the marks of several persons make one: laws over any marks, and the boundary cases."""

from decimal import Decimal

from hypothesis import given as forall
from hypothesis import strategies as st

from training.learning.attempts.agreement import (
    TOLERANCE,
    Given,
    Standing,
    agreed,
    in_force,
    standing,
)

MILLION = Decimal(1_000_000)
fractions = st.integers(0, 1_000_000).map(lambda n: n / MILLION)


@st.composite
def marks(draw: st.DrawFn, decides: bool = True) -> list[Given]:
    """Marks of up to four markers, numbered in order of time, told in any order."""
    count = draw(st.integers(0, 8))
    told = [
        Given(
            draw(st.sampled_from(["li", "shen", "qian", "sun"])),
            draw(fractions),
            decides and draw(st.booleans()),
            number,
        )
        for number in range(1, count + 1)
    ]
    return draw(st.permutations(told))


def share(grader: str, text: str, number: int, decides: bool = False) -> Given:
    return Given(grader, Decimal(text), decides, number)


# ---- laws


@forall(marks(), st.booleans())
def test_what_counts_lies_between_what_was_given(told: list[Given], second: bool) -> None:
    counts = agreed(told, second_marker=second)
    if counts is not None:
        shares = [mark.fraction for mark in told]
        assert min(shares) <= counts <= max(shares)


@forall(marks(), st.booleans())
def test_the_order_in_which_marks_are_told_changes_nothing(told: list[Given], second: bool) -> None:
    in_time = sorted(told, key=lambda mark: mark.number)
    assert agreed(told, second_marker=second) == agreed(in_time, second_marker=second)


@forall(marks(), st.booleans())
def test_older_marks_of_the_same_marker_change_nothing(told: list[Given], second: bool) -> None:
    assert agreed(in_force(told), second_marker=second) == agreed(told, second_marker=second)


@forall(marks())
def test_without_a_second_marker_the_newest_mark_counts(told: list[Given]) -> None:
    newest = max(told, key=lambda mark: mark.number, default=None)
    assert agreed(told, second_marker=False) == (newest.fraction if newest else None)


@forall(marks(decides=False))
def test_one_person_never_counts_as_two(told: list[Given]) -> None:
    if len({mark.grader_id for mark in told}) < 2:
        assert agreed(told, second_marker=True) is None


@forall(marks(decides=False))
def test_two_who_are_close_give_their_mean_and_two_who_are_not_give_nothing(
    told: list[Given],
) -> None:
    last = in_force(told)[:2]
    if len(last) == 2:
        first, second = (mark.fraction for mark in last)
        close = abs(first - second) <= TOLERANCE
        assert agreed(last, second_marker=True) == ((first + second) / 2 if close else None)


@forall(marks(decides=False), fractions)
def test_a_decision_ends_the_waiting(told: list[Given], decided: Decimal) -> None:
    settled = [*told, Given("zhou", decided, True, 99)]
    assert agreed(settled, second_marker=True) == decided


@forall(marks(), st.booleans())
def test_standing_says_agreed_exactly_when_a_share_counts(told: list[Given], second: bool) -> None:
    counts = agreed(told, second_marker=second)
    assert (standing(told, second_marker=second) == Standing.AGREED) == (counts is not None)


# ---- the boundary cases


def test_apart_by_exactly_the_tolerance_still_agrees() -> None:
    told = [share("li", "0.50", 1), share("shen", "0.65", 2)]
    assert agreed(told, second_marker=True) == Decimal("0.575")


def test_apart_by_a_hair_more_differs() -> None:
    told = [share("li", "0.50", 1), share("shen", "0.650001", 2)]
    assert agreed(told, second_marker=True) is None
    assert standing(told, second_marker=True) == Standing.DIFFERS


def test_a_marker_who_comes_nearer_settles_it_herself() -> None:
    told = [share("li", "0.2", 1), share("shen", "0.8", 2), share("li", "0.7", 3)]
    assert agreed(told, second_marker=True) == Decimal("0.75")


def test_the_newest_decision_wins_and_later_marks_do_not_undo_it() -> None:
    told = [
        share("li", "0.2", 1),
        share("shen", "0.8", 2),
        share("sun", "0.5", 3, decides=True),
        share("qian", "0.6", 4, decides=True),
        share("li", "0.8", 5),
    ]
    assert agreed(told, second_marker=True) == Decimal("0.6")


def test_the_steps_of_two_markers() -> None:
    first, second = share("li", "1", 1), share("shen", "0", 2)
    assert standing([], second_marker=True) == Standing.UNMARKED
    assert standing([first], second_marker=True) == Standing.WAITS_FOR_SECOND
    assert standing([first], second_marker=False) == Standing.AGREED
    assert standing([first, second], second_marker=True) == Standing.DIFFERS
