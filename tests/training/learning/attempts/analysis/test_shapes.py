"""What could be chosen, what was chosen, and what guessing earns, for every kind."""

from typing import Any

import pytest

from courses.questions.kinds.registry import KINDS, default_rules
from training.learning.attempts.analysis.records import NOTHING
from training.learning.attempts.analysis.shapes import Described, describe, describe_all

RULES = default_rules()


def options(texts: str) -> list[dict[str, str]]:
    return [{"id": text.lower(), "text": text} for text in texts]


def single(right: str = "b", among: str = "ABCD") -> Described:
    body = {"stem": "？", "options": options(among)}
    return describe("single_choice", body, {"right": [right]}, RULES)


def multiple(rule: str, right: list[str]) -> Described:
    body = {"stem": "？", "options": options("ABCD")}
    return describe("multiple_choice", body, {"right": right}, RULES | {"multiple_choice": rule})


MATCHING: dict[str, Any] = {
    "stem": "连",
    "left": [{"id": "l1", "text": "议案"}, {"id": "l2", "text": "建议"}],
    "right": [
        {"id": "r1", "text": "10人"},
        {"id": "r2", "text": "1人"},
        {"id": "r3", "text": "50人"},
    ],
}
PAIRS = {"pairs": {"l1": "r1", "l2": "r2"}}


def matching() -> Described:
    return describe("matching", MATCHING, PAIRS, RULES)


def ordering(rule: str = "all_or_nothing", entries: str = "甲乙丙") -> Described:
    body = {"stem": "排", "items": [{"id": entry, "text": entry} for entry in entries]}
    return describe("ordering", body, {"order": list(entries)}, RULES | {"ordering": rule})


def blanks() -> Described:
    body = {"stem": "须____以上；联名____。"}
    return describe("fill_blank", body, {"blanks": [["三分之二"], ["十人", "10"]]}, RULES)


def number() -> Described:
    answer = {"value": "24", "tolerance": "0.5", "relative": False, "fraction": "1"}
    return describe("numeric", {"stem": "几小时？"}, {"answers": [answer], "units": []}, RULES)


def test_guessing_one_of_four_earns_a_quarter():
    assert single().guess == 0.25
    assert single(among="ABC").guess == pytest.approx(1 / 3)


def test_guessing_a_statement_earns_half():
    assert describe("true_false", {"stem": "对吗"}, {"answer": False}, RULES).guess == 0.5


def test_guessing_several_options_takes_every_set_as_equally_likely():
    # 15 non-empty sets of ABCD. Right are A and C: the whole set 1, A alone ½, C alone ½.
    assert multiple("partial_if_none_wrong", ["a", "c"]).guess == pytest.approx(2 / 15)
    assert multiple("all_or_nothing", ["a", "c"]).guess == pytest.approx(1 / 15)
    # One right option among several that may be ticked is not one of four.
    assert multiple("all_or_nothing", ["a"]).guess == pytest.approx(1 / 15)


def test_guessing_partners_and_orders():
    # Each row has one right partner of three, so a third of the rows on average.
    assert matching().guess == pytest.approx(1 / 3)
    assert ordering().guess == pytest.approx(1 / 6)  # 3! orders, one right
    assert ordering("absolute_position").guess == pytest.approx(1 / 3)  # one fixed point of three


def test_guessing_a_text_earns_nothing_and_too_many_answers_are_not_tried():
    assert blanks().guess == 0.0
    assert ordering(entries="甲乙丙丁戊己庚辛").guess is None  # 8! = 40320


def test_an_unknown_shape_is_described_without_a_picture():
    strange = describe("hologram", {"stem": "看"}, {"rubric": []}, RULES)
    assert (strange.facets, strange.guess, strange.picks({"text": "…"})) == ((), None, ())


def test_every_kind_that_is_marked_by_machine_has_a_shape():
    described = [single(), multiple("all_or_nothing", ["a"]), matching(), ordering(), blanks()]
    described.append(number())
    described.append(describe("true_false", {"stem": "对吗"}, {"answer": True}, RULES))
    known = {one.kind for one in described if one.facets}
    assert set(KINDS) - {"case_group", "short_answer"} == known


def test_what_an_answer_chose():
    assert single().picks({"chosen": ["c"]}) == (("options", "c"),)
    assert single().picks({"chosen": ["no-such"]}) == (("options", NOTHING),)
    assert matching().picks({"pairs": {"l1": "r3"}}) == (("l1", "r3"), ("l2", NOTHING))
    assert ordering().picks({"ranks": {"甲": 2}})[0] == ("甲", "2")
    assert blanks().picks({"blanks": [" 2/3 ", ""]}) == (("1", "2/3"), ("2", NOTHING))
    judged = describe("true_false", {"stem": "对吗"}, {"answer": True}, RULES)
    assert judged.picks({"answer": False}) == (("judgement", "false"),)
    assert judged.picks({"answer": None}) == (("judgement", NOTHING),)


def test_a_partner_of_no_row_is_a_distractor_wherever_it_is_joined():
    (spare,) = matching().distractors
    assert (spare.text, spare.picks) == ("50人", (("l1", "r3"), ("l2", "r3")))


def test_written_texts_are_judged_by_the_kinds_own_marking():
    assert blanks().is_right("1", "２／３")
    assert not blanks().is_right("2", "２／３")
    assert blanks().form("六") == blanks().form("6")


def test_written_numbers_are_judged_with_their_tolerance_and_spelling():
    assert number().picks({"value": " ２４ "}) == (("value", "２４"),)
    assert number().is_right("value", "二十四")
    assert number().is_right("value", "24.5")
    assert not number().is_right("value", "25")
    assert number().form("２４ ") == number().form("24")
    assert number().guess == 0.0


def test_a_nearly_right_text_names_what_it_comes_close_to():
    facet = blanks().facets[1]
    close = blanks().close(facet, ["十年", "十年", "五百"])
    assert [near for near, _why in close.values()] == ["十人"]


def test_what_was_accepted_also_counts_as_right():
    body = {"stem": "？", "options": options("ABC")}
    both = describe_all("single_choice", body, [{"right": ["b"]}, {"right": ["c"]}], RULES)
    assert [choice.right for choice in both.facets[0].choices] == [False, True, True]
    assert [wrong.text for wrong in both.distractors] == ["A"]
    assert both.guess == pytest.approx(1 / 3)


def test_two_orders_may_be_accepted():
    body = {"stem": "排", "items": [{"id": entry, "text": entry} for entry in "甲乙"]}
    keys = [{"order": ["甲", "乙"]}, {"order": ["乙", "甲"]}]
    both = describe_all("ordering", body, keys, RULES)
    assert all(choice.right for facet in both.facets for choice in facet.choices)


def test_a_group_is_guessed_as_the_mean_of_its_parts():
    body = {
        "stem": "情境",
        "parts": [
            {"kind": "single_choice", "body": {"stem": "1", "options": options("ABCD")}},
            {"kind": "true_false", "body": {"stem": "2"}},
        ],
    }
    group = describe("case_group", body, {"parts": [{"right": ["a"]}, {"answer": True}]}, RULES)
    assert group.guess == pytest.approx((0.25 + 0.5) / 2)
    assert [part.kind for part in group.parts] == ["single_choice", "true_false"]
