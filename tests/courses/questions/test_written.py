"""Answers written by hand: what is understood, what is refused and how, and that a stored answer
written out is read back as itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds.registry import KINDS
from courses.questions.written import NotUnderstood, of_kind

SEED = "seed"
OPTIONS = [{"id": f"o{n}", "text": text} for n, text in enumerate("甲乙丙丁")]
BODIES: dict[str, dict[str, Any]] = {
    "single_choice": {"stem": "选哪个？", "options": OPTIONS},
    "multiple_choice": {"stem": "选哪些？", "options": OPTIONS},
    "true_false": {"stem": "对吗？"},
    "fill_blank": {"stem": "须有____以上；须____人。"},
    "numeric": {"stem": "多少？", "unit_rule": "optional"},
    "matching": {
        "stem": "连一连。",
        "left": [{"id": "l1", "text": "议案"}, {"id": "l2", "text": "建议"}],
        "right": [{"id": f"r{n}", "text": text} for n, text in enumerate(("10人", "1人", "50人"))],
    },
    "ordering": {
        "stem": "排一排。",
        "items": [{"id": f"e{n}", "text": text} for n, text in enumerate(("召集", "审议", "表决"))],
    },
    "short_answer": {"stem": "说一说。", "shortest": 0, "longest": 200},
}
BODIES["case_group"] = {
    "stem": "某代表遇到一件事。",
    "parts": [{"id": f"p{n}", "kind": k, "body": b} for n, (k, b) in enumerate(BODIES.items())],
}


def shown(kind: str, shuffle: bool = False) -> dict[str, Any]:
    return KINDS[kind].paper.present(BODIES[kind], SEED, shuffle)


def understood(kind: str, *texts: str, shuffle: bool = False) -> dict[str, Any]:
    """The payload that these texts become."""
    sent = of_kind(kind).take(texts, shown(kind, shuffle))
    posted = {f"q7{end}": values for end, values in sent.items()}
    return KINDS[kind].paper.read(posted, "q7", BODIES[kind], SEED)


def test_every_kind_knows_how_it_is_written() -> None:
    for kind in KINDS:
        assert of_kind(kind).places(shown(kind))
        assert of_kind(kind).hint(shown(kind))


@pytest.mark.parametrize(
    ("kind", "texts", "payload"),
    [
        ("single_choice", ["B"], {"chosen": ["o1"]}),
        ("single_choice", ["（ｂ）。"], {"chosen": ["o1"]}),
        ("single_choice", [""], {"chosen": []}),
        ("multiple_choice", ["AC"], {"chosen": ["o0", "o2"]}),
        ("multiple_choice", ["ｃ、ａ"], {"chosen": ["o0", "o2"]}),
        ("multiple_choice", ["A, B；D"], {"chosen": ["o0", "o1", "o3"]}),
        ("true_false", ["对"], {"answer": True}),
        ("true_false", ["（√）"], {"answer": True}),
        ("true_false", ["Ｆ"], {"answer": False}),
        ("true_false", ["×"], {"answer": False}),
        ("true_false", [" "], {"answer": None}),
        ("fill_blank", [" 三分之二 ", "10"], {"blanks": ["三分之二", "10"]}),
        ("fill_blank", ["", "10"], {"blanks": ["", "10"]}),
        ("numeric", ["２４ 万元"], {"value": "２４ 万元"}),
        ("matching", ["1B 2A"], {"pairs": {"l1": "r1", "l2": "r0"}}),
        ("matching", ["2→a，１－Ｃ"], {"pairs": {"l1": "r2", "l2": "r0"}}),
        ("matching", ["①B"], {"pairs": {"l1": "r1"}}),
        ("matching", [""], {"pairs": {}}),
        ("ordering", ["3 1 2"], {"ranks": {"e0": 3, "e1": 1, "e2": 2}}),
        ("ordering", ["３１２"], {"ranks": {"e0": 3, "e1": 1, "e2": 2}}),
        ("ordering", ["3，-，2"], {"ranks": {"e0": 3, "e2": 2}}),
        ("ordering", [""], {"ranks": {}}),
        ("short_answer", ["先问清楚。\n再转办。"], {"text": "先问清楚。\n再转办。"}),
    ],
)
def test_it_is_read_whatever_the_width_and_the_marks_between(
    kind: str, texts: list[str], payload: dict[str, Any]
) -> None:
    assert understood(kind, *texts) == payload


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("single_choice", "E", "没有 E，只有 A 到 D"),
        ("single_choice", "AB", "只能写一个字母"),
        ("single_choice", "选B", "不认得“选”"),
        ("single_choice", "2", "不认得“2”"),
        ("multiple_choice", "AAC", "写了两次"),
        ("true_false", "大概", "不认得“大概”"),
        ("matching", "3A", "没有第 3 行"),
        ("matching", "1D", "没有 D"),
        ("matching", "1A 1B", "第 1 行写了两次"),
        ("matching", "AB", "请写成 1B 2A"),
        ("matching", "1A 2", "请写成 1B 2A"),
        ("ordering", "1 2", "3 个方框，写了 2 个数"),
        ("ordering", "1 2 4", "没有第 4 位"),
        ("ordering", "1 2 A", "只写数字"),
    ],
)
def test_what_is_not_understood_says_what_to_write(kind: str, text: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        understood(kind, text)
    assert says in refusal.value.reason
    assert refusal.value.reason.endswith("。")


def test_letters_follow_the_order_in_which_the_paper_shows_the_options() -> None:
    letters = {
        option["letter"]: option["text"] for option in shown("single_choice", True)["options"]
    }
    for letter, text in letters.items():
        (chosen,) = understood("single_choice", letter, shuffle=True)["chosen"]
        assert next(o["text"] for o in OPTIONS if o["id"] == chosen) == text


def test_a_case_group_is_written_part_by_part() -> None:
    assert of_kind("case_group").places(shown("case_group")) == [
        ".1", ".2", ".3", ".4(1)", ".4(2)", ".5", ".6", ".7", ".8",
    ]  # fmt: skip
    texts = ["B", "AC", "错", "三分之二", "", "24", "1B", "3 1 2", "说"]
    parts = understood("case_group", *texts)["parts"]
    assert parts[0] == {"chosen": ["o1"]}
    assert parts[3] == {"blanks": ["三分之二", ""]}
    assert parts[7] == {"text": "说"}
    with pytest.raises(NotUnderstood, match="第 3 小题"):
        understood("case_group", "B", "AC", "也许", "", "", "", "", "", "")


PAYLOADS = {
    "single_choice": st.sampled_from([{"chosen": []}, *({"chosen": [o["id"]]} for o in OPTIONS)]),
    "multiple_choice": st.builds(
        lambda chosen: {"chosen": sorted(chosen)},
        st.sets(st.sampled_from([o["id"] for o in OPTIONS])),
    ),
    "true_false": st.sampled_from([{"answer": answer} for answer in (True, False, None)]),
    "fill_blank": st.builds(
        lambda *texts: {"blanks": list(texts)}, *[st.sampled_from(["", "三分之二", "10 人；"])] * 2
    ),
    "numeric": st.sampled_from([{"value": ""}, {"value": "2/3"}, {"value": "-3.5 万元"}]),
    "matching": st.builds(
        lambda pairs: {"pairs": pairs},
        st.dictionaries(st.sampled_from(["l1", "l2"]), st.sampled_from(["r0", "r1", "r2"])),
    ),
    "ordering": st.builds(
        lambda ranks: {"ranks": ranks},
        st.dictionaries(st.sampled_from(["e0", "e1", "e2"]), st.integers(1, 3)),
    ),
    "short_answer": st.sampled_from([{"text": ""}, {"text": "先问，再办。"}]),
}
PAYLOADS["case_group"] = st.builds(
    lambda *parts: {"parts": list(parts)}, *[PAYLOADS[kind] for kind in PAYLOADS]
)


@pytest.mark.parametrize("kind", BODIES)
@given(at=st.data(), shuffle=st.booleans())
def test_an_answer_written_out_is_read_back_as_itself(
    kind: str, at: st.DataObject, shuffle: bool
) -> None:
    payload = at.draw(PAYLOADS[kind])
    filled = KINDS[kind].paper.refill(shown(kind, shuffle), payload, SEED)
    texts = of_kind(kind).put(filled)
    assert len(texts) == len(of_kind(kind).places(filled))
    assert understood(kind, *texts, shuffle=shuffle) == payload


@pytest.mark.parametrize(
    ("kind", "payload", "words"),
    [
        ("single_choice", {"chosen": ["o1"]}, ["乙"]),
        ("single_choice", {}, []),
        ("multiple_choice", {"chosen": ["o2", "o0"]}, ["甲", "丙"]),
        ("true_false", {"answer": False}, ["错"]),
        ("true_false", {"answer": None}, []),
        ("fill_blank", {"blanks": ["三分之二", ""]}, ["(1) 三分之二"]),
        ("numeric", {"value": "24 万元"}, ["24 万元"]),
        ("matching", {"pairs": {"l1": "r0"}}, ["议案 → 10人"]),
        ("ordering", {"ranks": {"e0": 2, "e2": 1}}, ["1. 表决", "2. 召集"]),
        ("short_answer", {"text": "先问。"}, ["先问。"]),
        ("case_group", {"parts": [{"chosen": ["o1"]}, {}, {"answer": True}]}, ["1. 乙", "3. 对"]),
    ],
)
def test_a_stored_answer_is_said_in_words(
    kind: str, payload: dict[str, Any], words: list[str]
) -> None:
    assert of_kind(kind).say(BODIES[kind], payload) == words
