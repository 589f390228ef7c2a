"""The named rules, each with the arithmetic beside it."""

from decimal import Decimal
from typing import Any

import pytest

from courses.questions.kinds.multiple_choice.checks import flaws
from courses.questions.kinds.registry import grade

BODY = {"stem": "?", "options": [{"id": i, "text": i} for i in "abcde"]}
KEY: dict[str, Any] = {"right": ["a", "b", "c"], "why": {}}
THIRD = Decimal(1) / 3


def share(ticked: str, rule: str, key: dict[str, Any] = KEY) -> Decimal:
    return grade(
        "multiple_choice", BODY, key, {"chosen": list(ticked)}, {"multiple_choice": rule}
    ).fraction


@pytest.mark.parametrize(
    ("rule", "ticked", "expected"),
    [
        ("partial_if_none_wrong", "ab", 2 * THIRD),  # two of three, none wrong
        ("partial_if_none_wrong", "abd", 0),
        ("all_or_nothing", "ab", 0),
        ("all_or_nothing", "abc", 1),
        ("sum_of_fractions", "ab", 2 * THIRD),
        ("sum_of_fractions", "abcd", Decimal("0.5")),  # 3/3 − 1/2
        ("sum_of_fractions", "ad", 0),  # 1/3 − 1/2 < 0
        ("hits_minus_wrong", "abcd", 2 * THIRD),  # (3 − 1)/3
        ("hits_minus_wrong", "abcde", THIRD),  # (3 − 2)/3: the documented exception
        ("hits_minus_wrong", "de", 0),
    ],
)
def test_multiple_choice(rule: str, ticked: str, expected: Decimal) -> None:
    assert share(ticked, rule) == pytest.approx(expected, abs=Decimal("1e-20"))


WORTH = {"a": "0.5", "b": "0.25", "c": "0.25", "d": "-0.5", "e": "-0.5"}


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [("a", "0.5"), ("ab", "0.75"), ("abc", "1"), ("abcd", "0.5"), ("abcde", "0")],
)
def test_the_authors_fractions_are_added(ticked: str, expected: str) -> None:
    assert share(ticked, "sum_of_fractions", {**KEY, "fractions": WORTH}) == Decimal(expected)


def test_fractions_need_not_add_up_to_one() -> None:
    thirds = {**dict.fromkeys("abc", "0.33333"), **dict.fromkeys("de", "-1")}
    assert share("abc", "sum_of_fractions", {**KEY, "fractions": thirds}) == 1


@pytest.mark.parametrize(
    ("fractions", "code"),
    [
        ({**WORTH, "d": "-0.4"}, "ticking_all_pays"),
        ({**WORTH, "d": "0.1", "e": "-2"}, "fractions"),
        ({**WORTH, "c": "0"}, "fractions"),
        ({"a": "1"}, "fractions"),
    ],
)
def test_fractions_by_which_ticking_everything_would_pay_are_refused(
    fractions: dict[str, str], code: str
) -> None:
    assert code in [flaw.code for flaw in flaws(BODY, {**KEY, "fractions": fractions})]
    assert flaws(BODY, {**KEY, "fractions": WORTH}) == []


def test_single_choice_may_pay_for_a_near_option() -> None:
    key = {"right": ["a"], "fractions": {"a": "1", "b": "0.5", "c": "-1"}}

    def mark(ticked: str, rule: str = "sum_of_fractions") -> Decimal:
        return grade(
            "single_choice", BODY, key, {"chosen": [ticked]}, {"single_choice": rule}
        ).fraction

    assert [mark(i) for i in "abcd"] == [1, Decimal("0.5"), 0, 0]
    assert mark("b", "all_or_nothing") == 0


ORDER = {"order": list("abcde")}


@pytest.mark.parametrize(
    ("given_order", "by_position", "by_neighbours", "old"),
    [
        ("abcde", "1", "1", "1"),
        ("bcdea", "0", "0.75", "0"),  # bc cd de kept of four pairs
        ("edcba", "0.2", "0", "0.2"),  # c in the middle stands right
        ("acbde", "0.6", "0.25", "0.6"),  # a d e in place; only de are neighbours
    ],
)
def test_ordering(given_order: str, by_position: str, by_neighbours: str, old: str) -> None:
    ranks = {identity: n for n, identity in enumerate(given_order, start=1)}
    expected = {
        "by_position": by_position,
        "by_neighbours": by_neighbours,
        "absolute_position": old,
    }
    for rule, share_ in expected.items():
        outcome = grade("ordering", {}, ORDER, {"ranks": ranks}, {"ordering": rule})
        assert outcome.fraction == Decimal(share_), rule


def test_alternating_places_do_not_buy_neighbours() -> None:
    ranks = {identity: n % 2 + 1 for n, identity in enumerate("abcde")}
    for rule in ("by_neighbours", "by_position"):
        assert grade("ordering", {}, ORDER, {"ranks": ranks}, {"ordering": rule}).fraction == 0
    # What an attempt of version 0.1 was promised stays: 1 for a, 2 for b.
    old = grade("ordering", {}, ORDER, {"ranks": ranks}, {"ordering": "absolute_position"})
    assert old.fraction == Decimal("0.4")
