"""What is understood of a question, and what may have been meant. Without the database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.portal.search.asking import LONGEST, Kind, asked, with_article
from training.portal.search.matching import Tier, Words
from training.portal.search.near import Near, nearest


@pytest.mark.parametrize(
    "typed",
    [
        "代表法第七条",
        "代表法第7条",
        "代表法 第７条",
        "代表法7条",
        "《代表法》7条",
        "《代表法》第七条",
        "代表法第七條",
        "代表法七条",
    ],
)
def test_every_spelling_of_an_article_asks_the_same(typed: str) -> None:
    assert "代表法第七条" in list(asked({"q": typed}).ways())


def test_what_is_no_article_stays_as_it_is() -> None:
    for words in ("预算", "三个月", "2023年", "村道 补助", "第一千条"):
        assert with_article(words) == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("怎么签到", "签到"),
        ("请问怎样请假？", "请假"),
        ("在哪里看成绩", "看成绩"),
        ("視察", "视察"),
        ("代表建议办理", "代表 建议 办理"),
    ],
)
def test_a_question_is_also_asked_for_what_it_means(typed: str, meant: str) -> None:
    assert meant in list(asked({"q": typed}).ways())


@pytest.mark.parametrize(
    ("typed", "apart"),
    [
        ("村道 量子力学", ["村道", "量子力学"]),
        ("人事任免", ["人事", "任免"]),
        ("怎么签到", []),
        ("的", []),
        ("x ' y", ["x", "y"]),
    ],
)
def test_several_words_may_be_tried_one_by_one(typed: str, apart: list[str]) -> None:
    assert asked({"q": typed}).apart == apart


def test_what_makes_no_sense_counts_as_not_asked() -> None:
    question = asked({"q": " \x00\u200b？！% ", "kind": "keys", "p": "-1"})
    assert (question.words, question.kind, question.page) == ("", "", 1)
    assert asked({"q": "税" * 1000}).words == "税" * LONGEST
    assert asked({"p": "99999999"}).page == 1


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(typed: str) -> None:
    question = asked({"q": typed, "kind": typed, "p": typed})
    assert len(question.typed) <= LONGEST
    assert "\x00" not in question.words
    assert all("\x00" not in way for way in question.ways())
    assert question.kind in {"", *Kind.values}


def test_titles_go_before_summaries_and_summaries_before_texts() -> None:
    words = Words("预算 监督")
    assert Words("预算监督").tier("预算监督", "") == Tier.ASKED_FOR
    assert words.tier("怎样做预算监督", "") == Tier.TITLE_PHRASE
    assert words.tier("监督法与预算", "") == Tier.TITLE_WORDS
    assert words.tier("别的", "讲预算监督") == Tier.SUMMARY_PHRASE
    assert words.tier("别的", "监督和预算") == Tier.SUMMARY_WORDS
    assert words.tier("别的", "别的", body=Tier.BODY_WORDS) == Tier.BODY_WORDS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("视查", "视察和专题调研"),
        ("建议办里", "建议办理和公开"),
        ("闭会其间", "闭会期间"),
        ("街道义事会", "街道议事会"),
    ],
)
def test_a_slip_of_the_pen_leads_to_the_title(typed: str, meant: str) -> None:
    titles = ["预算监督", "视察和专题调研", "建议办理和公开", "闭会期间", "街道议事会"]
    found = nearest(typed, [Near(title, "/") for title in titles])
    assert found[0].title == meant


def test_what_is_like_nothing_gets_no_advice() -> None:
    assert nearest("量子力学", [Near("预算监督", "/"), Near("学习", "/")]) == []
    assert nearest("", [Near("预算监督", "/")]) == []
