"""The arithmetic of before and after, by hand."""

import random
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from training.learning.effect.formulas import (
    Pair,
    class_gain,
    fieller,
    mean_gain,
    normalised_gain,
    question_gain,
    t_quantile,
)

shares = some.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
classes = some.lists(some.builds(Pair, before=shares, after=shares), min_size=5, max_size=40)


def test_the_gain_is_what_was_missing_and_is_there_now() -> None:
    assert normalised_gain(0.4, 0.7) == pytest.approx(0.5)
    assert normalised_gain(0.5, 0.25) == pytest.approx(-0.5)
    assert normalised_gain(0.2, 0.2) == 0
    assert normalised_gain(1.0, 1.0) is None


def test_the_class_gains_by_its_means_not_by_the_mean_of_gains() -> None:
    """Three had nothing, one had three quarters: before 3/16, after (3 * 0.5 + 0.75) / 4 = 9/16."""
    pairs = [Pair(0, 0.5)] * 3 + [Pair(0.75, 0.75)]
    together, each = class_gain(pairs), mean_gain(pairs)
    assert together.before == pytest.approx(3 / 16)
    assert together.after == pytest.approx(9 / 16)
    assert together.gain == pytest.approx((6 / 16) / (13 / 16))
    assert each.mean == pytest.approx(3 * 0.5 / 4)


def test_who_had_everything_before_is_named_and_left_out_of_the_mean() -> None:
    each = mean_gain([Pair(1, 1), Pair(1, 0.5), Pair(0.5, 1), Pair(0, 0.5)])
    assert (each.n, each.full) == (2, 2)
    assert each.mean == pytest.approx(0.75)
    nobody = mean_gain([Pair(1, 1)])
    assert (nobody.n, nobody.full, nobody.mean) == (0, 1, None)


def test_a_class_that_knew_it_all_has_no_gain() -> None:
    found = class_gain([Pair(1, 0.5)] * 8)
    assert (found.gain, found.low, found.high) == (None, None, None)
    assert question_gain([Pair(1, 1)] * 8).gain is None


@pytest.mark.parametrize(("freedom", "t"), [(4, 2.776), (9, 2.262), (30, 2.042), (64, 1.998)])
def test_students_t(freedom: int, t: float) -> None:
    assert t_quantile(freedom) == pytest.approx(t, abs=0.002)


def test_fieller_by_hand() -> None:
    """Missing before 1, 1, 0.5, 0.5, 0.5 and after 0.5, 0, 0.5, 0, 0: means 0.7 and 0.2,
    var of the means 0.075/5 each, covariance 0.025/5... and the quadratic solved on paper."""
    before, after = [0, 0, 0.5, 0.5, 0.5], [0.5, 1, 0.5, 1, 1]
    x, y, n, t = 0.7, 0.2, 5, t_quantile(4)
    xx = sum((1 - b - x) ** 2 for b in before) / (n * (n - 1))
    yy = sum((1 - a - y) ** 2 for a in after) / (n * (n - 1))
    xy = sum((1 - b - x) * (1 - a - y) for b, a in zip(before, after, strict=True)) / (n * (n - 1))
    assert (xx, yy, xy) == pytest.approx((0.015, 0.015, 0.0025))
    a, b, c = x * x - t * t * xx, x * y - t * t * xy, y * y - t * t * yy
    found = fieller([(one, other, 1.0) for one, other in zip(before, after, strict=True)])
    root = sqrt(b * b - a * c)
    assert found == pytest.approx((1 - (b + root) / a, 1 - (b - root) / a))
    # The bounds are where the difference is just t standard errors from nothing.
    for bound in found or ():
        ratio = 1 - bound
        error = sqrt(yy - 2 * ratio * xy + ratio * ratio * xx)
        assert abs(y - ratio * x) == pytest.approx(t * error)


def test_nothing_is_said_where_nothing_can_be_known() -> None:
    assert class_gain([Pair(0, 0.5)] * 6).low is None, "nobody differs"
    assert class_gain([Pair(0.5, 1)] * 4).low is None, "fewer than five"
    almost_all = [Pair(1, 1)] * 19 + [Pair(0, 1)]
    assert class_gain(almost_all).low is None, "what was missing is not told from nothing"


def test_all_alike_does_not_pass_for_certainty() -> None:
    found = question_gain([Pair(0, 1)] * 10)
    assert found.gain == 1
    assert found.low is not None
    assert 0.4 < found.low < 0.95
    assert found.high == 1


@given(classes)
@settings(max_examples=60, deadline=None)
def test_bounds_hold_the_gain_and_order_of_people_is_nothing(pairs: list[Pair]) -> None:
    for formula in (class_gain, question_gain):
        found, turned = formula(pairs), formula(pairs[::-1])
        assert turned.gain == pytest.approx(found.gain)
        if found.gain is not None:
            assert found.gain <= 1
        if found.low is not None and found.high is not None and found.gain is not None:
            assert found.low <= found.gain <= found.high <= 1


def test_the_bounds_hold_as_often_as_they_say() -> None:
    """1,000 classes of 65: half know the point before, and of the others 60 % afterwards, while one
    in twenty forgets it: g = (0.5 * 0.6 - 0.5 * 0.05) / 0.5 = 0.55."""
    rng, held, told = random.Random(5), 0, 0
    for _class in range(1000):
        pairs = []
        for _person in range(65):
            before = rng.random() < 0.5
            after = rng.random() < (0.95 if before else 0.6)
            pairs.append(Pair(float(before), float(after)))
        found = question_gain(pairs)
        told += found.low is not None
        held += found.low is not None and found.low <= 0.55 <= (found.high or 0)
    assert told == 1000
    assert 0.93 <= held / told <= 0.985
