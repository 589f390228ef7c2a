"""Which answers to a blank are the same answer, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds.fill_blank.folding import accepts, fold, readings
from courses.questions.kinds.fill_blank.nearness import near_misses
from courses.questions.kinds.registry import default_rules, grade
from tests.factories.authored import law

ALIKE = [
    ["三分之二", "2/3", "２／３", " 三分之二 ", "三分之二。", "三 分 之 二", "⅔"],
    ["六", "6", "六个", "6 个", "６", "陆", "6名", "六位代表", "6.0"],
    ["三个月", "3个月", "３ 个月", "三個月"],
    ["二十天", "20日", "20 天", "廿天", "二十日"],
    ["60%", "百分之六十", "0.6", "六成", "３/５", "60％"],
    ["半数", "一半", "1/2", "50%", "二分之一"],
    ["1.2亿元", "一亿二千万元", "120,000,000元", "12000万元"],
    ["人民群众", " 人民 群众", "人民群众。", "人民群眾", "「人民群众」"],
    ["就近就地", "就近、就地", "就近,就地"],
    ["第三十五条", "第35条", "第卅五条", "第 35 条"],
    ["二〇二五年三月一日", "2025年3月1日", "２０２５年３月１日"],
    ["三分之二以上", "2/3以上"],
    ["十人以上", "10人以上", "１０ 人 以上"],
    ["代表法", "《代表法》", "代表法（）"],
    ["C++", "c++", "Ｃ＋＋"],
]

DIFFERENT = [
    ["三分之二", "三分之一", "3", "23", "2-3", "2,3", "2 3"],
    ["三个月", "三", "三年", "三天", "三月", "三周"],
    ["五", "十五", "五十", "五百", "五万"],
    ["一致", "1致", "一至", "致"],
    ["百姓", "100姓", "百"],
    ["万一", "10001", "一万"],
    ["十分", "10", "十分重要"],
    ["3.5", "35", "3-5", "3、5", "3:5"],
    ["第三十五条", "35", "第三十五款"],
    ["过半数", "半数", "半数以上"],
    ["100%", "1", "100"],
    ["007", "7"],
    ["十人以上", "十人以下", "十人"],
    ["大陆", "大6"],
    ["元旦", "圆蛋"],
]


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda s: s[0])
def test_one_answer_in_many_spellings(spellings: list[str]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1, [fold(s) for s in spellings]


@pytest.mark.parametrize("answers", DIFFERENT, ids=lambda s: s[0])
def test_different_answers_stay_different(answers: list[str]) -> None:
    assert len({fold(answer) for answer in answers}) == len(answers), [fold(a) for a in answers]


said = st.text(
    alphabet="一二三十百千万亿两〇0123456789.,/%-分之第条个月年人名以上致姓代表 、。", max_size=16
).filter(lambda text: any(character.isalnum() for character in text))
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@law
@given(said)
def test_width_and_what_stands_around_an_answer_change_nothing(text: str) -> None:
    assert fold(text.translate(WIDE)) == fold(text) == fold(f" 《{text}》。")


@law
@given(st.text(max_size=40))
def test_anything_can_be_folded(text: str) -> None:
    assert fold(text) is not None
    assert accepts(text, [text]) == bool(fold(text))


@pytest.mark.parametrize(
    ("answer", "accepted", "before", "after"),
    [
        ("6", "六个月", "自交办之日起", "个月内答复"),
        ("六个月", "六", "自交办之日起", "个月内答复"),
        ("六个月内", "六", "自交办之日起", "个月内答复"),
        ("第三十五条", "三十五", "依据代表法第", "条"),
        ("35条", "三十五", "依据代表法第", "条"),
        ("三分之二以上", "三分之二", "要有全体代表的", "以上出席"),
        ("60%", "60", "比例为", "%。"),
        ("两", "2", "不得少于", "天"),
    ],
)
def test_what_stands_beside_the_blank_may_be_repeated_or_left_out(
    answer: str, accepted: str, before: str, after: str
) -> None:
    assert accepts(answer, [accepted], before, after)
    assert accepts(accepted, [answer], before, after)


@pytest.mark.parametrize(
    ("answer", "accepted", "before", "after"),
    [
        ("三", "三个月", "应当在", "内答复"),
        ("三年", "三个月", "应当在", "内答复"),
        ("六年", "六", "自交办之日起", "个月内答复"),
        ("三十", "三", "依据第", "十条"),
        ("", "六", "", ""),
        ("个月", "六", "", "个月内"),
    ],
)
def test_a_unit_that_matters_is_not_given_away(
    answer: str, accepted: str, before: str, after: str
) -> None:
    assert not accepts(answer, [accepted], before, after)


def test_what_is_taken_off_never_leaves_nothing() -> None:
    assert readings("个月", "", "个月内") == {"个月"}


def test_the_stem_is_read_when_a_blank_is_marked() -> None:
    body = {"stem": "应当自交办之日起____个月内答复，难的____内。"}
    key = {"blanks": [["三"], ["六个月"]]}

    def hits(*texts: str) -> str:
        return grade("fill_blank", body, key, {"blanks": list(texts)}, default_rules()).state

    assert hits("3个月", "6 个月") == "right"
    assert hits("三年", "六") == "wrong"
    assert hits("三", "六") == "partial"


# ---- near misses


def told(given: list[str], accepted: list[str], before: str = "", after: str = "") -> list[tuple]:
    return [(m.text, m.times, m.why) for m in near_misses(given, accepted, before, after)]


def test_near_misses_are_told_by_how_often_and_why() -> None:
    given = [
        "人民",
        "人民",
        "人民众群",
        "广大人民群众",
        "人民群众",
        "人民 群眾",
        "选民",
        "x",
        " ",
        "人民群重",
    ]
    assert told(given, ["人民群众"]) == [
        ("人民", 2, "part"),
        ("人民众群", 1, "spelling"),
        ("人民群重", 1, "spelling"),
        ("广大人民群众", 1, "holds"),
    ]


def test_the_same_number_with_another_unit_is_near_and_another_number_never_is() -> None:
    assert told(["三", "3", "三 ", "三年", "四个月", "3个月"], ["三个月"]) == [
        ("三", 3, "unit"),
        ("三年", 1, "unit"),
    ]


def test_spellings_of_one_answer_are_counted_together() -> None:
    assert told(["人民群重", "人民 群重", "人民群重。"], ["人民群众"])[0][1] == 3


def test_what_the_stem_already_accepts_is_no_near_miss() -> None:
    assert told(["六个月"], ["六"], "自", "个月内") == []
