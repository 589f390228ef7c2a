"""The shortest set that covers what is missing."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from training.learning.plan.covering import (
    Choice,
    cheapest,
    cost_of,
    coverable,
    exact,
    greedy,
    together,
)

POINTS = "abcdefg"


def choice(name: str, cost: int, covers: str) -> Choice[str]:
    return Choice(frozenset({name}), cost, frozenset(covers))


@st.composite
def tasks(draw: st.DrawFn) -> tuple[set[str], list[Choice[str]]]:
    wanted = draw(st.sets(st.sampled_from(POINTS)))
    covers = draw(
        st.lists(st.tuples(st.integers(0, 12), st.sets(st.sampled_from(POINTS))), max_size=8)
    )
    return wanted, [choice(str(n), cost, "".join(of)) for n, (cost, of) in enumerate(covers)]


def covered(taken: list[Choice[str]]) -> frozenset[str]:
    return frozenset().union(*(one.covers for one in taken))


def test_one_lesson_for_two_points_beats_two_shorter_ones() -> None:
    choices = [choice("a", 5, "a"), choice("b", 6, "b"), choice("both", 8, "ab")]
    assert cheapest({"a", "b"}, choices) == [choices[2]]


def test_the_exact_answer_is_found_where_the_greedy_one_is_longer() -> None:
    choices = [choice("lure", 3, "abcd"), choice("x", 4, "abe"), choice("y", 4, "cdf")]
    assert cost_of(choices[n] for n in greedy(set("abcdef"), choices)) >= 8
    assert [choices[n].takes for n in exact(set("abcdef"), choices) or []] == [{"x"}, {"y"}]


def test_of_equal_sets_the_smaller_and_then_the_earlier_is_taken() -> None:
    choices = [choice("a", 4, "a"), choice("b", 4, "b"), choice("2", 8, "ab"), choice("3", 8, "ab")]
    assert cheapest({"a", "b"}, choices) == [choices[2]]


def test_what_costs_nothing_more_is_preferred() -> None:
    choices = [choice("short", 5, "a"), choice("required anyway", 0, "a")]
    assert cheapest({"a"}, choices) == [choices[1]]


@given(tasks())
def test_everything_that_can_be_covered_is(task: tuple[set[str], list[Choice[str]]]) -> None:
    wanted, choices = task
    assert covered(cheapest(wanted, choices)) >= coverable(wanted, choices)
    assert covered([choices[n] for n in greedy(wanted, choices)]) >= coverable(wanted, choices)


@given(tasks())
def test_never_longer_than_greedy_and_greedy_within_its_bound(
    task: tuple[set[str], list[Choice[str]]],
) -> None:
    wanted, choices = task
    best = cost_of(cheapest(wanted, choices))
    by_greed = cost_of(choices[n] for n in greedy(wanted, choices))
    points = len(coverable(wanted, choices))
    assert best <= by_greed <= best * sum(Fraction(1, n) for n in range(1, points + 1))


@settings(max_examples=60)
@given(tasks())
def test_no_set_at_all_is_shorter(task: tuple[set[str], list[Choice[str]]]) -> None:
    wanted, choices = task
    need = coverable(wanted, choices)
    sets = (of for n in range(len(choices) + 1) for of in combinations(choices, n))
    assert cost_of(cheapest(wanted, choices)) == min(
        cost_of(of) for of in sets if covered(list(of)) >= need
    )


@given(tasks(), st.randoms())
def test_the_same_question_has_the_same_answer(
    task: tuple[set[str], list[Choice[str]]], rng: object
) -> None:
    wanted, choices = task
    assert cheapest(sorted(wanted), choices) == cheapest(sorted(wanted, reverse=True), choices)


def test_a_search_that_grows_too_large_gives_way_to_the_greedy_one() -> None:
    points = [f"p{n:02d}" for n in range(24)]
    choices = [
        Choice(frozenset({f"{a}{b}"}), 5 + n % 4, frozenset({points[a], points[b]}))
        for n, (a, b) in enumerate(combinations(range(24), 2))
    ]
    assert exact(points, choices, largest=50) is None
    assert covered(cheapest(points, choices)) == set(points)


def test_a_lesson_brings_the_lessons_it_asks_for() -> None:
    assert together("c", {"c": ["b"], "b": ["a"]}) == {"a", "b", "c"}
    assert together("a", {"a": ["b"], "b": ["a"]}) == {"a", "b"}
