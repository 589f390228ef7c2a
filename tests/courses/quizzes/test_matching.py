"""Sharing out questions among places: none twice, and no place empty that could be filled."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.matching import assign

places = st.lists(st.lists(st.integers(0, 5), unique=True, max_size=4), max_size=5)


def most_that_can_be_filled(wanted: list[list[int]]) -> int:
    """By trying every order: give each place its first free candidate in each order of these."""
    best = 0
    for order in permutations(range(6)):
        for turn in permutations(range(len(wanted))):
            used: set[int] = set()
            filled = 0
            for place in turn:
                found = next((n for n in order if n in wanted[place] and n not in used), None)
                if found is not None:
                    used.add(found)
                    filled += 1
            best = max(best, filled)
        if best == len(wanted):
            break
    return best


@given(places)
def test_each_place_gets_one_of_its_own_and_none_is_given_twice(wanted: list[list[int]]) -> None:
    given_out = assign(wanted)
    assert all(got is None or got in own for got, own in zip(given_out, wanted, strict=True))
    taken = [got for got in given_out if got is not None]
    assert len(taken) == len(set(taken))


@given(places.filter(lambda wanted: len(wanted) <= 4))
def test_as_many_places_are_filled_as_can_be(wanted: list[list[int]]) -> None:
    filled = sum(got is not None for got in assign(wanted))
    assert filled == most_that_can_be_filled(wanted)


def test_a_place_gets_its_first_candidate_when_nobody_else_wants_it() -> None:
    assert assign([["a", "b"], ["c"]]) == ["a", "c"]


def test_others_move_over_along_a_chain() -> None:
    # The fourth place, with as many candidates as the others, comes last and finds none free.
    wanted = [["a", "b"], ["b", "c"], ["c", "d"], ["a", "c"]]
    assert sorted(str(got) for got in assign(wanted)) == ["a", "b", "c", "d"]
