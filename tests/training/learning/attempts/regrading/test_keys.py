"""From what a trainer ticks and types to a key by which answers are marked, kind by kind."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from courses.models import QuestionVersion
from courses.questions.kinds.registry import default_rules, grade
from training.learning.attempts.regrading.keys.registry import (
    KeyChange,
    answers_counted,
    editable,
    facets,
    in_words,
    key_change,
    parts_of,
    why_not_by,
)


def version(kind: str, body: Any, key: Any, num: int = 1) -> QuestionVersion:
    return QuestionVersion(kind=kind, body=body, answer_key=key, num=num)


def options(*ids: str) -> list[dict[str, str]]:
    return [{"id": i, "text": i.upper()} for i in ids]


SINGLE = version(
    "single_choice",
    {"stem": "?", "options": options("a", "b", "c", "d")},
    {"explanation": "因为", "right": ["b"], "why": {"a": "不是", "c": "也不是"}},
)
MULTIPLE = version(
    "multiple_choice",
    {"stem": "?", "options": options("a", "b", "c", "d")},
    {"right": ["a", "c"], "fractions": {"a": "0.5", "b": "-1", "c": "0.5", "d": "-0.5"}},
)
STATEMENT = version("true_false", {"stem": "?"}, {"answer": False})
BLANKS = version(
    "fill_blank",
    {"stem": "须有____以上代表出席；联名须____人以上。"},
    {"blanks": [["三分之二"], ["十", "10"]]},
)
NUMBER = version(
    "numeric",
    {"stem": "多少？", "unit_rule": "optional"},
    {
        "answers": [
            {"value": "24", "tolerance": "0", "relative": False, "fraction": "1"},
            {"value": "24", "tolerance": "0.05", "relative": True, "fraction": "0.5"},
        ],
        "units": [],
    },
)
PAIRS = version(
    "matching",
    {"stem": "?", "left": options("x", "y"), "right": options("p", "q", "r")},
    {"pairs": {"x": "p", "y": "q"}},
)
ORDER = version("ordering", {"stem": "?", "items": options("a", "b", "c")}, {"order": list("abc")})
ESSAY = version("short_answer", {"stem": "?", "shortest": 0, "longest": 9}, {"criteria": []})
GROUP = version(
    "case_group",
    {
        "stem": "一件事。",
        "parts": [
            {"kind": "single_choice", "body": SINGLE.body},
            {"kind": "true_false", "body": STATEMENT.body},
            {"kind": "short_answer", "body": ESSAY.body},
        ],
    },
    {"parts": [SINGLE.answer_key, STATEMENT.answer_key, ESSAY.answer_key]},
)
EVERY = [SINGLE, MULTIPLE, STATEMENT, BLANKS, NUMBER, PAIRS, ORDER, ESSAY, GROUP]


def changed(one: QuestionVersion, also: bool, part: int = 0, **posted: Any) -> KeyChange:
    counts = answers_counted(one, [])
    data = {f"key-{name.replace('_', '-')}": value for name, value in posted.items()}
    return key_change(one, one.answer_key, counts, also=also, part=part, posted=data)


def key(one: QuestionVersion, also: bool, part: int = 0, **posted: Any) -> dict[str, Any]:
    change = changed(one, also, part, **posted)
    assert change.form.is_valid(), change.form.errors
    return change.answer_key()


def faults(one: QuestionVersion, also: bool, part: int = 0, **posted: Any) -> dict[str, Any]:
    change = changed(one, also, part, **posted)
    assert not change.form.is_valid()
    return {name: " ".join(map(str, errors)) for name, errors in change.form.errors.items()}


def share(
    one: QuestionVersion, by: dict[str, Any], payload: dict[str, Any], **rules: str
) -> Decimal:
    return grade(one.kind, one.body, by, payload, default_rules() | rules).fraction


# ---- choosing


def test_further_options_of_a_single_choice_are_right_each_by_itself() -> None:
    new = key(SINGLE, True, right=["c", "d"])
    assert new == {"explanation": "因为", "right": ["b", "c", "d"], "why": {"a": "不是"}}
    marks = {i: share(SINGLE, new, {"chosen": [i]}) for i in "abcd"}
    assert marks == {"a": 0, "b": 1, "c": 1, "d": 1}
    assert share(SINGLE, new, {"chosen": ["b", "c"]}) == 0  # ticking several never pays


def test_only_the_new_option_of_a_single_choice_is_right() -> None:
    assert key(SINGLE, False, right=["c"])["right"] == ["c"]


def test_accepting_also_offers_only_what_is_not_right_yet() -> None:
    offered = changed(SINGLE, True).form.fields["right"].choices
    assert [identity for identity, _label in offered] == ["a", "c", "d"]
    assert "right" in faults(SINGLE, True, right=["b"])


def test_nothing_ticked_names_the_field() -> None:
    assert faults(SINGLE, True) == {"right": "请至少选一个选项。"}
    assert faults(MULTIPLE, False) == {"right": "请至少选一个选项。"}


def test_a_key_that_changes_nothing_is_refused() -> None:
    assert "没有改动" in faults(SINGLE, False, right=["b"])["__all__"]
    assert "没有改动" in faults(BLANKS, True)["__all__"]


def test_a_set_of_options_and_what_each_is_worth() -> None:
    new = key(MULTIPLE, False, right=["a", "b"])
    assert new["right"] == ["a", "b"]
    assert new["fractions"] == {"a": "0.5", "b": "0.5", "c": "-1", "d": "-0.5"}
    for rule in ("partial_if_none_wrong", "all_or_nothing", "sum_of_fractions"):
        rules = {"multiple_choice": rule}
        assert share(MULTIPLE, new, {"chosen": ["a", "b"]}, **rules) == 1, rule
        assert share(MULTIPLE, new, {"chosen": ["a", "c"]}, **rules) == 0, rule


def test_the_other_judgement() -> None:
    assert key(STATEMENT, True) == {"answer": True}
    assert key(STATEMENT, False, answer="true") == {"answer": True}
    assert "没有改动" in faults(STATEMENT, False, answer="false")["__all__"]


# ---- writing


def test_texts_that_were_given_are_offered_near_misses_first() -> None:
    given = ["三分之二代表", "一半", "一半", "一半", "2/3"]
    counts = answers_counted(BLANKS, [{"blanks": [text, "十"]} for text in given])
    form = key_change(BLANKS, BLANKS.answer_key, counts, also=True).form
    offered = [text for text, _label in form.fields["near-1"].choices]
    assert "2/3" not in offered  # accepted already, spelled otherwise
    assert set(offered) == {"三分之二代表", "一半"} or offered == ["一半"]
    assert "near-2" not in form.fields


def test_texts_accepted_besides() -> None:
    counts = answers_counted(BLANKS, [{"blanks": ["一半", "五"]}])
    change = key_change(
        BLANKS,
        BLANKS.answer_key,
        counts,
        also=True,
        posted={"key-near-1": ["一半"], "key-more-2": "五\n\n 十五 \n"},
    )
    assert change.form.is_valid(), change.form.errors
    assert change.answer_key() == {"blanks": [["三分之二", "一半"], ["十", "10", "五", "十五"]]}


def test_only_the_new_texts() -> None:
    new = key(BLANKS, False, accepted_1="过半数", accepted_2="五\n5")
    assert new == {"blanks": [["过半数"], ["五", "5"]]}
    assert faults(BLANKS, False, accepted_1=" ", accepted_2="五") == {
        "accepted-1": "请写出这一空的答案。"
    }


def test_numbers_with_tolerance() -> None:
    new = key(NUMBER, True, numbers="30 ±1\n百分之六十")
    assert share(NUMBER, new, {"value": "31"}) == 1
    assert share(NUMBER, new, {"value": "0.6"}) == 1
    assert share(NUMBER, new, {"value": "24"}) == 1
    new = key(NUMBER, False, numbers="30 ±10%，得 0.5\n30")
    assert [share(NUMBER, new, {"value": v}) for v in ("24", "27", "30")] == [0, Decimal("0.5"), 1]


def test_numbers_are_edited_as_they_are() -> None:
    shown = changed(NUMBER, False).form.fields["numbers"].initial
    assert shown == "24\n24 ±5%，得 0.5"
    assert "没有改动" in faults(NUMBER, False, numbers=shown)["__all__"]


@pytest.mark.parametrize("line", ["很多", "24 ±", "24 ±-1", "24，得 2", "24 ± 很少"])
def test_a_number_that_cannot_be_read_names_the_line(line: str) -> None:
    assert f"看不懂“{line}”" in faults(NUMBER, False, numbers=f"24\n{line}")["numbers"]


def test_numbers_that_were_given_are_offered() -> None:
    counts = answers_counted(NUMBER, [{"value": v} for v in ("25", "25", "二十四", "很多", "")])
    form = key_change(NUMBER, NUMBER.answer_key, counts, also=True).form
    assert form.fields["near"].choices == [("25", "25（2 份）")]


# ---- arranging


def test_pairs_and_orders() -> None:
    new = key(PAIRS, True, pair_1="r", pair_2="q")
    assert new == {"pairs": {"x": "r", "y": "q"}}
    new = key(ORDER, False, place_a="2", place_b="1", place_c="3")
    assert new == {"order": ["b", "a", "c"]}


def test_one_place_for_two_entries_is_refused() -> None:
    assert "第 1 位" in faults(ORDER, False, place_a="1", place_b="1", place_c="3")["__all__"]


# ---- groups


def test_a_part_of_a_group_is_changed_by_itself() -> None:
    new = key(GROUP, True, part=1, right=["c"])
    assert new["parts"][0]["right"] == ["b", "c"]
    assert new["parts"][1:] == GROUP.answer_key["parts"][1:]
    assert key(GROUP, False, part=2, answer="true")["parts"][1] == {"answer": True}


def test_what_a_person_marks_has_no_key_to_change() -> None:
    assert [part.editable for part in parts_of(GROUP)] == [True, True, False]
    assert (editable(GROUP), editable(ESSAY)) == (True, False)


# ---- counting and telling


def test_answers_are_counted_place_by_place() -> None:
    payloads = [
        {"parts": [{"chosen": ["b"]}, {"answer": True}, {}]},
        {"parts": [{"chosen": ["c"]}]},
    ]
    counts = answers_counted(GROUP, payloads)
    assert counts == Counter({("1:", "b"): 1, ("1:", "c"): 1, ("2:", "true"): 1, ("2:", ""): 1})
    first, second = facets(GROUP, [GROUP.answer_key], counts)
    assert first.title.startswith("小题 1")
    assert [(g.text, g.times, g.right) for g in second.answers] == [
        ("正确", 1, False),
        ("错误", 0, True),
        ("", 1, False),
    ]


def test_spellings_of_one_text_are_counted_together() -> None:
    given = ["三分之二", "2/3", "２／３", "一半"]
    counts = answers_counted(BLANKS, [{"blanks": [text, ""]} for text in given])
    first, _second = facets(BLANKS, [BLANKS.answer_key], counts)
    assert [(g.times, g.right) for g in first.answers] == [(3, True), (1, False), (0, False)]


def test_right_is_what_any_of_several_keys_accepts() -> None:
    counts = answers_counted(STATEMENT, [{"answer": True}])
    both = facets(STATEMENT, [STATEMENT.answer_key, {"answer": True}], counts)
    assert [g.right for g in both[0].answers] == [True, True, False]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.kind)
def test_every_kind_can_be_counted_and_told_whatever_was_answered(one: QuestionVersion) -> None:
    counts = answers_counted(one, [{}])
    told = facets(one, [one.answer_key], counts)
    assert all(given.times <= 1 for facet in told for given in facet.answers)
    assert bool(in_words(one.kind, one.body, one.answer_key)) is (one is not ESSAY)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.kind)
def test_a_newer_version_fits_when_kind_and_shape_are_the_same(one: QuestionVersion) -> None:
    newer = version(one.kind, {**one.body, "stem": one.body["stem"] + " "}, one.answer_key, 2)
    assert why_not_by(one, newer) == ("person" if one is ESSAY else "")
    other = STATEMENT if one is not STATEMENT else SINGLE
    assert why_not_by(one, other) == "kind"


@pytest.mark.parametrize(
    ("one", "body"),
    [
        (SINGLE, {"options": options("a", "b", "c")}),
        (MULTIPLE, {"options": options("a", "b", "c", "e")}),
        (BLANKS, {"stem": "____"}),
        (PAIRS, {"left": options("x", "y", "z")}),
        (ORDER, {"items": options("a", "b", "d")}),
        (GROUP, {"parts": GROUP.body["parts"][:2]}),
    ],
    ids=lambda value: value.kind if isinstance(value, QuestionVersion) else "",
)
def test_other_options_or_another_number_of_them_do_not_fit(
    one: QuestionVersion, body: Any
) -> None:
    assert why_not_by(one, version(one.kind, {**one.body, **body}, one.answer_key, 2)) == "shape"
