"""How many lack a point, and how sure that is."""

from hypothesis import given
from hypothesis import strategies as st

from training.insight.gaps.figures import NOBODY, Lacking

PEOPLE = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def lacking(known: list[float]) -> Lacking:
    return Lacking(len(known), sum(known), sum(p * (1 - p) for p in known))


def test_the_share_is_that_of_those_who_do_not_know() -> None:
    found = lacking([0.9] * 6 + [0.1] * 4)
    assert (found.n, found.people, found.share) == (10, 4, 42)
    assert found.low < found.share < found.high


def test_more_answers_make_it_surer() -> None:
    assert lacking([0.99] * 10 + [0.01] * 10).half < lacking([0.6] * 10 + [0.4] * 10).half


def test_nobody_has_no_share() -> None:
    assert (NOBODY.share, NOBODY.low, NOBODY.high, NOBODY.half) == (0, 0, 0, 0)


@given(PEOPLE)
def test_nothing_outside_a_hundred_per_cent(known: list[float]) -> None:
    found = lacking(known)
    assert 0 <= found.low <= found.share <= found.high <= 100
    assert 0 <= found.people <= found.n


@given(PEOPLE, PEOPLE)
def test_parts_add_up(some: list[float], others: list[float]) -> None:
    both = lacking(some) + lacking(others)
    assert both.n == len(some) + len(others)
    assert abs(both.known - lacking(some + others).known) < 1e-9
