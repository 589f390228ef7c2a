"""What a draft is worth: the three samples of the rubric, the veto, the bands."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.workshops.scoring import judge
from tests.factories.writing import GOOD, MIDDLE, STANDARD, WEAK

RUBRIC: dict[str, Any] = {
    "criteria": [{"code": code, "weight": weight, "veto": veto} for code, weight, veto in STANDARD]
}
LEVELS = st.fixed_dictionaries({code: st.integers(0, 4) for code, _w, _v in STANDARD})


@pytest.mark.parametrize(
    ("levels", "total", "band"),
    [(WEAK, "21.25", "below"), (MIDDLE, "61.25", "pass"), (GOOD, "97.5", "excellent")],
)
def test_the_three_samples(levels: dict[str, int], total: str, band: str):
    judged = judge(RUBRIC, levels)
    assert (judged.total, judged.band, judged.vetoed) == (Decimal(total), band, False)


@pytest.mark.parametrize(
    ("total", "band"), [("59.75", "below"), ("60", "pass"), ("75", "good"), ("88", "excellent")]
)
def test_bands_begin_where_the_rubric_says(total: str, band: str):
    from courses.workshops.scoring import band_of

    assert band_of(Decimal(total)) == band


def test_a_veto_at_level_0_makes_nothing_of_the_best_draft():
    judged = judge(RUBRIC, {**GOOD, "F": 0})
    assert (judged.total, judged.veto, judged.band) == (Decimal(0), "F", "below")
    assert not judged.reaches(0)


@given(LEVELS)
def test_a_total_lies_between_0_and_100_and_no_better_level_lowers_it(levels: dict[str, int]):
    total = judge(RUBRIC, levels).total
    assert 0 <= total <= 100
    for code, level in levels.items():
        if level < 4:
            assert judge(RUBRIC, {**levels, code: level + 1}).total >= total


@pytest.mark.parametrize(
    "levels",
    [{}, {**GOOD, "F": 5}, {**GOOD, "A": -1}, {**GOOD, "G": 1}, dict.fromkeys("ABCDE", 4)],
)
def test_every_criterion_needs_one_level_from_0_to_4(levels: dict[str, int]):
    with pytest.raises(ValueError, match="level"):
        judge(RUBRIC, levels)
