"""Figures about few people: which are hidden, so that none can be worked out from the others."""

from hypothesis import given
from hypothesis import strategies as st

from training.insight.suppression import LEAST, hidden, shown_for


def test_a_figure_needs_five_persons() -> None:
    assert [shown_for(n) for n in (0, 4, 5, 40)] == [False, False, True, True]


def test_nothing_is_hidden_where_every_part_has_five() -> None:
    assert hidden({"A": 5, "B": 9}) == frozenset()


def test_one_small_part_takes_the_next_smallest_with_it() -> None:
    assert hidden({"A": 4, "B": 9, "C": 6}) == {"A", "C"}


def test_two_small_parts_that_are_five_together_are_enough() -> None:
    assert hidden({"A": 2, "B": 3, "C": 6}) == {"A", "B"}


def test_two_small_parts_that_are_fewer_than_five_take_a_third() -> None:
    assert hidden({"A": 1, "B": 2, "C": 6, "D": 8}) == {"A", "B", "C"}


def test_a_part_of_nobody_covers_for_no_one() -> None:
    assert hidden({"A": 0, "B": 4, "C": 7, "D": 8}) == {"B", "C"}


def test_a_part_without_siblings_hides_by_itself() -> None:
    assert hidden({"A": 3}) == {"A"}


def test_of_equal_parts_the_first_is_taken() -> None:
    assert hidden({"A": 4, "B": 7, "C": 7}) == {"A", "B"}


PARTS = st.dictionaries(st.integers(0, 30), st.integers(0, 20), max_size=12)


@given(PARTS)
def test_what_is_left_over_is_never_about_few_people(persons: dict[int, int]) -> None:
    kept = hidden(persons)
    assert all(part in kept for part, n in persons.items() if 0 < n < LEAST)
    shown = [part for part, n in persons.items() if n and part not in kept]
    if kept and shown:
        assert len(kept) >= 2
        assert sum(persons[part] for part in kept) >= LEAST


@given(PARTS)
def test_no_part_is_hidden_without_need(persons: dict[int, int]) -> None:
    if all(n == 0 or n >= LEAST for n in persons.values()):
        assert hidden(persons) == frozenset()
    kept = hidden(persons)
    largest = max((persons[part] for part in kept), default=0)
    assert all(n >= largest for part, n in persons.items() if n and part not in kept)
