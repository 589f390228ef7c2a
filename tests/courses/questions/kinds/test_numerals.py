"""Numbers as people write them, read exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.numerals import exact_text, read_number, written
from tests.factories.authored import law


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, "24") for text in ("24", "２４", " 24 ", "二十四", "廿四", "贰拾肆", "24.0", "+24")),
        *((text, "1234.5") for text in ("1,234.5", "1，234.5", "１２３４.５", "1 234.5")),
        *((text, "120000000") for text in ("1.2亿", "一亿二千万", "12000万", "一亿二", "1億2000萬")),
        *((text, "0.6") for text in ("60%", "百分之六十", "60％", "六成", "3/5", "五分之三", ".6")),
        *((text, "2/3") for text in ("2/3", "２／３", "三分之二", "⅔", "4/6")),
        *((text, "0.5") for text in ("半数", "一半", "1/2", "二分之一", "五成")),
        *((text, "150") for text in ("一百五", "一百五十", "壹佰伍拾")),
        ("一百零五", "105"),
        ("一万零二", "10002"),
        ("一万二", "12000"),
        ("十", "10"),
        ("二〇二五", "2025"),
        ("一九四九", "1949"),
        ("三点一四", "3.14"),
        ("负三点五", "-3.5"),
        ("一又三分之二", "5/3"),
        ("千分之三", "0.003"),
        ("三个半", "3.5"),
        ("六成五", "0.65"),
        ("一千零一十", "1010"),
        ("1又1/2", "3/2"),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str, value: str) -> None:
    assert read_number(text) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    ["", "一致", "百姓", "万一", "十分", "千万", "百", "三五", "2 3", "1,23", "2/0", "三分之",
     "二十人", "约24", "abc", "1e5", "--3", "3..5", "亿", "万万", "½个", "9" * 61, "\x00", "/", "%"],
)  # fmt: skip
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


@law
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12)))
def test_decimals_are_read_exactly_and_written_shortest(number: Decimal) -> None:
    if abs(number) > 10**20:
        return
    assert read_number(f"{number:f}") == Fraction(number)
    assert Fraction(exact_text(number)) == Fraction(number)
    assert not exact_text(number).endswith(".")


@law
@given(st.fractions(max_denominator=1000))
def test_the_spelling_of_a_value_is_read_back(value: Fraction) -> None:
    assert Fraction(written(value)) == value == read_number(written(value))


DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """The ordinary spelling, made from the other end than the reader works."""
    if number >= 10**8:
        head, rest = divmod(number, 10**8)
        gap = "零" if 0 < rest < 10**7 else ""
        return f"{in_chinese(head)}亿{gap}{in_chinese(rest) if rest else ''}"
    if number >= 10**4:
        head, rest = divmod(number, 10**4)
        gap = "零" if 0 < rest < 1000 else ""
        return f"{in_chinese(head)}万{gap}{in_chinese(rest) if rest else ''}"
    said, waiting = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            said += ("零" if waiting and said else "") + DIGITS[digit] + word
            waiting = False
        else:
            waiting = bool(said)
    return said


@law
@given(st.integers(1, 10**12))
def test_chinese_numerals_are_read(number: int) -> None:
    assert read_number(in_chinese(number)) == number
