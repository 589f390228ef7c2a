"""Item analysis against a table worked out by hand, and the laws its figures obey."""

import math
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.training.learning.attempts.analysis.papers import report_of, sittings, tally_of
from training.learning.attempts.analysis import formulas
from training.learning.attempts.analysis.formulas import BOTTOM, MIDDLE, TOP
from training.learning.attempts.analysis.pooling import Pooled
from training.learning.attempts.analysis.report import paper_report, paper_sums
from training.learning.attempts.analysis.tables import PaperTally, tallied

# Five sittings of a paper of three questions, worth 1, 1 and 2:
#
#         x1  x2  x3    T        rest of 1   rest of 2   rest of 3
#   王     1   1   2    4            3           3           2
#   陈     1   0   2    3            2           3           1
#   赵     1   1   1    3            2           2           2
#   李     0   1   0    1            1           0           1
#   沈     0   0   1    1            1           1           0
#   Σ      3   3   6   12            9           9           6
#   Σ²     3   3  10   36           19          23          10
#
# A sum of squared deviations is Σ² − Σ·Σ/5:
#   T: 36 − 144/5 = 7.2   x1: 3 − 9/5 = 1.2   x2: 1.2   x3: 10 − 36/5 = 2.8
#   rests: 19 − 81/5 = 2.8    23 − 81/5 = 6.8    10 − 36/5 = 2.8
# and a variance is a fourth of it: V(T) = 1.8, V(x) = 0.3, 0.3, 0.7.
HALF = Fraction(1, 2)
TABLE = [(1, 1, 1), (1, 0, 1), (1, 1, HALF), (0, 1, 0), (0, 0, HALF)]
WORTH = (1, 1, 2)


@pytest.fixture(scope="module")
def table():
    return report_of(TABLE, WORTH)


def test_the_paper_as_a_whole(table):
    assert (table["n"], table["people"], table["maximum"]) == (5, 5, 4.0)
    assert table["mean"] == 12 / 5
    assert table["median"] == 3  # 1 1 3 3 4
    assert table["deviation"] == pytest.approx(math.sqrt(1.8))
    # α = 3/2 · (1 − (0.3 + 0.3 + 0.7)/1.8) = 3/2 · 5/18 = 5/12
    assert table["alpha"] == pytest.approx(5 / 12)
    # error ratio √(1 − 5/12) = √(7/12); standard error √1.8 · √(7/12) = √1.05
    assert table["error_ratio"] == pytest.approx(math.sqrt(7 / 12))
    assert table["standard_error"] == pytest.approx(math.sqrt(1.05))


def test_skewness_and_kurtosis_of_the_totals(table):
    # Deviations from 2.4: 1.6, 0.6, 0.6, −1.4, −1.4.
    # Cubes 4.096 + 0.216 + 0.216 − 2.744 − 2.744 = −0.96, so m3 = −0.192;
    # k3 = m3 · 25/(4·3) = −0.4; skewness −0.4 / 1.8^1.5.
    assert table["skewness"] == pytest.approx(-0.4 / 1.8**1.5)
    # Fourth powers 6.5536 + 0.1296 + 0.1296 + 3.8416 + 3.8416 = 14.496, m4 = 2.8992; m2 = 1.44;
    # k4 = 25 · (6·2.8992 − 3·4·1.44²)/(4·3·2) = 25 · (17.3952 − 24.8832)/24 = −7.8.
    assert table["kurtosis"] == pytest.approx(-7.8 / 1.8**2)


def test_how_easy_and_how_spread(table):
    first, second, third = table["places"]
    assert [p["facility"] for p in table["places"]] == [0.6, 0.6, 0.6]  # 3/5, 3/5, 6/(5·2)
    assert [p["mean"] for p in table["places"]] == [0.6, 0.6, 1.2]
    assert first["deviation"] == second["deviation"] == pytest.approx(math.sqrt(0.3))
    assert third["deviation"] == pytest.approx(math.sqrt(0.7))


def test_how_well_questions_tell_people_apart(table):
    # Σ x·X:  1: 3+2+2 = 7    7 − 3·9/5 =  1.6
    #         2: 3+2+0 = 5    5 − 3·9/5 = −0.4
    #         3: 4+2+2 = 8    8 − 6·6/5 =  0.8
    first, second, third = (p["discrimination"] for p in table["places"])
    assert first == pytest.approx(1.6 / math.sqrt(1.2 * 2.8))
    assert second == pytest.approx(-0.4 / math.sqrt(1.2 * 6.8))
    assert third == pytest.approx(0.8 / 2.8)
    assert [p["covariance"] for p in table["places"]] == pytest.approx([0.4, -0.1, 0.2])


