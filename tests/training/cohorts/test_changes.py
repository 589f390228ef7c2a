"""What changes of a timetable do, worked out on rows alone."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from training.cohorts import changes
from training.cohorts.changes import Entry, Half, Slot, Step, after_steps, moment_of
from training.cohorts.dates import dates_of

MONDAY = date(2026, 11, 16)


def entry(pk: int, day: int, hour: int, minute: int = 0, minutes: int = 60) -> Entry:
    begins = moment_of(MONDAY + timedelta(days=day - 1), time(hour, minute))
    slot = Slot(begins, begins + timedelta(minutes=minutes), place="一楼报告厅")
    return Entry(pk, f"D{day}-{pk}", "单元", day, slot)


WEEK = [
    entry(1, 1, 8, 30, 30),
    entry(2, 1, 9, 0, 80),
    entry(3, 1, 10, 30, 75),
    entry(4, 1, 14, 0, 90),
    entry(5, 2, 8, 30, 15),
    entry(6, 2, 8, 45, 75),
    entry(7, 2, 14, 30, 60),
    entry(8, 2, 19, 0, 60),
]


def stands(table: list[Entry]) -> dict[int, Slot]:
    return {one.pk: one.slot for one in table}


def begin(table: list[Entry], pk: int) -> str:
    at = changes.local(stands(table)[pk].starts_at)
    return f"{at:%d %H:%M}"


@given(st.permutations(range(8)))
@settings(max_examples=40)
def test_any_two_sessions_swapped_twice_are_as_they_were(order: list[int]) -> None:
    one, other = order[0], order[1]
    once = after_steps(WEEK, changes.swapped(WEEK, WEEK[one], WEEK[other]))
    by_pk = {entry.pk: entry for entry in once}
    again = changes.swapped(once, by_pk[WEEK[one].pk], by_pk[WEEK[other].pk])
    assert stands(after_steps(once, again)) == stands(WEEK)


def test_within_a_half_day_the_breaks_stay_where_they_were() -> None:
    after = after_steps(WEEK, changes.swapped(WEEK, WEEK[0], WEEK[2]))
    assert begin(after, 3) == "16 08:30"
    assert begin(after, 2) == "16 09:45"  # no break after the first, as before
    assert begin(after, 1) == "16 11:15"  # ten minutes after the second, as before
    assert stands(after)[3].place == "一楼报告厅"


def test_half_days_change_places_from_where_each_other_began() -> None:
    morning, afternoon = Half(MONDAY, "am"), Half(MONDAY + timedelta(days=1), "pm")
    once = after_steps(WEEK, changes.halves_swapped(WEEK, morning, afternoon))
    assert [begin(once, pk) for pk in (1, 2, 3)] == ["17 14:30", "17 15:00", "17 16:30"]
    assert begin(once, 7) == "16 08:30"
    back = after_steps(once, changes.halves_swapped(once, morning, afternoon))
    assert stands(back) == stands(WEEK)


def test_with_an_empty_half_day_it_is_a_move() -> None:
    empty = Half(MONDAY + timedelta(days=2), "am")
    after = after_steps(WEEK, changes.halves_swapped(WEEK, Half(MONDAY, "am"), empty))
    assert begin(after, 1) == "18 08:30"
    assert changes.halves_swapped(WEEK, empty, Half(MONDAY + timedelta(days=3), "am")) == []


def test_a_half_day_moves_to_where_such_half_days_usually_begin() -> None:
    friday = Half(MONDAY + timedelta(days=4), "pm")
    after = after_steps(WEEK, changes.half_moved(WEEK, Half(MONDAY, "am"), friday))
    assert [begin(after, pk) for pk in (1, 2)] == ["20 14:00", "20 14:30"]
    late = changes.half_moved(WEEK, Half(MONDAY, "am"), friday, begins=time(15))
    assert begin(after_steps(WEEK, late), 1) == "20 15:00"


def test_steps_survive_json_and_can_be_taken_back() -> None:
    steps = changes.cancelled(WEEK[0], why="台风")
    again = [Step.read(step.told()) for step in steps]
    assert again == steps
    after = after_steps(WEEK, steps)
    assert stands(after_steps(after, changes.taken_back(steps))) == stands(WEEK)


def test_a_room_named_for_the_first_time_is_no_news() -> None:
    bare = entry(9, 3, 9)
    bare = Entry(9, bare.code, "单元", 3, Slot(bare.slot.starts_at, bare.slot.ends_at))
    post = changes.Post("二楼会议室", "", frozenset())
    assert not any(step.is_news for step in changes.assigned([bare], {9: post}))
    assert all(step.is_news for step in changes.assigned([WEEK[0]], {1: post}))


def test_the_whole_class_keeps_its_hours_on_other_dates() -> None:
    dates = dates_of(date(2026, 12, 4), 2, skips_weekends=True)  # a Friday
    after = after_steps(WEEK, changes.shifted(WEEK, dates))
    assert (begin(after, 1), begin(after, 7)) == ("04 08:30", "07 14:30")


def test_free_days_are_left_out_of_the_dates() -> None:
    skipped = {date(2026, 10, day) for day in range(1, 9)}
    found = dates_of(date(2026, 9, 29), 5, skips_weekends=True, skipped=skipped)
    assert [day.isoformat()[5:] for day in found] == ["09-29", "09-30", "10-09", "10-12", "10-13"]
    # A Saturday worked in place of a holiday is had by not leaving weekends out.
    assert dates_of(date(2026, 10, 10), 1) == [date(2026, 10, 10)]


def test_a_cancelled_session_overlaps_nothing() -> None:
    moment = datetime.fromisoformat("2026-11-16T08:30:00+08:00")
    one = Slot(moment, moment + timedelta(hours=1))
    assert one.overlaps(one)
    assert not one.overlaps(Slot(one.starts_at, one.ends_at, cancelled=True))
    assert not one.overlaps(one.at(one.ends_at))
