"""Questions as columns and as plain text: what is written is read back, word for word."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds.plain import read_texts, write_text, write_texts
from courses.questions.kinds.registry import KINDS
from courses.questions.kinds.sheets import read_sheet, write_sheet
from courses.questions.kinds.true_false.sheet import judgement
from tests.factories import authored
from tests.factories.authored import law

every_kind = pytest.mark.parametrize("kind", sorted(KINDS))


@every_kind
@law
@given(st.data())
def test_a_sheet_is_read_as_it_was_written(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    columns = write_sheet(kind, body, key)
    name, read = read_sheet(columns)
    assert (name, read.problems) == (kind, [])
    assert (read.body, read.key) == (body, key)
    assert write_sheet(kind, read.body, read.key) == columns


@every_kind
@law
@given(st.data())
def test_a_plain_text_is_read_as_it_was_written(kind: str, data: st.DataObject) -> None:
    columns = write_sheet(kind, *data.draw(authored.EVERY[kind]))
    assert [written.columns for written in read_texts(write_text(columns))] == [columns]


@law
@given(st.data())
def test_several_questions_in_one_text_stay_apart(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4))
    sheets = [write_sheet(kind, *data.draw(authored.EVERY[kind])) for kind in kinds]
    assert [written.columns for written in read_texts(write_texts(sheets))] == sheets


TYPED = """
1. 区人大代表联名提出议案，至少要几人？
A. 五人
B．十人
C、二十人
答案：B
解析：见地方组织法。

2、代表可以当场拍板。（判断）
正确答案： ×

3．须有____以上代表出席；____人联名。
答案：三分之二|2/3；十

【案例】某代表遇到一件事，
一时不知道怎么办。
（1）【单选题】先做什么？
A) 先询问
B) 先罢免
答案：a
（2）（判断）可以拍板。
答案：F

【多选】下列哪些是？
A、甲
B、乙
C、以上都不对
答案：A、B
留在最后：C
"""


def test_what_people_type_by_hand_is_understood() -> None:
    found = [(written.line, *read_sheet(written.columns)) for written in read_texts(TYPED)]
    assert [(line, kind) for line, kind, _read in found] == [
        (2, "single_choice"),
        (9, "true_false"),
        (12, "fill_blank"),
        (15, "case_group"),
        (24, "multiple_choice"),
    ]
    assert [read.problems for _line, _kind, read in found] == [[]] * 5
    keys: list[Any] = [read.key for _line, _kind, read in found]
    assert keys[1]["answer"] is False
    assert keys[2]["blanks"] == [["三分之二", "2/3"], ["十"]]
    assert [part["kind"] for part in found[3][2].body["parts"]] == ["single_choice", "true_false"]
    assert len(keys[4]["right"]) == 2


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((word, True) for word in ("对", "正确", "T", "ｔ", "√", "✓", "TRUE", "是", "（√）")),
        *((word, False) for word in ("错", "错误", "F", "×", "x", "不对", "false", "否")),
        *((word, None) for word in ("", "也许", "对错", "AB")),
    ],
)
def test_right_and_wrong_are_written_in_many_ways(said: str, meant: bool | None) -> None:
    assert judgement(said) is meant


@pytest.mark.parametrize(
    ("columns", "column", "code"),
    [
        ({"kind": "选词"}, "kind", "kind"),
        ({"kind": "单选", "stem": "?", "A": "甲", "B": "乙", "answer": "D"}, "answer", "no_option"),
        ({"kind": "单选", "stem": "?", "A": "甲", "B": "乙", "answer": "AB"}, "answer", "one_right"),
        ({"kind": "单选", "stem": "?", "A": "甲", "B": "甲", "answer": "A"}, "A", "doubled"),
        ({"kind": "多选", "stem": "?", "A": "甲", "B": "乙", "answer": "AB"}, "answer", "some_wrong"),
        ({"kind": "判断", "stem": "?", "answer": "或许"}, "answer", "judgement"),
        ({"kind": "填空", "stem": "____", "answer": ""}, "answer", "blanks_differ"),
        ({"kind": "填空", "stem": "没有空", "answer": "甲"}, "stem", "no_blank"),
        ({"kind": "数值", "stem": "?", "answer": "许多"}, "answer", "no_number"),
        ({"kind": "数值", "stem": "?", "answer": "0 ± 1%"}, "answer", "relative_to_zero"),
        ({"kind": "数值", "stem": "?", "answer": "5", "unit_rule": "随便"}, "unit_rule", "unit_rule"),
        ({"kind": "匹配", "stem": "?", "pairs": "甲 = 一"}, "pairs", "two_rows"),
        ({"kind": "排序", "stem": "?", "A": "1", "B": "2", "C": "3", "answer": "AB"}, "answer", "order"),
        ({"kind": "简答", "stem": "?", "criteria": ""}, "criteria", "no_criterion"),
        ({"kind": "简答", "stem": "?", "criteria": "甲 | 重"}, "criteria", "no_number"),
        ({"kind": "案例", "stem": "?"}, "1.stem", "no_part"),
        ({"kind": "案例", "stem": "?", "1.kind": "怪"}, "1.kind", "kind"),
        (
            {"kind": "案例", "stem": "?", "1.kind": "判断", "1.stem": "?", "1.answer": "或许"},
            "1.answer",
            "judgement",
        ),
        ({"kind": "单选", "A": "甲", "B": "乙", "answer": "A"}, "stem", "no_stem"),
    ],
)  # fmt: skip
def test_a_problem_names_its_column(columns: dict[str, str], column: str, code: str) -> None:
    _kind, read = read_sheet(columns)
    found = [(problem.column, problem.code) for problem in read.problems]
    assert (column, code) in found
    assert all(problem.message.endswith("。") for problem in read.problems)