def test_how_well_they_could(table):
    # Sorted, smallest with smallest:
    #   1: 00111 with 11223 → 2+2+3 = 7, as it is now;      E = 1
    #   2: 00111 with 01233 → 2+3+3 = 8, 8 − 5.4 = 2.6;     E = −0.4/2.6
    #   3: 01122 with 01122 → 1+1+4+4 = 10, 10 − 7.2 = 2.8; E = 0.8/2.8
    assert [p["efficiency"] for p in table["places"]] == pytest.approx([1, -0.4 / 2.6, 0.8 / 2.8])


def test_what_questions_weigh(table):
    assert [p["intended_weight"] for p in table["places"]] == [0.25, 0.25, 0.5]
    # C(x, T) = C(x, X) + V(x): 0.4 + 0.3, −0.1 + 0.3, 0.2 + 0.7.
    roots = [math.sqrt(0.7), math.sqrt(0.2), math.sqrt(0.9)]
    expected = [size / sum(roots) for size in roots]
    assert [p["effective_weight"] for p in table["places"]] == pytest.approx(expected)


def test_a_question_that_goes_against_the_total_has_no_weight():
    # x2 = 1, 0 where T = 1, 4: C(x2, T) < 0.
    report = report_of([(0, 1), (1, 0)], (4, 1))
    assert [p["effective_weight"] for p in report["places"]] == [1.0, None]


def test_what_one_sitting_does_not_define_is_none():
    report = report_of([(1, HALF)], WORTH[1:])
    assert report["mean"] == 2
    undefined = ("deviation", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error")
    assert [report[name] for name in undefined] == [None] * len(undefined)
    for place in report["places"]:
        assert place["facility"] is not None
        assert [place[name] for name in ("deviation", "discrimination", "efficiency")] == [None] * 3


def test_where_everybody_has_the_same_nothing_is_told_apart():
    report = report_of([(1, 0)] * 4, (1, 1))
    assert report["deviation"] == 0
    assert report["alpha"] is None
    assert {p["discrimination"] for p in report["places"]} == {None}
    assert {p["effective_weight"] for p in report["places"]} == {None}


def test_thirds_keep_equal_totals_together():
    # Ranks (b + c/2)/6: 1 → 1/6; 2 → (1+1.5)/6 = 0.42; 3 → 4.5/6; 4 → 5.5/6.
    counted = {Fraction(1): 1, Fraction(2): 3, Fraction(3): 1, Fraction(4): 1}
    assert list(formulas.thirds(counted).values()) == [BOTTOM, MIDDLE, TOP, TOP]
    # A rank of exactly 1/3 or 2/3 is in the middle: 4 of 6 share rank 2/6, or 4/6.
    assert formulas.thirds({Fraction(1): 4, Fraction(2): 2}) == {1: MIDDLE, 2: TOP}
    assert formulas.thirds({Fraction(1): 2, Fraction(2): 4}) == {1: BOTTOM, 2: MIDDLE}


# ---- laws

SHARES = st.sampled_from([Fraction(0), Fraction(1, 3), HALF, Fraction(1), Fraction("0.333333")])


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[tuple[Fraction, ...]], tuple[Fraction, ...]]:
    """Sittings by places of shares, and what the places are worth."""
    places = draw(st.integers(2, 5))
    worth = draw(st.tuples(*[st.sampled_from([1, 2, Fraction(5, 2), 10])] * places))
    rows = draw(st.lists(st.tuples(*[SHARES] * places), min_size=1, max_size=12))
    return rows, worth


@given(tables())
def test_every_figure_stays_within_its_bounds(made):
    report = report_of(*made)
    assert report["alpha"] is None or report["alpha"] <= 1
    for place in report["places"]:
        assert 0 <= place["facility"] <= 1
        index, efficiency = place["discrimination"], place["efficiency"]
        assert (index is None) == (efficiency is None)
        if index is not None:
            assert -1 <= index <= 1
            assert efficiency <= 1
            assert abs(efficiency) >= abs(index) - 1e-12
            assert (efficiency < 0) == (index < 0)


@given(tables(), st.randoms(use_true_random=False))
def test_who_sat_first_changes_nothing(made, rng: Random):
    rows, worth = made
    mixed = list(rows)
    rng.shuffle(mixed)
    assert report_of(mixed, worth) == report_of(rows, worth)


