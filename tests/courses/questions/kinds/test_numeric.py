"""Numbers with tolerance and unit."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds.numeric.sheet import answer_of, unit_of
from courses.questions.kinds.registry import default_rules, grade
from courses.questions.numerals import written
from tests.factories.authored import law

WAN = unit_of("万元", "1", "")
HECTARE = [unit_of("亩", "1", ""), unit_of("公顷", "15", "ha")]


def earned(
    text: str,
    value: str = "24",
    tolerance: str = "",
    units: Any = (),
    unit_rule: str = "optional",
    **more: Any,
) -> Decimal:
    key = {
        "answers": [{**answer_of(value, tolerance), "fraction": "1"}, *more.get("also", [])],
        "units": list(units),
    }
    rules = {"numeric": more.get("rule", "by_tolerance")}
    body = {"stem": "?", "unit_rule": unit_rule}
    return grade("numeric", body, key, {"value": text}, rules).fraction


@pytest.mark.parametrize(
    "text",
    ["24", "２４", "二十四", "廿四", "24.0", "24人", "二十四个", "24 名", " 24。", "48/2", "2400%"],
)
def test_one_number_in_many_spellings(text: str) -> None:
    assert earned(text) == 1


@pytest.mark.parametrize(
    "text", ["25", "24.0001", "2 4", "二四", "24岁", "24-25", "约24", "无", "2４x"]
)
def test_another_number_or_none_earns_nothing(text: str) -> None:
    assert earned(text) == 0


@pytest.mark.parametrize(
    ("text", "value", "tolerance", "hit"),
    [
        ("24.5", "24", "0.5", True),
        ("23.5", "24", "0.5", True),
        ("24.50001", "24", "0.5", False),
        ("101", "100", "1%", True),
        ("99", "100", "1%", True),
        ("101.0001", "100", "1%", False),
        ("-101", "-100", "1%", True),
        ("0.3", "0.1", "0.2", True),  # 0.1 + 0.2 is not 0.3 in floats
        ("2/3", "三分之二", "", True),
        ("0.6667", "2/3", "0.0001", True),
        ("0.66", "2/3", "0.005", False),
        ("0.6", "60%", "", True),
        ("60%", "3/5", "", True),
        ("0.55", "60%", "5%", False),
        ("0.57", "60%", "5%", True),
    ],
)
def test_the_edge_of_the_tolerance_is_inside(
    text: str, value: str, tolerance: str, hit: bool
) -> None:
    assert earned(text, value, tolerance) == (1 if hit else 0)


@law
@given(
    st.decimals(-(10**9), 10**9, places=4),
    st.decimals(0, 10**6, places=4),
    st.decimals(-2, 2, places=4),
)
def test_a_number_hits_exactly_when_it_is_within_the_tolerance(
    value: Decimal, tolerance: Decimal, off: Decimal
) -> None:
    given_value = Fraction(value) + Fraction(tolerance) * Fraction(off)
    hit = earned(written(given_value), f"{value:f}", f"{tolerance:f}")
    assert hit == (1 if abs(off) <= 1 or not tolerance else 0)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("12000万元", 1),
        ("12000 万元", 1),
        ("1.2亿元", 1),
        ("一亿二千万元", 1),
        ("120000000元", 1),
        ("12,000萬元", 1),
        ("￥12000万元", 0),
        ("12000元", 0),
        ("12000亿元", 0),
        ("12000", 1),
        ("12000公斤", 0),
    ],
)
def test_a_unit_may_be_written_at_any_scale_and_may_be_left_out(text: str, share: int) -> None:
    assert earned(text, "12000", units=[WAN]) == share


@pytest.mark.parametrize(
    ("unit_rule", "text", "share"),
    [
        ("optional", "30亩", "1"),
        ("optional", "2公顷", "1"),
        ("optional", "2 HA", "1"),
        ("optional", "30", "1"),
        ("optional", "30公顷", "0"),
        ("required", "30", "0"),
        ("required", "2公顷", "1"),
        ("required", "30平方米", "0"),
        ("half", "30", "0.5"),
        ("half", "30公顷", "0.5"),
        ("half", "30平方米", "0.5"),
        ("half", "2公顷", "1"),
        ("half", "31亩", "0"),
        ("half", "31", "0"),
    ],
)
def test_a_missing_or_wrong_unit_counts_by_the_rule(unit_rule: str, text: str, share: str) -> None:
    assert earned(text, "30", units=HECTARE, unit_rule=unit_rule) == Decimal(share)


@pytest.mark.parametrize("text", ["60%", "百分之六十", "60 ％", "60"])
def test_percent_may_be_the_unit(text: str) -> None:
    assert earned(text, "60", units=[unit_of("%", "1", "")]) == 1


def test_a_wider_tolerance_may_earn_a_part() -> None:
    wide = {**answer_of("24", "2"), "fraction": "0.5"}
    assert earned("25", also=[wide]) == Decimal("0.5")
    assert earned("24", also=[wide]) == 1
    assert earned("25", also=[wide], rule="all_or_nothing") == 0


def test_an_empty_answer_is_no_guess() -> None:
    outcome = grade(
        "numeric", {"unit_rule": "half"}, {"answers": []}, {"value": " "}, default_rules()
    )
    assert outcome.state == "gaveup"
