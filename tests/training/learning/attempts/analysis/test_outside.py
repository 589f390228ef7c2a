"""Marks and statistics for questions and answers given from outside as CSV."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

QUESTIONS = """\
题位,题目,小题,题型,分值,规则,选项数,题干,A,B,C,D,配对,答案
1,,,单选,1,,,,甲,乙,丙,丁,,B
2,,,多选,2,partial_if_none_wrong,4,,,,,,,AC
3,,,判断,1,,,,,,,,,错
4,,,填空,2,,,,,,,,,"三分之二
十 | 10"
5,,,匹配,2,,,,,,,,议案 | 10人；建议 | 1人； | 50人,
6,,,排序,1,,,,召集,预备会议,审议,表决,,
7,甲题,,数值,1,,,,,,,,,3.14 ± 0.005
7,乙题,,给分,1,,,,,,,,,
8,,,案例题,2,,,,,,,,,
8,,1,单选,,,2,,,,,,,A
8,,2,判断,,,,,,,,,,错
9,,,简答,5,,,,,,,,,
"""
STEPS = """\
作答,人,题位,题目,小题,答案,得分
1,王,1,,,B,
1,王,2,,,A,
1,王,3,,,错,
1,王,4,,,２／３|十一,
1,王,5,,,议案=10人|建议=50人,
1,王,6,,,召集|预备会议|审议|表决,
1,王,7,甲题,,3.141,
1,王,8,,1,A,
1,王,8,,2,对,
1,王,9,,,写了一段,3.5
2,陈,1,,,D,
2,陈,2,,,AB,
2,陈,3,,,对,
2,陈,5,,,1人|10人,
2,陈,6,,,BACD,
2,陈,7,乙题,,,0.8
2,陈,8,,1,B,
"""
# Worked out by the rules' own sentences:
#        1 单选  2 少选得部分分    3 判断  4 每空 1 分      5 每对 1 分  6 排序  7      8 各 1 分  9
#  王    B √ 1   A of AC: 2·1/2=1  错 √ 1  2/3 √, 十一 ✗: 1  1 of 2: 1    √ 1     √ 1    1 + 0      3.5
#  陈    D ✗ 0   B wrong: 0        对 ✗ 0  nothing: 0        none: 0      ✗ 0     0.8    0 + —      —
MARKS = {"王": [1, 1, 1, 1, 1, 1, 1, 1, 3.5], "陈": [0, 0, 0, 0, 0, 0, 0.8, 0, 0]}


def files(folder: Path, questions: str = QUESTIONS, steps: str = STEPS) -> list[str]:
    paths = folder / "questions.csv", folder / "steps.csv"
    for path, text in zip(paths, (questions, steps), strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def told(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def refused(command: str, *arguments: str) -> str:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as end:
        call_command(command, *arguments, stdout=out, stderr=err)
    assert end.value.code == 2
    assert out.getvalue() == ""
    return err.getvalue()


def marks(folder: Path, **texts: str) -> Any:
    return json.loads(told("mark_table", *files(folder, **texts), "--json"))


def test_every_kind_is_marked_by_its_own_rules(tmp_path):
    table = marks(tmp_path)
    assert table["slots"] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    for attempt in table["attempts"]:
        assert [item["mark"] for item in attempt["items"]] == MARKS[attempt["person"]]
        assert attempt["total"] == pytest.approx(sum(MARKS[attempt["person"]]))
        assert attempt["maximum"] == 17


def test_what_was_left_open_is_not_answered(tmp_path):
    chen = marks(tmp_path)["attempts"][1]
    answered = {item["slot"]: item["answered"] for item in chen["items"]}
    assert answered == {n: n not in (4, 9) for n in range(1, 10)}


def test_the_table_for_reading_shows_the_same_marks(tmp_path):
    lines = told("mark_table", *files(tmp_path)).splitlines()
    assert lines[0].split() == ["作答", "人", *"123456789", "总分", "满分"]
    assert lines[1].split() == ["1", "王", *"11111111", "3.5", "11.5", "17"]


def test_a_later_step_replaces_an_earlier_and_a_numbered_one_any_order(tmp_path):
    steps = "作答,题位,步,答案\n1,1,2,B\n1,1,1,A\n2,1,,A\n2,1,,B\n"
    questions = "slot,kind,options,answer\n1,single,4,B\n"
    table = marks(tmp_path, questions=questions, steps=steps)
    assert [attempt["total"] for attempt in table["attempts"]] == [1, 1]


def test_codes_and_chinese_names_of_columns_and_kinds_are_the_same(tmp_path):
    steps = "attempt,slot,answer\n1,1,B\n"
    for kind in ("single_choice", "单选题", "single", "单选"):
        questions = f"slot,kind,options,answer\n1,{kind},4,B\n"
        assert marks(tmp_path, questions=questions, steps=steps)["attempts"][0]["total"] == 1


def test_files_saved_by_a_chinese_excel_are_read(tmp_path):
    paths = files(tmp_path)
    for path in paths:
        text = Path(path).read_text(encoding="utf-8")
        Path(path).write_bytes(text.encode("gb18030"))
    assert json.loads(told("mark_table", *paths, "--json"))["attempts"][0]["person"] == "王"


def test_a_question_may_be_left_out_of_a_sitting(tmp_path):
    questions = "slot,kind,mark\n1,给分,2\n2,给分,3\n"
    steps = "attempt,slot,mark,left_out\n1,1,1,\n1,2,3,是\n"
    (attempt,) = marks(tmp_path, questions=questions, steps=steps)["attempts"]
    assert (attempt["total"], attempt["maximum"]) == (1, 2)
    assert "(3)" in told("mark_table", *files(tmp_path, questions, steps))


# ---- statistics: the table of test_formulas, once as bare marks and once as answers

BARE_QUESTIONS = "slot,kind,mark\n1,给分,1\n2,给分,1\n3,给分,2\n"
BARE = [("王", 1, 1, 2), ("陈", 1, 0, 2), ("赵", 1, 1, 1), ("李", 0, 1, 0), ("沈", 0, 0, 1)]
BARE_STEPS = "attempt,person,slot,mark\n" + "".join(
    f"{n},{who},{slot},{mark}\n"
    for n, (who, *given) in enumerate(BARE)
    for slot, mark in enumerate(given, start=1)
)
# The same marks by answers: 1 is a single choice, 2 a statement, 3 two blanks of one mark each.
TOLD_QUESTIONS = "slot,kind,mark,options,answer\n1,单选,1,4,B\n2,判断,1,,对\n3,填空,2,,甲；乙\n"
WORDS = {1: {1: "B", 0: "A"}, 2: {1: "对", 0: "错"}, 3: {2: "甲|乙", 1: "甲|丙", 0: "丙|丁"}}
TOLD_STEPS = "attempt,person,slot,answer\n" + "".join(
    f"{n},{who},{slot},{WORDS[slot][mark]}\n"
    for n, (who, *given) in enumerate(BARE)
    for slot, mark in enumerate(given, start=1)
)


@pytest.mark.parametrize(
    ("questions", "steps"), [(BARE_QUESTIONS, BARE_STEPS), (TOLD_QUESTIONS, TOLD_STEPS)]
)
def test_statistics_are_those_worked_out_by_hand(tmp_path, questions, steps):
    report = json.loads(told("item_table", *files(tmp_path, questions, steps), "--json"))
    # See test_formulas.py for the arithmetic.
    assert report["alpha"] == pytest.approx(5 / 12)
    assert report["standard_error"] == pytest.approx(1.05**0.5)
    assert [p["facility"] for p in report["places"]] == pytest.approx([0.6, 0.6, 0.6])
    expected = [1.6 / (1.2 * 2.8) ** 0.5, -0.4 / (1.2 * 6.8) ** 0.5, 0.8 / 2.8]
    assert [p["discrimination"] for p in report["places"]] == pytest.approx(expected)
    weights = [0.7**0.5, 0.2**0.5, 0.9**0.5]
    assert [p["effective_weight"] for p in report["places"]] == pytest.approx(
        [weight / sum(weights) for weight in weights]
    )


def test_choices_are_counted_where_answers_are_known(tmp_path):
    paths = files(tmp_path, TOLD_QUESTIONS, TOLD_STEPS)
    report = json.loads(told("item_table", *paths, "--json"))
    (options,) = report["places"][0]["versions"][0]["picture"]
    assert {row["text"]: row["n"] for row in options["rows"]} == {"A": 2, "B": 3, "C": 0, "D": 0}
    blanks = report["places"][2]["versions"][0]["picture"]
    assert {row["text"]: (row["n"], row["right"]) for row in blanks[1]["rows"]} == {
        "乙": (2, True),
        "丙": (2, False),
        "丁": (1, False),
    }
    text = told("item_table", *paths)
    assert "0.417" in text  # α = 5/12
    assert "样本不足" in text


def test_which_sittings_of_a_person_count(tmp_path):
    steps = "attempt,person,slot,mark\n1,王,1,0\n2,王,1,2\n3,王,1,1\n4,陈,1,0\n"
    paths = files(tmp_path, "slot,kind,mark\n1,给分,2\n", steps)
    means = {
        which: json.loads(told("item_table", *paths, "--attempts", which, "--json"))["mean"]
        for which in ("first", "last", "best", "all")
    }
    assert means == {"first": 0, "last": 0.5, "best": 1, "all": 0.75}


def test_different_questions_at_one_place_have_figures_of_their_own(tmp_path):
    questions = "slot,question,kind\n1,甲,给分\n1,乙,给分\n2,,给分\n"
    steps = "attempt,slot,question,mark\n" + "".join(
        f"{n},1,{name},{mark}\n{n},2,,{other}\n"
        for n, (name, mark, other) in enumerate(
            [("甲", 1, 1), ("甲", 0, 0), ("乙", 1, 0), ("乙", 1, 1)]
        )
    )
    report = json.loads(told("item_table", *files(tmp_path, questions, steps), "--json"))
    place = report["places"][0]
    assert (place["n"], place["facility"]) == (4, 0.75)
    found = {v["version"]: (v["n"], v["facility"], v["discrimination"]) for v in place["versions"]}
    assert found == {"甲": (2, 0.5, 1.0), "乙": (2, 1.0, None)}


# ---- whatever is wrong is told with its place, and nothing is printed


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ("slot,kind\n0,单选\n", "questions.csv 第 2 行“slot”列：题位要写从 1 开始的整数。"),
        ("题位,题型\n1,看图\n", "第 2 行“题型”列：不认得题型“看图”"),
        ("题位,题型,分值\n1,给分,-1\n", "第 2 行“分值”列：分值要写大于 0 的数"),
        ("题位,题型,规则,选项数,答案\n1,多选,宽,4,A\n", "“规则”列：这种题型没有规则“宽”，可以写："),
        ("题位,题型,选项数,答案\n1,单选,4,F\n", "第 2 行“答案”列：没有选项 F。"),
        ("题位,题型,选项数,答案\n1,单选,4,AB\n", "单选题要有且只有一个正确选项。"),
        ("题位,题型,选项数,答案\n1,单选,1,A\n", "“选项数”列：选项数要写 2 到"),
        ("题位,题型\n1,给分\n1,给分\n", "第 3 行“题目”列：同一题位上有两道同名的题"),
        ("题位,题目,题型,分值\n1,甲,给分,1\n1,乙,给分,2\n", "同一题位上几道题的分值要一样。"),
        ("题位,小题,题型\n1,,案例题\n", "案例题下面要有小题"),
        ("题位,小题,题型,答案\n1,,案例题,\n1,2,判断,对\n", "小题要从 1 起依次编号，这里应是 1。"),
        ("题位\n1\n", "questions.csv 第 1 行“题型”列：缺少这一列，请补上。"),
        ("题位,题型,颜色\n1,给分,红\n", "第 1 行“颜色”列：没有这样的列"),
        ("题位,题型\n", "questions.csv：文件里没有题目。"),
        ('题位,题型\n1,"给分\n', "引号没有配对"),
        ("题位,题型\n1,给分,多\n", "第 2 行：这一行比标题行多 1 格"),
    ],
)
def test_a_question_that_makes_no_sense_is_told(tmp_path, questions, said):
    paths = files(tmp_path, questions, "attempt,slot\n1,1\n")
    assert said in refused("mark_table", *paths)
    assert said in refused("item_table", *paths)


STEPS_ON = (
    "题位,题目,小题,题型,选项数,答案\n1,,,单选,4,B\n2,,,判断,,对\n3,,,填空,,甲\n"
    "4,子,,给分,,\n4,丑,,给分,,\n5,,,案例题,,\n5,,1,判断,,对\n6,,,简答,,\n"
)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",王,1,,,B,", "steps.csv 第 2 行“作答”列：请写是哪一次作答"),
        ("1,王,9,,,B,", "“题位”列：没有题位“9”，题目文件里有：1、2、3、4、5、6。"),
        ("1,王,1,,,E,", "第 2 行“答案”列：没有选项“E”，可以写的字母：ABCD。"),
        ("1,王,1,,,AB,", "“答案”列：单选题只能选一个。"),
        ("1,王,2,,,也许,", "“答案”列：判断题写对或错。"),
        ("1,王,3,,,甲|乙,", "“答案”列：这题有 1 个空，答案却有 2 个"),
        ("1,王,4,,,,1", "“题目”列：这个题位要写明是哪一道题：子、丑。"),
        ("1,王,4,子,,,2", "“得分”列：得分要写 0 到 1 之间的数。"),
        ("1,王,4,子,,甲,", "“得分”列：“给分”的题要写得分"),
        ("1,王,5,,,对,", "“小题”列：案例题的答案一小题一行"),
        ("1,王,5,,3,对,", "“小题”列：这道题没有小题“3”。"),
        ("1,王,6,,,写了一段,", "“得分”列：这题要由人给分，请写得分。"),
        ("1,王,1,,,B,半", "“得分”列：得分要写 0 到 1 之间的数。"),
    ],
)
def test_an_answer_that_makes_no_sense_is_told(tmp_path, row, said):
    steps = f"作答,人,题位,题目,小题,答案,得分\n{row}\n"
    assert said in refused("mark_table", *files(tmp_path, STEPS_ON, steps))


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    steps = "作答,题位,答案\n1,1,E\n1,2,也许\n2,9,B\n"
    questions = "题位,题型,选项数,答案\n1,单选,4,B\n2,判断,,对\n"
    said = refused("mark_table", *files(tmp_path, questions, steps)).splitlines()
    assert [line.partition("“")[0] for line in said] == [
        "steps.csv 第 2 行",
        "steps.csv 第 3 行",
        "steps.csv 第 4 行",
    ]


def test_a_missing_file_and_a_strange_encoding_are_told(tmp_path):
    questions, steps = files(tmp_path)
    assert "打不开这个文件" in refused("mark_table", str(tmp_path / "no.csv"), steps)
    Path(steps).write_bytes(b"\xff\xff\xff")
    assert "不是 UTF-8 或 GB18030" in refused("mark_table", questions, steps)


def test_one_person_per_attempt(tmp_path):
    steps = "作答,人,题位,答案\n1,王,1,B\n1,陈,2,对\n"
    questions = "题位,题型,选项数,答案\n1,单选,4,B\n2,判断,,对\n"
    said = refused("mark_table", *files(tmp_path, questions, steps))
    assert "第 3 行“人”列：作答 1 前面写的人是“王”。" in said
