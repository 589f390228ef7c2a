"""GIFT as Moodle and teachers write it."""

from typing import Any

import pytest

from courses.exchange.codecs import codec_called
from courses.exchange.contract import Exported, Reading
from courses.questions.kinds.sheets import read_sheet
from tests.courses.exchange.codecs.written import LIMITS, exported, there_and_back, written


def read(text: str) -> Reading:
    return codec_called("gift").read(text.encode(), "题.gift", LIMITS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::甲::代表应当出席。{T}", {"kind": "判断题", "stem": "代表应当出席。", "answer": "对"}),
        ("可以拍板。{FALSE#错在越权。#对了。####总评}",
         {"kind": "判断题", "answer": "错", "explanation": "总评\n错在越权。\n对了。"}),
        ("几人？{=十人#对 ~五人#少了 ~%50%八人}",
         {"kind": "单选题", "A": "十人", "answer": "A", "why": "A | 对\nB | 少了",
          "fractions": "A | 1\nB | 0\nC | 0.5"}),
        ("哪些？{~%50%甲 ~%50%乙 ~%-100%丙}", {"kind": "多选题", "answer": "AB"}),
        ("哪些？{~%33.33333%甲 ~%33.33333%乙 ~%33.33333%丙 ~%-100%丁}",
         {"kind": "多选题", "answer": "ABC"}),
        ("联名要{=十 =10}人。", {"kind": "填空题", "stem": "联名要____人。", "answer": "十 | 10"}),
        ("谁？{=代表 =委员}", {"kind": "填空题", "stem": "谁？____"}),
        ("多少？{#5:0.5}", {"kind": "数值题", "answer": "5 ± 0.5"}),
        ("多少？{#4.5..5.5}", {"kind": "数值题", "answer": "5 ± 0.5"}),
        ("多少？{#=5:0 =%50%6:1#近}", {"kind": "数值题", "answer": "5\n6 ± 1 | 0.5"}),
        ("配对{=甲 -> 一 =乙 -> 二 = -> 三}", {"kind": "匹配题", "pairs": "甲 | 一\n乙 | 二\n | 三"}),
        ("排。{>3 ALL VERTICAL ABSOLUTE\n一\n二\n三\n}", {"kind": "排序题", "A": "一", "answer": "ABC"}),
        ("谈谈。{}", {"kind": "简答题", "stem": "谈谈。"}),
        ("谈谈。{####要点}", {"kind": "简答题", "answer": "要点"}),
        (r"[html]<p>一&lt;二<br>三</p><ul><li>四</li></ul>{T}", {"stem": "一<二\n三\n\n· 四"}),
        (r"[markdown]**重**点{T}", {"stem": "重点"}),
        (r"集合\{1\:2\}\=\~\#？\n次行{=\{1\}#说\#明 ~别的}",
         {"stem": "集合{1:2}=~#？\n次行", "A": "{1}", "why": "A | 说#明"}),
    ],
)  # fmt: skip
def test_every_form_of_gift_is_understood(text: str, expected: dict[str, str]) -> None:
    [found] = read(text).found
    assert expected.items() <= found.columns.items(), found.columns
    assert read_sheet(found.columns)[1].problems == []


def test_categories_comments_numbers_and_lines() -> None:
    reading = read(
        "// 说明\n$CATEGORY: $course$/top/代表/权利\n\n// [id:Q7] [tag:审议] [tag:表决]\n对吗？{T}\n\n错吗？{F}\n"
    )
    assert [found.row for found in reading.found] == [5, 7]
    first, second = (found.columns for found in reading.found)
    assert (first["category"], first["number"], first["tags"]) == ("权利", "Q7", "审议、表决")
    assert (second["category"], "number" in second) == ("权利", False)


@pytest.mark.parametrize(
    ("text", "code", "warning"),
    [
        ("只是说明", "description", True),
        ("少了一半{=甲", "unclosed", False),
        ("{=甲{乙}}", "braces", False),
        ("怪{甲}", "answers", False),
        ("多少？{#许多}", "no_number", False),
    ],
)
def test_what_is_no_question_is_said_with_its_line(text: str, code: str, warning: bool) -> None:
    reading = read(f"对吗？{{T}}\n\n{text}\n")
    assert [(p.code, p.row, p.warning) for p in reading.problems] == [(code, 3, warning)]
    assert len(reading.found) == 1


def _blank(**changed: Any) -> Any:
    body = {"stem": "填____和____。", "fiction": False}
    key = {"explanation": "如此", "hints": ["想想"], "blanks": [["甲"], ["乙", "丙"]]}
    return exported("fill_blank", body, key, **changed)


def test_a_file_changed_elsewhere_is_read_as_it_says_now() -> None:
    text = written("gift", [_blank()]).decode()
    assert read(text).found[0].columns["hints"] == "想想"
    changed = read(text.replace("填", "补")).found[0]
    assert changed.columns["stem"].startswith("补")
    assert [problem.code for problem in changed.problems] == ["assumed", "changed"]
    assert "hints" not in changed.columns


def test_losses_are_told_before_anything_is_written() -> None:
    told = codec_called("gift").losses([_blank(), _blank()])
    assert [sentence[:1] for sentence in told] == ["2", "2"]
    assert all(sentence.endswith("。") for sentence in told)


def test_gift_without_key_is_refused() -> None:
    with pytest.raises(ValueError, match="答案"):
        written("gift", [_blank()], with_key=False)


def test_an_entry_that_looks_like_a_comment_is_kept() -> None:
    columns = {"kind": "排序题", "stem": "排一排", "A": "先看", "B": "// 再问", "answer": "AB"}
    kind, read = read_sheet(columns)
    asked = Exported(kind, columns, read.body, read.key)
    (found,) = there_and_back("gift", [asked]).found
    assert found.problems == ()
    assert dict(found.columns) == columns
