"""In which order, and on which day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from training.learning.plan.ordering import Calendar, Timed, all_before, dates, in_order

MONDAY = date(2026, 11, 16)
CLASS = {"starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=4)}


def day(number: int) -> date:
    return MONDAY + timedelta(days=number - 1)


KEYS = st.sets(st.integers(0, 12))
PAIRS = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)))


@given(KEYS, PAIRS)
def test_nothing_comes_before_what_it_needs(keys: set[int], pairs: set[tuple[int, int]]) -> None:
    # Smaller numbers first: such pairs cannot form a loop. The rank wants it the other way round.
    before = {key: {a for a, b in pairs if b == key and a < b} for key in keys}
    order = in_order(keys, before, lambda key: -key)
    assert sorted(order) == sorted(keys)
    for place, key in enumerate(order):
        assert not before[key] & set(order[place + 1 :])


@given(KEYS, PAIRS)
def test_a_loop_stops_nobody(keys: set[int], pairs: set[tuple[int, int]]) -> None:
    before = {key: {a for a, b in pairs if b == key} for key in keys}
    assert sorted(in_order(keys, before, lambda key: key)) == sorted(keys)


def test_without_needs_the_rank_decides() -> None:
    assert in_order([3, 1, 2], {}, lambda key: key) == [1, 2, 3]


def test_what_comes_before_is_found_through_others() -> None:
    assert all_before({"c": ["b"], "b": ["a"]}) == {"c": {"a", "b"}, "b": {"a"}}


def test_while_the_class_runs_so_much_is_put_on_a_day() -> None:
    calendar = Calendar(day(3), **CLASS)
    assert dates([Timed(25), Timed(15), Timed(8)], calendar) == [day(3), day(3), day(4)]


def test_what_the_class_does_itself_is_on_that_day_and_takes_no_time_beside_it() -> None:
    work = [Timed(8), Timed(50, day(4), in_class=True), Timed(35)]
    assert dates(work, Calendar(day(3), **CLASS)) == [day(3), day(4), day(4)]


def test_after_the_class_it_goes_by_weeks() -> None:
    calendar = Calendar(day(8), **CLASS)
    assert dates([Timed(40), Timed(20), Timed(5)], calendar) == [day(14), day(14), day(21)]


def test_what_no_day_of_the_class_holds_goes_into_the_week_after() -> None:
    assert dates([Timed(30), Timed(30)], Calendar(day(5), **CLASS)) == [day(5), day(7)]


def test_before_the_class_the_week_ends_when_it_begins() -> None:
    calendar = Calendar(MONDAY, starts_on=day(3), ends_on=day(5))
    assert dates([Timed(50), Timed(30)], calendar) == [day(2), day(3)]


def test_something_longer_than_a_day_still_gets_one() -> None:
    assert dates([Timed(90), Timed(5)], Calendar(day(1), **CLASS)) == [day(1), day(2)]


@given(
    st.lists(st.builds(Timed, st.integers(1, 90), st.none() | st.integers(-3, 30).map(day))),
    st.integers(-10, 20).map(day),
)
def test_days_never_go_back_and_nothing_is_too_early(work: list[Timed], today: date) -> None:
    found = dates(work, Calendar(today, **CLASS))
    assert found == sorted(found)
    assert all(
        due >= max(today, one.not_before or today) for due, one in zip(found, work, strict=True)
    )
