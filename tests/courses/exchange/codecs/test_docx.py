"""Word documents as trainers, Word and WPS make them; and the papers we write."""

import io
import zipfile

import pytest

from courses.exchange.codecs import codec_called
from courses.exchange.codecs.word import names
from courses.exchange.contract import Reading
from courses.questions.kinds.sheets import read_sheet
from tests.courses.exchange.codecs.documents import (
    PICTURE,
    box,
    document,
    numbering,
    p,
    t,
    table,
)
from tests.courses.exchange.codecs.written import LIMITS, exported, same, written

BR = "<w:r><w:br/></w:r>"
TAB = "<w:r><w:tab/></w:r>"


def read(content: bytes) -> Reading:
    return codec_called("docx").read(content, "题库.docx", LIMITS)


def answers(reading: Reading) -> list[str]:
    assert [read_sheet(found.columns)[1].problems for found in reading.found] == [
        [] for _found in reading.found
    ]
    return [found.columns.get("answer", "") for found in reading.found]


def test_plain_paragraphs_count_from_the_first() -> None:
    content = document(
        p("区人大代表培训题"),
        p("一、单项选择题（每题2分）"),
        p("1. 联名提出议案至少几人？"),
        p("A. 五人", TAB, "B. 十人", TAB, "C. 二十人"),
        p("参考答案：B"),
        p("解析：见地方组织法。"),
        p("2. 谁", t("来"), "答复？"),
        p("A、甲", BR, "B、乙"),
        p("答案：A"),
    )
    reading = read(content)
    assert answers(reading) == ["B", "A"]
    assert [found.row for found in reading.found] == [3, 7]
    assert reading.found[1].columns["stem"] == "谁来答复？"
    assert reading.counts == "paragraph"


def test_automatic_numbers_and_letters_are_read_though_they_stand_in_no_text() -> None:
    lists = numbering([("decimal", "%1．")], [("upperLetter", "%1．")], restart=(3,))
    content = document(
        p("联名提出议案至少几人？", number=(1, 0)),
        p("五人", number=(2, 0)),
        p("十人", number=(2, 0)),
        p("答案：B"),
        p("谁来答复？", number=(1, 0)),
        p("甲", number=(3, 0)),
        p("乙", number=(3, 0)),
        p("答案：A"),
        numbering=lists,
    )
    reading = read(content)
    assert answers(reading) == ["B", "A"]
    assert [found.columns["B"] for found in reading.found] == ["十人", "乙"]


def test_chinese_list_numbers_are_headings() -> None:
    lists = numbering([("chineseCountingThousand", "%1、"), ("decimal", "%2.")])
    content = document(
        p("判断题", number=(1, 0)),
        p("代表可以当场拍板。（×）", number=(1, 1)),
        p("代表应当出席。（√）", number=(1, 1)),
        numbering=lists,
    )
    assert answers(read(content)) == ["×", "√"]


def test_changes_are_taken_as_accepted() -> None:
    content = document(
        p("1. 由", '<w:ins w:id="1"><w:r><w:t>代表</w:t></w:r></w:ins>',
          '<w:del w:id="2"><w:r><w:delText>委员</w:delText></w:r></w:del>', "决定？"),
        p("A. 甲"), p("B. 乙"),
        '<w:p><w:del w:id="3"><w:r><w:t>C. 丙</w:t></w:r></w:del></w:p>',
        p("答案：A"),
    )  # fmt: skip
    reading = read(content)
    assert reading.found[0].columns["stem"] == "由代表决定？"
    assert "C" not in reading.found[0].columns


def test_a_table_of_questions_is_read_by_its_headings() -> None:
    content = document(
        p("题库"),
        table(
            ["序号", "题型", "题干", "选项A", "选项B", "正确答案", "解析"],
            ["1", "单选", "几人？", "五人", "十人", "Ｂ", "如此"],
            ["2", "判断", "可以拍板。", "", "", "错误", ""],
        ),
    )
    reading = read(content)
    assert answers(reading) == ["B", "错误"]
    assert reading.found[0].row == 9


def test_options_in_a_table_belong_to_the_question_above() -> None:
    content = document(
        p("1. 几人？"),
        table(["A. 五人", "B. 十人"], ["C. 二十人", "D. 三十人"]),
        p("答案：D"),
        p("2. 谁？"),
        table(["A", "甲"], ["B", "乙"], ["答案", "A"]),
    )
    reading = read(content)
    assert answers(reading) == ["D", "A"]
    assert reading.found[0].columns["D"] == "三十人"


@pytest.mark.parametrize("heads", [[], ["参考答案"], ["参考答案", "一、单选题"]])
def test_a_key_in_a_table_is_taken_apart(heads: list[str]) -> None:
    asked = [p("一、单选题")]
    for number in range(1, 4):
        asked += [p(f"{number}. 第几？"), p("A. 甲"), p("B. 乙")]
    key = table(["题 号", "1", "2", "3"], ["答案", "A", "Ｂ", "A"])
    reading = read(document(*asked, *(p(head) for head in heads), key))
    assert answers(reading) == ["A", "B", "A"]
    assert reading.problems == []


