"""Text as trainers really type it: what is understood, and what is said about the rest."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from courses.exchange.codecs import codec_called
from courses.exchange.codecs.typed.collected import Entry, entries_of
from courses.exchange.contract import Found, Reading
from courses.questions.kinds.registry import KINDS
from courses.questions.kinds.sheets import read_sheet
from tests.courses.exchange.codecs.written import LIMITS

PAPER = """
2026年区人大代表培训题库
一、单项选择题（每题2分，共4分）
1.2025年修正的代表法自何时施行（ B ）。
A．三月   B．四月   C．五月
2、区人大代表联名提出议案，至少（　　）人
A.五人B.十人C.二十人
D.三十人
解析：见《地方组织法》。
难度：2
二、多项选择题
1. 下列哪些是代表的权利？
A. 审议  B. 表决
C. 选举
D. 罢工
答案：Ａ，Ｂ，Ｃ
法律依据：代表法第三条
三、判断题（正确的打√，错误的打×）
1. 代表可以当场拍板。（ × ）
（ ）2. 代表应当出席会议。
四、填空题
1. 须有______以上代表出席；______人联名。
答案：三分之二；十
五、简答题
1. 简述代表的义务。
答：1. 出席会议。
2. 联系群众。
3. 模范守法。
六、案例题
某代表遇到一件事，有人找他。
第二段材料。
（1）先做什么？
A. 先询问
B. 先罢免
（2）可以做哪些？A、甲 B、乙 C、丙
（3）代表可以拍板。
答案：（1）B（2）AC（3）错
解析：（1）因为如此（2）那样
参考答案
一、单项选择题
2. B
三、判断题
1-2 ×√
"""


def read(text: str) -> Reading:
    return codec_called("text").read(text.encode(), "粘贴的文字", LIMITS)


def kinds(reading: Reading) -> list[str]:
    return [read_sheet(found.columns)[0] for found in reading.found]


def only(text: str) -> Found:
    [found] = read(text).found
    return found


def flaws(found: Found) -> list[Any]:
    return read_sheet(found.columns)[1].problems


def test_a_whole_paper_is_understood_with_the_line_of_each_question() -> None:
    reading = read(PAPER)
    assert [
        (found.row, kind) for found, kind in zip(reading.found, kinds(reading), strict=True)
    ] == [
        (4, "single_choice"),
        (6, "single_choice"),
        (12, "multiple_choice"),
        (19, "true_false"),
        (20, "true_false"),
        (22, "fill_blank"),
        (25, "short_answer"),
        (30, "case_group"),
    ]
    assert [flaws(found) for found in reading.found] == [[]] * 8
    assert [found.columns.get("answer") for found in reading.found] == [
        "B", "B", "ABC", "×", "√", "三分之二\n十", "1. 出席会议。\n2. 联系群众。\n3. 模范守法。", None,
    ]  # fmt: skip
    case = reading.found[-1].columns
    assert [case[f"{n}.answer"] for n in (1, 2, 3)] == ["B", "AC", "错"]
    assert case["stem"] == "某代表遇到一件事，有人找他。\n第二段材料。"
    assert (case["1.explanation"], case["2.explanation"]) == ("因为如此", "那样")
    assert reading.found[2].columns["citations"] == "代表法第三条"
    [stray] = reading.problems
    assert (stray.row, stray.warning) == (2, True)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1. 问？\nA. 甲\nB. 乙\n答案：b", "B"),
        ("1. 问？\nA. 甲\nB. 乙\n【答案】 B", "B"),
        ("1. 问？\nA. 甲\nB. 乙\n答案B", "B"),
        ("1、问（A）？\nA、甲\nB、乙", "A"),
        ("（1）问？\nＡ．甲\nＢ．乙\n参考答案：Ｂ", "B"),
        ("第1题 问？\nA) 甲\nB) 乙\n正确答案：A", "A"),
        ("1. 问？ A．甲 B．乙 C．丙\n答案：C 解析：如此", "C"),
        ("1. 问？\n(A)甲\t(B)乙\n答案：A", "A"),
        ("1. 问？\nA 甲\nB 乙\n答案：A", "A"),
        ("1. 问？\nA. 甲\nB. 乙\nC. 丙\n答案：A C", "AC"),
        ("1. 问？\nA. 甲\nB. 乙\nC. 丙\n答案：A、C。甲丙都对", "AC"),
        ("问？\nA. 甲\nB. 乙\n答案：B", "B"),
        ("1. 说对了。（√）", "√"),
        ("1. 说错了。（　错　）", "错"),
        ("（×）1. 说错了。", "×"),
        ("1. （对）说对了。", "对"),
        ("1. 说对了。\n答案：正确。因为如此", "正确"),
        ("1. 问？\nA. 甲\nB. 乙\n\n参考答案：1-1 A\n1. B", "B"),
        ("1. 问？\nA. 甲\nB. 乙\n2. 问？\nA. 甲\nB. 乙\n答案\n1.A 2.B", "A"),
    ],
)
def test_an_answer_is_found_wherever_it_is_written(typed: str, answer: str) -> None:
    found = read(typed).found[0]
    assert (found.columns["answer"], flaws(found)) == (answer, [])


def test_an_answer_taken_from_the_stem_leaves_a_gap_there() -> None:
    assert only("1. 由（ B ）决定。\nA. 甲\nB. 乙").columns["stem"] == "由（　）决定。"
    assert only("1. 说对了。（√）").columns["stem"] == "说对了。"


def test_two_different_answers_are_a_problem_and_neither_is_chosen() -> None:
    found = only("1. 由（ B ）决定。\nA. 甲\nB. 乙\n答案：A")
    assert [(p.code, p.warning) for p in found.problems] == [("answers_differ", False)]
    reading = read("1. 问？\nA. 甲\nB. 乙\n答案：A\n2. 问？\nA. 甲\nB. 乙\n参考答案：1-2 BB")
    assert [p.code for p in reading.found[0].problems] == ["two_answers"]
    assert reading.found[1].columns["answer"] == "B"


@pytest.mark.parametrize(
    ("line", "entries"),
    [
        ("1-5 ABCDA", "1A 2B 3C 4D 5A"),
        ("1—3：ABC 4～5 BD", "1A 2B 3C 4B 5D"),
        ("6.√ 7.ABC", "6√ 7ABC"),
        ("11-13 ABC BD ACD", "11ABC 12BD 13ACD"),
        ("1.A 2.B 3.C", "1A 2B 3C"),
        ("1、对 2、错", "1对 2错"),
        ("1A2B3C", "1A 2B 3C"),
        ("8. 三分之二；十  9. 代表法", "8三分之二；十 9代表法"),
        ("8.（1）B（2）ACD（3）对", "8（1）B（2）ACD（3）对"),
        ("没有号码", ""),
    ],
)
def test_a_key_at_the_end_is_taken_apart(line: str, entries: str) -> None:
    assert "".join(f"{e.number}{e.answer} " for e in entries_of(line)).strip() == entries


def test_a_key_for_a_question_that_is_not_there_is_a_problem() -> None:
    reading = read("1. 问？\nA. 甲\nB. 乙\n2. 问？\nA. 甲\nB. 乙\n参考答案：1-3 ABA")
    assert [(p.code, p.row) for p in reading.problems] == [("no_question", 7)]
    assert entries_of("3A") == [Entry(3, "A")]


def test_numbers_inside_a_text_begin_no_question() -> None:
    reading = read(
        "1. 下列程序：\n1. 提出\n2. 审议\n3. 表决\n正确的是？\nA. 甲\nB. 乙\n答案：A\n2. 问？（√）"
    )
    assert kinds(reading) == ["single_choice", "true_false"]
    assert "2. 审议" in reading.found[0].columns["stem"]


def test_an_option_that_names_a_letter_is_not_cut() -> None:
    found = only("1. 问？\nA. 维生素B、C\nB. 维生素\nC. 别的\n答案：B")
    assert found.columns["A"] == "维生素B、C"


def test_questions_without_numbers_are_parted_by_empty_lines_or_by_what_follows() -> None:
    reading = read(
        "甲问？\nA. 一\nB. 二\n答案：A\n\n乙问？\nA. 一\nB. 二\n答案：B\n丙问？\nA. 一\nB. 二"
    )
    assert [found.columns["stem"] for found in reading.found] == ["甲问？", "乙问？", "丙问？"]


def test_a_case_is_recognised_by_its_parts() -> None:
    found = only(
        "1. 某代表收到来信。\n（1）先做什么？\nA. 甲\nB. 乙\n（2）再做什么？\nA. 丙\nB. 丁\n答案：（1）A（2）B"
    )
    assert found.columns["kind"] == "案例题"
    assert (found.columns["1.answer"], found.columns["2.answer"]) == ("A", "B")
    assert flaws(found) == []


def test_a_list_in_the_stem_of_a_choice_makes_no_case() -> None:
    found = only("1. 哪些对？\n（1）甲说\n（2）乙说\nA. 只有（1）\nB. 都对\n答案：B")
    assert found.columns["kind"] == "单选题"


def test_parts_of_a_case_may_be_numbered_plainly_and_answered_one_by_one() -> None:
    reading = read(
        "案例一：某代表收到来信。\n1. 先做什么？\nA. 甲\nB. 乙\n答案：A\n2. 可以拍板。（×）\n\n"
        "案例二：又一件事。\n1. 怎么办？\n答案：先了解情况。"
    )
    assert kinds(reading) == ["case_group", "case_group"]
    first, second = (found.columns for found in reading.found)
    assert (first["1.answer"], first["2.answer"], first["2.kind"]) == ("A", "×", "判断题")
    assert (second["1.kind"], second["1.answer"]) == ("简答题", "先了解情况。")


def test_answers_of_a_case_may_stand_below_it_one_by_one() -> None:
    reading = read(
        "六、案例分析题（20分）\n材料：路灯不亮。\n问题：\n1．怎么做？（10分）\n2．为什么？（10分）\n"
        "答案：\n1．了解情况。\n2．不直接处理。\n七、判断题\n1. 对的。\n\n参考答案\n七、判断题\n1. √"
    )
    case, judged = (found.columns for found in reading.found)
    assert (case["stem"], case["1.stem"]) == ("路灯不亮。", "怎么做？")
    assert (case["1.answer"], case["2.answer"]) == ("了解情况。", "不直接处理。")
    assert judged["answer"] == "√"
    assert any("分值" in said for said in reading.said)


@pytest.mark.parametrize(
    ("stem", "answer"),
    [
        ("权力属于（人民）。", "人民"),
        ("任期（  五  ）年，由（选民）选出。", "五\n选民"),
        ("于      年修正。\n答案：2025", "2025"),
        ("于（    ）年修正。\n答案：2025", "2025"),
        ("于____年由______修正。\n答案：2025 全国人大", "2025\n全国人大"),
        ("于____年由____修正。\n答案：（1）2025（2）全国人大", "2025\n全国人大"),
        ("于____年由____修正。\n答案：\n1. 2025\n2. 全国人大", "2025\n全国人大"),
        ("占____。\n答案：1.5", "1.5"),
    ],
)
def test_blanks_are_drawn_in_many_ways(stem: str, answer: str) -> None:
    found = only(f"一、填空题（每空1分）\n1、{stem}")
    assert (found.columns["answer"], flaws(found)) == (answer, [])


def test_a_list_in_an_explanation_begins_no_question() -> None:
    found = only("简述义务。\n答案：出席。\n解析：见\n1. 第四条\n2. 第五条")
    assert found.columns["explanation"] == "见\n1. 第四条\n2. 第五条"


def test_scores_are_not_imported_and_that_is_said() -> None:
    reading = read("1. 问？\nA. 甲\nB. 乙\n答案：A\n分值：2")
    assert any("分值" in said for said in reading.said)


def test_the_example_of_the_handbook_is_understood() -> None:
    handbook = Path(settings.BASE_DIR, "docs/trainer/import-formats.md").read_text()
    reading = read(handbook.split("```")[1])
    assert kinds(reading) == list(KINDS)
    assert [flaws(found) for found in reading.found] == [[]] * len(KINDS)
    assert reading.problems == [p for found in reading.found for p in found.problems] == []


def test_nothing_at_all_is_a_problem() -> None:
    assert [p.code for p in read("\n \n").problems] == ["empty"]


LONG = 60_000


@pytest.mark.parametrize(
    "piece",
    [
        "A. ",
        "（1）",
        "1-5 ABC ",
        "( ",
        "答案：",
        "　",
        "1.",
        "[单选",
        "____",
        "A、B、",
        "…",
        "||",
        "\\",
    ],
)
def test_long_lines_take_no_longer_than_their_length(piece: str) -> None:
    line = piece * (LONG // len(piece))
    began = time.perf_counter()
    for text in (line, f"1. 问？\nA. 甲\nB. 乙\n答案：{line}", f"1. {line}\n参考答案\n{line}"):
        codec_called("text").read(text.encode(), "长", LIMITS)
    assert time.perf_counter() - began < 3


def test_many_lines_take_no_longer_than_their_number() -> None:
    text = "\n".join("（1）问\n2. 甲\n\nA. 乙" for _n in range(12_000))
    began = time.perf_counter()
    codec_called("text").read(text.encode(), "多", LIMITS)
    assert time.perf_counter() - began < 6
