"""Counting a practice ballot by the announced rules, polls and words. No database."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.learning.live.tally import Rules, bars, elect, groups

IDS = ["1", "2", "3", "4"]


def rules(seats: int = 2, everybody: int = 10, **more: object) -> Rules:
    told: dict[str, object] = {"exactly": False, "majority": "none", **more}
    return Rules(seats=seats, everybody=everybody, **told)  # type: ignore[arg-type]


def votes(*chosen: str) -> list[dict[str, list[str]]]:
    """Each vote as the places ticked: "13" is the first and the third."""
    return [{"chosen": list(one)} for one in chosen]


def test_the_most_votes_are_chosen_and_ranked() -> None:
    told = elect(IDS, votes("12", "12", "13", "1", "4"), rules())
    assert told.chosen == ["1", "2"]
    assert [(one.id, one.votes, one.place) for one in told.ranked] == [
        ("1", 4, 1),
        ("2", 2, 2),
        ("3", 1, 3),
        ("4", 1, 3),
    ]


def test_too_many_ticks_make_a_vote_void_and_none_is_an_abstention() -> None:
    told = elect(IDS, votes("123", "1", "", "1234", "2"), rules())
    assert (told.cast, told.valid, told.invalid, told.blank) == (5, 2, 2, 1)
    assert {one.id: one.votes for one in told.ranked} == {"1": 1, "2": 1, "3": 0, "4": 0}


def test_where_exactly_so_many_are_asked_for_fewer_are_void_but_a_blank_is_not() -> None:
    told = elect(IDS, votes("1", "12", ""), rules(exactly=True))
    assert (told.valid, told.invalid, told.blank) == (1, 1, 1)


def test_a_tie_over_the_last_seat_chooses_none_of_the_tied() -> None:
    told = elect(IDS, votes("12", "12", "13", "13", "1"), rules())
    assert (told.chosen, told.tied, told.seats_left) == (["1"], ["2", "3"], 1)


def test_a_tie_inside_the_seats_is_no_tie() -> None:
    told = elect(IDS, votes("12", "12", "3"), rules())
    assert (told.chosen, told.tied) == (["1", "2"], [])


@pytest.mark.parametrize(
    ("majority", "everybody", "chosen", "needed"),
    [("all", 5, ["1"], 3), ("all", 6, [], 4), ("cast", 6, ["1"], 3), ("none", 6, ["1", "2"], 1)],
)
def test_a_majority_of_all_of_those_who_voted_or_of_nobody(
    majority: str, everybody: int, chosen: list[str], needed: int
) -> None:
    told = elect(IDS, votes("1", "1", "12", "2"), rules(majority=majority, everybody=everybody))
    assert (told.chosen, told.needed) == (chosen, needed)


def test_half_is_not_more_than_half() -> None:
    told = elect(IDS, votes("1", "1", "", ""), rules(majority="cast"))
    assert (told.needed, told.chosen) == (3, [])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from([str(n) for n in range(14)])), max_size=30),
    st.integers(1, 13),
    st.booleans(),
    st.sampled_from(["all", "cast", "none"]),
)
def test_never_more_are_chosen_than_seats_and_nobody_loses_to_fewer_votes(
    cast: list[set[str]], seats: int, exactly: bool, majority: str
) -> None:
    ids = [str(n) for n in range(14)]
    wanted = rules(seats, 65, exactly=exactly, majority=majority)
    told = elect(ids, [{"chosen": sorted(one)} for one in cast], wanted)
    assert told.valid + told.invalid + told.blank == told.cast == len(cast)
    assert len(told.chosen) <= seats
    assert not told.tied or len(told.tied) > told.seats_left >= 1
    of = {one.id: one.votes for one in told.ranked}
    others = [of[one] for one in ids if one not in told.chosen]
    assert all(of[one] >= told.needed for one in [*told.chosen, *told.tied])
    assert all(of[one] > max([0, *(n for n in others)]) for one in told.chosen if others)
    assert all(of[one] == of[told.tied[0]] for one in told.tied)


def test_bars_count_people_whatever_they_ticked_twice() -> None:
    found = bars(["1", "2"], [{"chosen": ["1", "1"]}, {"chosen": ["1", "2"]}], frozenset({"2"}))
    assert [(bar.count, bar.percent, bar.right) for bar in found] == [
        (2, 100, False),
        (1, 50, True),
    ]


def test_words_are_grouped_and_shown_as_most_people_write_them() -> None:
    said = [{"words": ["民生"]}, {"words": ["民生", "督办"]}, {"words": ["民生！"]}]
    found = groups(said, lambda word: word.rstrip("！"))
    assert [(one.word, one.text, one.count) for one in found] == [
        ("民生", "民生", 3),
        ("督办", "督办", 1),
    ]
    assert Counter(one.count for one in found) == {3: 1, 1: 1}