def test_a_table_to_be_filled_in_says_nothing() -> None:
    sheet = table(["题号", "1", "2"], ["答案", "", ""])
    reading = read(document(p("1. 几人？（B）"), p("A. 五人"), p("B. 十人"), sheet))
    assert (answers(reading), reading.problems) == (["B"], [])


def test_text_boxes_are_read_once() -> None:
    content = document(p("1. 几人？", box(p("A. 五人"), p("B. 十人"))), p("答案：B"))
    found = read(content).found[0]
    shown = [found.columns[code] for code in ("stem", "A", "B")]
    assert shown == ["几人？", "五人", "十人"]


def test_pictures_are_named_with_their_paragraph() -> None:
    content = document(p("1. 看图，几人？", PICTURE), p("A. 五人"), p("B. 十人"), p("答案：B"))
    [problem] = read(content).problems
    assert (problem.code, problem.row, problem.warning) == ("picture", 1, True)


def test_ticks_of_symbol_fonts_and_underlined_gaps_are_signs() -> None:
    tick = '<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>'
    gap = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">      </w:t></w:r>'
    content = document(
        p("一、判断题"), p("1. 代表应当出席。（", tick, "）"),
        p("二、填空题"), p("1. 须有", gap, "以上代表出席。"), p("答案：三分之二"),
    )  # fmt: skip
    reading = read(content)
    assert answers(reading) == ["√", "三分之二"]


def test_a_case_with_one_answer_line() -> None:
    content = document(
        p("【案例题】"),
        p("1. 某代表收到来信。"),
        p("（1）先做什么？"), p("A. 询问", TAB, "B. 罢免"),
        p("（2）可以做哪些？"), p("A、甲  B、乙  C、丙  D、丁"),
        p("（3）代表可以拍板。"),
        p("答案：（1）A（2）ACD（3）错"),
    )  # fmt: skip
    found = read(content).found[0]
    assert read_sheet(found.columns)[1].problems == []
    assert [found.columns[f"{n}.answer"] for n in (1, 2, 3)] == ["A", "ACD", "错"]


CAST = [
    exported(
        "ordering",
        {"stem": "排一排", "fiction": False, "items": [
            {"id": "a", "text": "二"}, {"id": "b", "text": "一"}, {"id": "c", "text": "三"}]},
        {"explanation": "", "order": ["b", "a", "c"]},
    ),
    exported(
        "true_false",
        {"stem": "=1+1 <b>&\n第二行", "fiction": True},
        {"explanation": "如此\n这般", "answer": False},
        number="J-7", citations="代表法第三条\n监督法",
    ),
]  # fmt: skip


def test_a_paper_with_key_says_everything_and_one_without_says_no_answer() -> None:
    with_key = _texts(written("docx", CAST))
    without = _texts(written("docx", CAST, with_key=False))
    assert "答案：BAC" in with_key
    assert "法律依据：代表法第三条" in with_key
    assert not {word for word in ("答案", "BAC", "如此", "J-7", "代表法") if word in without}
    assert "A. 二" in without


def test_questions_added_to_our_paper_are_read_beside_ours() -> None:
    content = written("docx", CAST)
    added = p("9. 后来加的？") + p("A. 甲") + p("B. 乙") + p("答案：B")
    package = zipfile.ZipFile(io.BytesIO(content))
    body = package.read("word/document.xml").decode().replace("<w:sectPr>", added + "<w:sectPr>", 1)
    parts = {name: package.read(name) for name in package.namelist()} | {"word/document.xml": body}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as changed:
        for name, part in parts.items():
            changed.writestr(name, part)
    found = read(out.getvalue()).found
    assert [one.columns["stem"] for one in found[:2]] == ["=1+1 <b>&\n第二行", "排一排"]
    assert same(CAST[1], found[0].columns)
    assert found[2].columns["answer"] == "B"


def test_word_may_give_our_styles_other_identities() -> None:
    content = written("docx", CAST)
    package = zipfile.ZipFile(io.BytesIO(content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as changed:
        for name in package.namelist():
            text = package.read(name).decode()
            for number, identity in enumerate(names.NAMES):
                text = text.replace(f'"{identity}"', f'"a{number}"')
            assert "Lvzhi" not in text
            changed.writestr(name, text)
    assert read(out.getvalue()) == read(content)


def test_a_changed_answer_in_our_paper_counts() -> None:
    content = written("docx", CAST)
    package = zipfile.ZipFile(io.BytesIO(content))
    body = package.read("word/document.xml").decode().replace("答案：错", "答案：对")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as changed:
        for name in package.namelist():
            changed.writestr(name, body if name == "word/document.xml" else package.read(name))
    assert read(out.getvalue()).found[0].columns["answer"] == "对"


@pytest.mark.parametrize("style", sorted(names.NAMES))
def test_every_style_that_is_read_is_written(style: str) -> None:
    package = zipfile.ZipFile(io.BytesIO(written("docx", CAST)))
    assert f'w:styleId="{style}"' in package.read("word/styles.xml").decode()


def _texts(content: bytes) -> str:
    body = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    return body.replace("</w:t>", "\n").replace('<w:t xml:space="preserve">', "")
