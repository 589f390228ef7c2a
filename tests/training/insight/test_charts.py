"""Charts are numbers: where dots stand, how long bars are."""

import pytest

from training.insight.charts import Bar, lines, parts, step_for


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (3, 1), (7, 2), (20, 5), (65, 20), (845, 500), (10**6, 500_000)]
)
def test_steps_are_round(highest: int, step: int) -> None:
    assert step_for(highest) == step


def test_a_line_stays_inside_its_frame_and_higher_is_higher() -> None:
    chart = lines(title="t", words="w", places=["1", "2", "3"], series=[("a", "solid", [0, 7, 9])])
    dots = chart.lines[0].dots
    assert [dot.x for dot in dots] == [chart.left, (chart.left + chart.right) / 2, chart.right]
    assert chart.bottom == dots[0].y > dots[1].y > dots[2].y >= chart.top
    assert [mark.words for mark in chart.up] == ["0", "5", "10"]


def test_many_days_are_labelled_sparsely_with_the_first_and_the_last() -> None:
    days = [str(n) for n in range(200)]
    chart = lines(title="t", words="w", places=days, series=[("a", "solid", range(200))])
    words = [mark.words for mark in chart.across]
    assert words[0] == "0"
    assert words[-1] == "199"
    assert len(words) <= 9


def test_one_place_and_no_places_are_no_error() -> None:
    assert len(lines(title="t", words="w", places=["1"], series=[("a", "s", [4])]).across) == 1
    assert lines(title="t", words="w", places=[], series=[("a", "s", [])]).across == ()


def test_parts_fill_the_whole_and_leave_nobody_out() -> None:
    found = parts([("a", 1), ("b", 0), ("c", 2)])
    assert [(one.kind, one.x) for one in found] == [("a", 0), ("c", 33.33)]
    assert sum(one.width for one in found) == pytest.approx(100, abs=0.1)
    assert parts([("a", 0), ("b", 0)]) == ()


def test_a_bar_is_never_longer_than_its_ground() -> None:
    told = [Bar("x", value, "").width for value in (None, -1, 44, 120)]
    assert told == [0, 0, 44, 100]
