"""Marking every kind: pure, bounded, monotone where it should be, and never paid for ticking
everything."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds.fill_blank.folding import fold
from courses.questions.kinds.registry import KINDS, default_rules, grade

IDS = ["a", "b", "c", "d", "e"]
chosen = st.lists(st.sampled_from(IDS), unique=True).map(sorted)
rights = st.lists(st.sampled_from(IDS), min_size=1, max_size=4, unique=True).map(sorted)


def options(count: int = 5) -> dict[str, Any]:
    return {"stem": "?", "options": [{"id": i, "text": i} for i in IDS[:count]]}


def multiple(right: list[str], ticked: list[str], rule: str = "partial_if_none_wrong") -> Decimal:
    rules = {"multiple_choice": rule}
    return grade("multiple_choice", options(), {"right": right}, {"chosen": ticked}, rules).fraction


@given(rights, chosen)
def test_multiple_choice_is_bounded_and_one_wrong_tick_gives_nothing(
    right: list[str], ticked: list[str]
) -> None:
    mark = multiple(right, ticked)
    assert 0 <= mark <= 1
    if set(ticked) - set(right):
        assert mark == 0


@given(rights, st.sampled_from(["partial_if_none_wrong", "all_or_nothing"]))
def test_ticking_everything_never_pays(right: list[str], rule: str) -> None:
    assert multiple(right, IDS, rule) == 0


@given(rights, st.data())
def test_one_more_right_tick_never_costs(right: list[str], data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(right), unique=True).map(sorted))
    more = sorted({*some, data.draw(st.sampled_from(right))})
    assert multiple(right, more) >= multiple(right, some)


@given(rights, chosen, st.permutations(IDS))
def test_the_order_of_options_changes_nothing(
    right: list[str], ticked: list[str], order: list[str]
) -> None:
    shuffled = {"stem": "?", "options": [{"id": i, "text": i} for i in order]}
    key, payload, rules = {"right": right}, {"chosen": ticked}, default_rules()
    assert grade("multiple_choice", shuffled, key, payload, rules) == grade(
        "multiple_choice", options(), key, payload, rules
    )


@given(chosen)
def test_single_choice_pays_for_exactly_the_right_option(ticked: list[str]) -> None:
    outcome = grade(
        "single_choice", options(), {"right": ["b"]}, {"chosen": ticked}, default_rules()
    )
    assert outcome.fraction == (1 if ticked == ["b"] else 0)
    assert outcome.answered == bool(ticked)


def test_true_or_false() -> None:
    def mark(answer: bool | None) -> str:
        return grade("true_false", {"stem": "?"}, {"answer": False}, {"answer": answer}, {}).state

    assert (mark(False), mark(True), mark(None)) == ("right", "wrong", "gaveup")


def test_accepted_answers_meet_in_one_spelling() -> None:
    for spellings in (
        ["三分之二", "2/3", "２／３", " 三分之二 ", "三分之二。"],
        ["六", "6", "六个", "6 个月", "６"],
        ["十", "10", "十人", "10名", "１０"],
        ["二十", "20", "20日", "二十天"],
        ["人民群众", " 人民 群众", "人民群众。"],
    ):
        assert len({fold(spelling) for spelling in spellings}) == 1, spellings


def test_different_answers_stay_different() -> None:
    assert (
        len({fold(s) for s in ["三分之二", "三分之一", "3", "五", "十五", "五十", "10人以上"]}) == 7
    )


def test_blanks_are_marked_one_by_one() -> None:
    key = {"blanks": [["三分之二"], ["十", "10"]]}
    body = {"stem": "____ ____"}
    half = grade("fill_blank", body, key, {"blanks": ["2/3", "五"]}, default_rules())
    assert (half.fraction, half.state) == (Decimal("0.5"), "partial")
    assert grade("fill_blank", body, key, {"blanks": ["", ""]}, {}).state == "gaveup"


pairs = st.dictionaries(
    st.sampled_from(["l1", "l2", "l3"]), st.sampled_from(["r1", "r2", "r3", "r4"])
)


@given(pairs)
def test_matching_pays_by_right_rows(given_pairs: dict[str, str]) -> None:
    key = {"pairs": {"l1": "r1", "l2": "r2", "l3": "r3"}}
    outcome = grade("matching", {"stem": "?"}, key, {"pairs": given_pairs}, default_rules())
    hits = sum(given_pairs.get(left) == right for left, right in key["pairs"].items())
    assert outcome.fraction == Decimal(hits) / 3


def test_joining_everything_to_one_partner_gains_at_most_one_row() -> None:
    key = {"pairs": {"l1": "r1", "l2": "r2", "l3": "r3"}}
    same = {"pairs": {"l1": "r1", "l2": "r1", "l3": "r1"}}
    assert grade("matching", {}, key, same, default_rules()).fraction == Decimal(1) / 3


@given(st.permutations([1, 2, 3, 4]))
def test_ordering_pays_for_the_whole_order_only(places: list[int]) -> None:
    key = {"order": ["a", "b", "c", "d"]}
    ranks = dict(zip("abcd", places, strict=True))
    outcome = grade("ordering", {}, key, {"ranks": ranks}, default_rules())
    assert outcome.fraction == (1 if places == [1, 2, 3, 4] else 0)
    by_place = grade("ordering", {}, key, {"ranks": ranks}, {"ordering": "absolute_position"})
    assert 0 <= by_place.fraction <= 1


def test_giving_every_entry_the_same_place_never_pays_in_full() -> None:
    key, same = {"order": list("abcd")}, {"ranks": dict.fromkeys("abcd", 1)}
    assert grade("ordering", {}, key, same, default_rules()).fraction == 0


def test_a_case_group_is_the_mean_of_its_parts() -> None:
    body = {
        "stem": "?",
        "parts": [
            {"kind": "single_choice", "body": options()},
            {"kind": "true_false", "body": {"stem": "?"}},
        ],
    }
    key = {"parts": [{"right": ["a"]}, {"answer": True}]}
    half = grade("case_group", body, key, {"parts": [{"chosen": ["a"]}, {"answer": False}]}, {})
    assert half.fraction == Decimal("0.5")
    assert [part.state for part in half.parts] == ["right", "wrong"]
    assert grade("case_group", body, key, {"parts": []}, {}).state == "gaveup"


def test_every_kind_tells_its_rules_in_words() -> None:
    for name, kind in KINDS.items():
        assert kind.rule in kind.marking.RULES, name
        assert all(rule.endswith("。") for rule in kind.marking.RULES.values())