@given(tables())
def test_effective_weights_sum_to_one(made):
    weights = [place["effective_weight"] for place in report_of(*made)["places"]]
    known = [weight for weight in weights if weight is not None]
    assert not known or math.fsum(known) == pytest.approx(1)


@given(tables(), st.sampled_from([2, 10, Fraction(1, 4)]))
def test_marks_in_another_currency_change_no_share(made, factor):
    rows, worth = made
    one, other = report_of(rows, worth), report_of(rows, [most * factor for most in worth])
    assert other["alpha"] == one["alpha"]
    for here, there in zip(one["places"], other["places"], strict=True):
        for name in ("facility", "discrimination", "efficiency", "intended_weight"):
            assert there[name] == here[name]
        if here["effective_weight"] is not None:
            assert there["effective_weight"] == pytest.approx(here["effective_weight"])


@given(st.lists(SHARES, min_size=2, max_size=10), st.integers(2, 5))
def test_the_same_question_again_and_again_is_perfectly_consistent(column, times):
    assume(len(set(column)) > 1)
    report = report_of([(share,) * times for share in column], (1,) * times)
    assert report["alpha"] == 1
    assert report["standard_error"] == 0
    assert all(place["discrimination"] == 1 for place in report["places"])


@given(tables())
def test_a_question_everybody_gets_right_changes_no_other(made):
    rows, worth = made
    longer = report_of([(*row, Fraction(1)) for row in rows], (*worth, 1))
    for here, there in zip(report_of(rows, worth)["places"], longer["places"], strict=False):
        assert there["discrimination"] == here["discrimination"]
        assert there["efficiency"] == here["efficiency"]


@given(tables())
def test_pooled_over_one_paper_is_what_the_paper_says(made):
    rows, worth = made
    pooled = paper_sums(tally_of(sittings(rows, worth)))
    for n, place in enumerate(report_of(rows, worth)["places"]):
        figures = pooled[f"v{n}"].figures()
        assert figures["facility"] == pytest.approx(place["facility"])
        for name in ("discrimination", "efficiency"):
            # Shares of the rest and marks of the rest differ by a factor only.
            assert figures[name] == pytest.approx(place[name])


@given(tables(), tables())
def test_pooling_is_the_same_in_either_order_and_through_storage(made, other):
    def sums(table):
        return paper_sums(tally_of(sittings(*table)))["v0"]

    one, two = sums(made), sums(made)
    one.add(Pooled.from_json(sums(other).as_json()))
    back = sums(other)
    back.add(two)
    assert one == back


@given(tables(), st.lists(st.integers(1, 3), min_size=12, max_size=12))
def test_counting_people_who_sat_once_for_all_selections_changes_nothing(made, times):
    people = [
        [replace(sitting, key=(sitting.key, n), number=n) for n in range(count)]
        for sitting, count in zip(sittings(*made), times, strict=False)
    ]
    for selection, merged in tallied(people).items():
        alone = PaperTally(selection)
        for person in people:
            alone.add_person(person)
        assert paper_report(merged, {}) == paper_report(alone, {})
        assert paper_sums(merged) == paper_sums(alone)


def test_an_easy_paper_beside_a_hard_one_does_not_blur_a_question():
    # On each paper marks of the question and rests go together perfectly. The second paper is
    # harder: lumped together, right answers would meet low rests.
    easy = [(0, HALF), (1, 1)]
    hard = [(1, HALF), (0, 0), (1, HALF), (1, HALF)]
    pooled = paper_sums(tally_of(sittings(easy, (1, 4))))["v0"]
    pooled.add(paper_sums(tally_of(sittings(hard, (1, 4))))["v0"])
    # Σ(x−x̄)²: 1/2 + 3/4; rests as shares: 1/8 + 3/16; products: 1/4 + 3/8.
    # D = (5/8) / √(5/4 · 5/16) = (5/8)/(5/8) = 1
    assert pooled.figures()["discrimination"] == 1
    # Lumped: Σx = 4, ΣX = 3, n = 6; Σ(x−x̄)² = 4 − 16/6 = 4/3; ΣX² = 2 → 2 − 9/6 = 1/2;
    # ΣxX = 1 + 1.5 = 2.5 → 2.5 − 12/6 = 1/2; D = 0.5/√(2/3) = 0.61: the blur that is avoided.
    assert pooled.figures()["facility"] == pytest.approx(4 / 6)
