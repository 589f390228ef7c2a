"""Moodle XML as Moodle exports it, and what we write for it."""

from xml.etree import ElementTree

import pytest

from courses.exchange.codecs import codec_called
from courses.exchange.contract import Reading
from courses.questions.kinds.sheets import read_sheet
from tests.courses.exchange.codecs.written import LIMITS, exported, written
from tests.courses.exchange.hostile.cast import QUESTIONS


def read(inside: str) -> Reading:
    content = f'<?xml version="1.0" encoding="UTF-8"?><quiz>{inside}</quiz>'
    return codec_called("moodle_xml").read(content.encode(), "题.xml", LIMITS)


def question(kind: str, stem: str, inside: str) -> str:
    return (
        f'<question type="{kind}"><name><text>名</text></name><questiontext format="html">'
        f"<text><![CDATA[{stem}]]></text></questiontext>{inside}</question>"
    )


def answer(text: str, fraction: str, inside: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{inside}</answer>'


NOTE = '<feedback format="html"><text><![CDATA[<p>少了</p>]]></text></feedback>'


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (question("truefalse", "<p>应当出席。</p>", answer("true", "100") + answer("false", "0")),
         {"kind": "判断题", "stem": "应当出席。", "answer": "对"}),
        (question("multichoice", "<p>几人？</p>", "<single>true</single>" + answer("<p>十人</p>", "100")
                  + answer("<p>五人</p>", "0", NOTE)),
         {"kind": "单选题", "A": "十人", "answer": "A", "why": "B | 少了"}),
        (question("multichoice", "哪些？", "<single>false</single>" + answer("甲", "50")
                  + answer("乙", "50") + answer("丙", "-100")),
         {"kind": "多选题", "answer": "AB"}),
        (question("multichoice", "哪些？", "<single>false</single>" + answer("甲", "70")
                  + answer("乙", "30") + answer("丙", "-100")),
         {"kind": "多选题", "fractions": "A | 0.7\nB | 0.3\nC | -1"}),
        (question("shortanswer", "谁？", answer("代表", "100") + answer("委员", "100")),
         {"kind": "填空题", "stem": "谁？____", "answer": "代表 | 委员"}),
        (question("numerical", "多少？", answer("5", "100", "<tolerance>0.5</tolerance>")
                  + "<units><unit><multiplier>1</multiplier><unit_name>亩</unit_name></unit>"
                  "<unit><multiplier>0.2</multiplier><unit_name>公顷</unit_name></unit></units>"),
         {"kind": "数值题", "answer": "5 ± 0.5", "unit": "亩\n公顷 | 5"}),
        (question("matching", "配", "".join(
            f'<subquestion format="html"><text>{a}</text><answer><text>{b}</text></answer></subquestion>'
            for a, b in (("甲", "一"), ("乙", "二"), ("", "三")))),
         {"kind": "匹配题", "pairs": "甲 | 一\n乙 | 二\n | 三"}),
        (question("ordering", "排", answer("一", "1") + answer("二", "2") + answer("三", "3")),
         {"kind": "排序题", "A": "一", "answer": "ABC"}),
        (question("essay", "谈谈。", '<graderinfo format="html"><text>要点</text></graderinfo>'),
         {"kind": "简答题", "answer": "要点"}),
        (question("cloze", "须有{1:SHORTANSWER:=三分之二~=2/3#对~%50%一半}以上，{:NM:=10:0}人。", ""),
         {"kind": "填空题", "stem": "须有____以上，____人。", "answer": "三分之二 | 2/3\n10"}),
        (question("gapselect", "由[[1]]决定，[[2]]执行。",
                  "<selectoption><text>人大</text></selectoption><selectoption><text>政府</text></selectoption>"),
         {"kind": "填空题", "stem": "由____决定，____执行。", "answer": "人大\n政府"}),
    ],
)  # fmt: skip
def test_every_type_of_moodle_is_understood(element: str, expected: dict[str, str]) -> None:
    [found] = read(element).found
    assert expected.items() <= found.columns.items(), found.columns
    assert read_sheet(found.columns)[1].problems == []


def test_category_number_tags_pictures_and_places() -> None:
    reading = read(
        '<question type="category"><category><text>$course$/top/代表/权利</text></category></question>'
        + question("description", "说明", "")
        + question(
            "truefalse",
            '<p>看图<img src="@@PLUGINFILE@@/a.png" alt="会场"></p><script>alert(1)</script>',
            answer("true", "100")
            + "<idnumber>Q7</idnumber><tags><tag><text>审议</text></tag></tags>",
        )
    )
    [found] = reading.found
    assert found.row == 2
    assert found.columns | {"category": "权利", "number": "Q7", "tags": "审议"} == found.columns
    assert found.columns["stem"] == "看图[会场]"
    assert [problem.warning for problem in found.problems] == [True]
    assert [(problem.code, problem.row) for problem in reading.problems] == [("description", 1)]


def test_types_without_a_kind_are_named() -> None:
    [problem] = read(question("stack", "求导", "")).problems[:1]
    assert problem.code == "type"
    assert "stack" in problem.message


def test_what_we_write_is_what_moodle_reads() -> None:
    body = {
        "stem": "几人？\n<想>",
        "fiction": False,
        "options": [
            {"id": "a", "text": "五人", "keep_last": False},
            {"id": "b", "text": "十人", "keep_last": False},
        ],
    }
    key = {"explanation": "如此", "right": ["b"], "why": {}}  # fmt: skip
    made = exported("single_choice", body, key, number="S1", tags="甲、乙", category="库")
    root = ElementTree.fromstring(written("moodle_xml", [made]))
    category, one = root.findall("question")
    assert category.findtext("category/text") == "$course$/top/库"
    assert one.get("type") == "multichoice"
    assert one.findtext("questiontext/text") == "<p>几人？<br>&lt;想&gt;</p>"
    assert [a.get("fraction") for a in one.findall("answer")] == ["0", "100"]
    assert one.findtext("idnumber") == "S1"
    assert [tag.text for tag in one.findall("tags/tag/text")] == ["甲", "乙"]


def test_units_count_the_way_moodle_counts_them() -> None:
    made = exported("numeric", *QUESTIONS["numeric"])
    root = ElementTree.fromstring(written("moodle_xml", [made]))
    units = [(u.findtext("unit_name"), u.findtext("multiplier")) for u in root.iter("unit")]
    assert units == [("亩", "1"), ("公顷", "0.0666666666667")]
    assert [t.text for t in root.iter("tolerance")] == ["0.5", "0"]


def test_blanks_are_embedded_answers_in_moodle() -> None:
    made = exported("fill_blank", *QUESTIONS["fill_blank"])
    root = ElementTree.fromstring(written("moodle_xml", [made]))
    told = root.findtext("question/questiontext/text") or root.findall("question")[1].findtext(
        "questiontext/text"
    )
    assert (
        told == "<p>须有{1:SHORTANSWER:=三分之二~=2\\/3}以上出席，{1:SHORTANSWER:=十}人联名。</p>"
    )


def test_a_file_changed_in_moodle_is_read_as_it_says_now() -> None:
    key = {"explanation": "", "hints": ["想想"], "answer": True}
    made = exported("true_false", {"stem": "应当出席", "fiction": False}, key)
    content = written("moodle_xml", [made])
    codec = codec_called("moodle_xml")
    assert codec.read(content, "x", LIMITS).found[0].columns["hints"] == "想想"
    changed = content.replace("应当".encode(), "不必".encode())
    [found] = codec.read(changed, "x", LIMITS).found
    assert found.columns["stem"] == "不必出席"
    assert [problem.code for problem in found.problems] == ["changed"]
