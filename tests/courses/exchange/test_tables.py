"""Excel and CSV as trainers really write them, and as nobody should."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange.codecs import codec_called
from courses.exchange.codecs.examples import EXAMPLES
from courses.exchange.codecs.headings import code_of
from courses.exchange.confined import limits_in_force, read_apart
from courses.exchange.contract import Exported, Limits, Reading, Unreadable
from courses.questions.kinds.registry import KINDS
from courses.questions.kinds.sheets import read_sheet, write_sheet
from tests.courses.exchange.making import HEAD, workbook
from tests.factories.authored import EVERY, law

TABLES = ("excel", "csv")


def read(content: bytes, codec: str = "excel") -> Reading:
    return codec_called(codec).read(content, "题.xlsx", limits_in_force())


def one(row: list[Any], head: list[str] = HEAD) -> dict[str, str]:
    """The columns of the only question, empty ones left out."""
    [found] = read(workbook([row], head)).found
    return {code: text for code, text in found.columns.items() if text}


@pytest.mark.parametrize("codec", TABLES)
@pytest.mark.parametrize("kind", KINDS)
@law
@given(chance=st.data())
def test_every_kind_comes_back_word_for_word(codec: str, kind: str, chance: st.DataObject) -> None:
    body, key = chance.draw(EVERY[kind])
    columns = {"number": "=1+1", "tags": "@甲、+乙", **write_sheet(kind, body, key)}
    out = io.BytesIO()
    codec_called(codec).write(iter([Exported(kind, columns, body, key)]), out, with_key=True)
    [found] = read(out.getvalue(), codec).found
    assert {code: text for code, text in found.columns.items() if text} == columns
    assert found.problems == ()
    assert read_sheet(found.columns)[1].problems == []


@pytest.mark.parametrize("codec", TABLES)
def test_without_key_nothing_tells_the_answer(codec: str) -> None:
    columns = {
        "kind": "单选题",
        "stem": "？",
        "A": "甲",
        "B": "乙",
        "answer": "B",
        "explanation": "丙",
    }
    kind, reading = read_sheet(columns)
    out = io.BytesIO()
    question = Exported(kind, columns, reading.body, reading.key)
    codec_called(codec).write(iter([question]), out, with_key=False)
    [found] = read(out.getvalue(), codec).found
    assert not found.columns["answer"]
    assert not found.columns["explanation"]


@pytest.mark.parametrize(
    "text", ["=1+1", "@x", "+1", "-1", "\t=1", "＝1+1", "=cmd|' /C calc'!A0", "'=1", "http://x.cn"]
)
def test_no_cell_of_an_export_is_a_formula(text: str) -> None:
    columns = {"kind": "判断题", "stem": text.strip(), "answer": "对"}
    kind, reading = read_sheet(columns)
    question = Exported(kind, columns, reading.body, reading.key)
    out = io.BytesIO()
    codec_called("excel").write(iter([question]), out, with_key=True)
    cells = [c for row in openpyxl.load_workbook(out).active.iter_rows() for c in row if c.value]
    assert {cell.data_type for cell in cells} == {"s"}
    out = io.BytesIO()
    codec_called("csv").write(iter([question]), out, with_key=True)
    assert not any(
        cell.lstrip()[:1] in "=+-@＝"
        for line in out.getvalue().decode().splitlines()[1:]
        for cell in line.split(",")
        if cell
    )
    assert read(out.getvalue(), "csv").found[0].columns["stem"] == columns["stem"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Ａ，Ｃ", "AC"), ("A CD", "ACD"), ("a、c", "AC"), ("ＡＣ", "AC"), ("A,C。", "AC")],
)
def test_letters_however_they_are_written(written: str, meant: str) -> None:
    columns = one(["", "多选题", "哪些？", "甲", "乙", "丙", "丁", written])
    assert columns["answer"] == meant


@pytest.mark.parametrize("written", ["对", "√", "正确", "T", "ｔ", "TRUE", "是", True])
def test_right(written: Any) -> None:
    columns = one(["", "判断题", "对吗？", "", "", "", "", written])
    assert read_sheet(columns)[1].key["answer"] is True


@pytest.mark.parametrize("written", ["错", "×", "错误", "F", "x", False])
def test_wrong(written: Any) -> None:
    columns = one(["", "判断题", "对吗？", "", "", "", "", written])
    assert read_sheet(columns)[1].key["answer"] is False


def test_a_letter_that_no_option_has_is_told() -> None:
    for letter in ("E", "K"):
        columns = one(["", "单选题", "哪个？", "甲", "乙", "丙", "丁", letter])
        assert next(flaw.code for flaw in read_sheet(columns)[1].problems) == "no_option"


def test_numbers_days_and_shares_read_as_they_are_shown() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    share = book.add_format({"num_format": "0%"})
    sheet.write_row(0, 0, ["题型", "题干", "A", "B", "C", "答案"])
    sheet.write_row(1, 0, ["单选题", "哪天？"])
    sheet.write_datetime(1, 2, date(2025, 10, 1), day)
    sheet.write_number(1, 3, 0.6, share)
    sheet.write_number(1, 4, 0.1 + 0.2)
    sheet.write_string(1, 5, "A")
    book.close()
    columns = read(out.getvalue()).found[0].columns
    assert [columns[c] for c in "ABC"] == ["2025年10月1日", "60%", "0.3"]


def test_merged_hidden_and_blank() -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("旧的")
    hidden.append(["题型", "题干", "答案"])
    hidden.append(["判断题", "看不见。", "对"])
    hidden.sheet_state = "hidden"
    sheet = book.active
    sheet.append(["2026 年试题", "", "", ""])
    sheet.append(["知识点", "题型", "题干", "答案", "备注"])
    sheet.append(["权利", "判断题", "第一句。", "对", "x"])
    sheet.append(["", "", "", "", ""])
    sheet.append([None, "判断题", "第二句。", "错", ""])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A5")
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue())
    assert [(f.row, f.columns["points"]) for f in reading.found] == [(3, "权利"), (5, "权利")]
    assert [(p.code, p.row, p.column) for p in reading.problems] == [("merged", 3, "points")]
    assert any("旧的" in line for line in reading.said)
    assert any("备注" in line for line in reading.said)


def test_a_formula_without_its_value_and_an_error_are_told_with_their_place() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["题型", "题干", "答案"])
    sheet.append(["判断题", '="这句" & "话"', "对"])
    sheet.append(["判断题", "#REF!", "对"])
    sheet["B3"].data_type = "e"
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue()).found
    assert [[(p.code, p.row, p.column) for p in f.problems] for f in found] == [
        [("broken_cell", 2, "stem")],
        [("broken_cell", 3, "stem")],
    ]


def test_one_cell_far_out_costs_nothing() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["题型", "题干", "答案"])
    sheet.append(["判断题", "第一句。", "对"])
    sheet["B1048576"] = "最后一行。"
    out = io.BytesIO()
    book.save(out)
    assert [f.row for f in read(out.getvalue()).found] == [2, 1048576]


def test_a_case_takes_a_row_for_each_part() -> None:
    head = ["题型", "小题", "题干", "A", "B", "答案"]
    rows = [
        ["案例题", "", "某代表遇到一件事。", "", "", ""],
        ["单选题", 1, "先做什么？", "问", "等", "Ａ"],
        ["判断题", 2, "可以拍板。", "", "", "×"],
        ["判断题", "", "另一道题。", "", "", "对"],
    ]
    found = read(workbook(rows, head)).found
    kind, reading = read_sheet(found[0].columns)
    assert (kind, [p["kind"] for p in reading.body["parts"]]) == (
        "case_group",
        ["single_choice", "true_false"],
    )
    assert reading.problems == []
    assert len(found) == 2


def test_a_part_without_its_case() -> None:
    [found] = read(
        workbook([["判断题", "1", "可以拍板。", "对"]], ["题型", "小题", "题干", "答案"])
    ).found
    assert [p.code for p in found.problems] == ["part_alone"]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("题型", "kind"),
        ("题型（必填）", "kind"),
        ("*题干", "stem"),
        ("选项A", "A"),
        ("Ａ", "A"),
        ("B选项", "B"),
        ("正确答案", "answer"),
        ("答案：多选写 ACD", "answer"),
        ("2.答案", "2.answer"),
        ("序号", None),
        ("备注", None),
    ],
)
def test_headings(heading: str, code: str | None) -> None:
    assert code_of(heading) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_in_every_encoding_and_with_every_sign(encoding: str, sign: str) -> None:
    lines = [["题型", "题干", "答案"], ["判断题", "代表由选民选出。", "对"]]
    content = "\r\n".join(sign.join(line) for line in lines).encode(encoding)
    reading = read(content, "csv")
    assert reading.found[0].columns["stem"] == "代表由选民选出。"
    assert encoding.split("-", maxsplit=1)[0].upper()[:3] in reading.said[0].upper()


def test_the_examples_of_the_template_are_good_questions() -> None:
    head = ["题型", "小题", "题干", *"ABCD", "答案", "配对", "单位", "单位怎么判", "评分标准"]
    codes = ["kind", "part", "stem", *"ABCD", "answer", "pairs", "unit", "unit_rule", "criteria"]
    rows = [[row.get(code, "") for code in codes] for row in EXAMPLES]
    found = read(workbook(rows, head)).found
    assert len(found) == len(KINDS)
    for question in found:
        kind, reading = read_sheet(question.columns)
        assert (reading.problems, question.problems) == ([], ()), kind


def _tight(**changed: int) -> Limits:
    return Limits(**{**limits_in_force().__dict__, **changed})


def bomb(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml", b"<workbook><sheets><sheet name='a'/></sheets></workbook>"
        )
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (b"PK\x03\x04 nothing", {}),
        (workbook([]), {"file_bytes": 10}),
        (bomb(3_000_000), {"unpacked_bytes": 1_000_000}),
        (workbook([["", "判断题", f"第 {n} 句。"] for n in range(50)]), {"rows": 10}),
        (workbook([["", "判断题", "一句。"]]), {"columns": 2}),
        (workbook([["", "判断题", "一句。"]]), {"members": 2}),
        (workbook([["1"]], ["没有", "表头"]), {}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", {}),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(
    content: bytes, limits: dict[str, int]
) -> None:
    with pytest.raises(Unreadable) as refused:
        read_apart(content, name="题.xlsx", codec="excel", limits=_tight(**limits))
    assert str(refused.value).endswith("。")


def test_what_the_reader_does_not_survive_the_site_does() -> None:
    many = workbook([["", "判断题", f"第 {n} 句。" * 40] for n in range(4000)])
    for tight in ({"memory_bytes": 60_000_000}, {"seconds": 0}):
        with pytest.raises(Unreadable) as refused:
            read_apart(many, name="题.xlsx", codec="excel", limits=_tight(**tight))
        assert refused.value.code in {"died", "memory", "too_slow", "broken"}
