"""How alike two wordings are: the laws of the measure, and what authors would call the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.likeness.shingles import (
    LIKELY,
    Wording,
    answers_in,
    likeness,
    prints,
    stem_pairs,
    wording_of,
)
from courses.questions.likeness.typed import typed_wording

SIGNS = st.sampled_from("区县镇人大代表议案建议常委会选举罢免质询一二三十名日内可以应当提出，。：")
TEXTS = st.text(SIGNS, max_size=40)
WORDINGS = st.builds(Wording, TEXTS, st.lists(TEXTS, max_size=4).map(tuple))

RECALL = Wording(
    "区人大会议期间，代表联名提出对副区长的罢免案，法定门槛是：",
    ("10名以上代表", "五分之一以上代表", "十分之一以上代表", "三分之一以上代表"),
)


@given(WORDINGS, WORDINGS)
def test_likeness_lies_between_nothing_and_all_and_is_the_same_both_ways(
    one: Wording, other: Wording
) -> None:
    forth, back = likeness(one, other), likeness(other, one)
    assert 0 <= forth.score <= 1
    assert forth == back


@given(WORDINGS.filter(lambda said: any(sign.isalnum() for sign in said.whole)))
def test_everything_is_like_itself_whatever_its_spaces_and_punctuation(said: Wording) -> None:
    spaced = Wording(" ".join(said.stem), tuple(f"（{text}）。" for text in said.rest))
    assert likeness(said, spaced).score == 1
    assert prints(said, [1]) == prints(spaced, [1])


@given(WORDINGS, st.integers(1, 9), st.integers(10, 19))
def test_questions_of_different_places_share_no_fingerprint(
    said: Wording, here: int, there: int
) -> None:
    assert not set(prints(said, [here])) & set(prints(said, [there]))


@given(WORDINGS)
def test_fingerprints_fit_a_bigint(said: Wording) -> None:
    assert all(-(2**63) <= number < 2**63 for number in prints(said, [1]))


@pytest.mark.parametrize(
    ("stem", "rest", "why"),
    [
        (RECALL.stem, RECALL.rest[::-1], "everything"),
        (RECALL.stem, ("甲", "乙", "丙", "丁"), "same_stem"),
        ("镇人大会议期间，代表联名提出对副镇长的罢免案，法定门槛是：", ("两名", "全部"), "stem"),
        (
            f"会上有人不满。{RECALL.stem}他去问了三位同事，各说各的，最后翻开法律才弄清楚。",
            (),
            "contained",
        ),
    ],
)
def test_what_authors_call_the_same(stem: str, rest: tuple[str, ...], why: str) -> None:
    found = likeness(RECALL, Wording(stem, rest))
    assert found.score >= LIKELY
    assert found.why == why


def test_under_a_frame_the_options_decide() -> None:
    one, other = Wording("下列说法正确的是：", RECALL.rest), Wording("正确的有：", RECALL.rest)
    assert likeness(one, other).why == "whole"


@pytest.mark.parametrize(
    "stem",
    [
        "区人大代表联名向区人民代表大会提出议案，至少需要多少名代表？",
        "罢免区人大代表，须经谁通过？",
    ],
)
def test_what_only_shares_its_subject_is_not_the_same(stem: str) -> None:
    assert likeness(RECALL, Wording(stem, ("原选区全体选民的过半数",))).score < LIKELY


@pytest.mark.parametrize(
    "stem", ["下列说法正确的是：", "以下哪些做法是错误的？", "下列表述中，不正确的有（  ）。"]
)
def test_a_frame_without_a_subject_says_nothing(stem: str) -> None:
    assert not stem_pairs(stem)


def test_two_that_share_half_of_their_pairs_share_a_fingerprint() -> None:
    other = Wording(RECALL.stem.replace("副区长", "法院院长").replace("法定门槛", "人数"))
    assert set(prints(Wording(RECALL.stem), [1])) & set(prints(other, [1]))


def test_a_body_is_read_to_its_last_part_without_names_of_kinds_and_identities() -> None:
    body = {
        "stem": "情境",
        "fiction": True,
        "parts": [
            {"id": "p", "kind": "single_choice", "body": {"stem": "先问谁", "options": [
                {"id": "a", "text": "甲"}, {"id": "b", "text": ""}]}},
        ],
    }  # fmt: skip
    assert wording_of("情境", body) == Wording("情境", ("先问谁", "甲"))


def test_of_a_key_only_answers_in_words_are_said() -> None:
    key = {
        "explanation": "因为",
        "right": ["a1b2"],
        "blanks": [["十", "10"], ["三"]],
        "answers": [{"value": "24", "tolerance": "0.5"}],
        "parts": [{"explanation": "不", "blanks": [["二"]]}],
    }
    assert answers_in(key) == ["十", "10", "三", "24", "二"]


def test_what_is_typed_so_far_is_read_from_any_kinds_form() -> None:
    posted = {
        "stem": " 题干 ",
        "explanation": "不算",
        "choices-0-text": "甲",
        "choices-0-right": "on",
        "choices-1-text": "删掉的",
        "choices-1-DELETE": "on",
        "pairs-0-left": "议案",
        "pairs-0-right": "10人",
        "hints-0-text": "提示不算",
        "parts-0-value-stem": "小题",
        "parts-0-value-options-1-value-text": "选项",
        "parts-1-value-stem": "删掉的小题",
        "parts-1-deleted": "1",
    }
    assert typed_wording(posted) == Wording("题干", ("甲", "议案", "10人", "小题", "选项"))
