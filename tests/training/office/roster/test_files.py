"""Files as they come: spoilt numbers, rare characters, wrong sheets, bombs. Every one gives a plan
or a sentence that says what to do."""

import io
import zipfile
from contextlib import suppress
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courses.exchange.contract import Unreadable
from tests.factories.world import World
from tests.training.office.conftest import NOW
from tests.training.office.roster.conftest import codes, in_this_process
from tests.training.office.roster.making import HEAD, book, table, workbook
from training.office.access import Desk
from training.office.roster import reading, services
from training.office.roster.planning import Planner, order_of
from training.office.roster.services import Sent
from training.people.models import User
from training.people.rosters import RosterImport, RosterRow

Outcome = RosterRow.Outcome
LI = ("R070", "李新", "金塘镇", "代表", "初任", "13800007070")
PHONES = {
    "13800007070": "13800007070",
    13800007070: "13800007070",
    13800007071.0: "13800007071",
    "1.3800007070E+10": "13800007070",
    "13800007070.0": "13800007070",
    "１３８０００　０７０７０": "13800007070",
    "+86 138-0000-7070": "13800007070",
    "0086 138 0000 7070": "13800007070",
    "'13800007070": "13800007070",
    "0580-2012345": "05802012345",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_text_in_every_encoding(read: Any, encoding: str, sign: str) -> None:
    job = read(table(LI, encoding=encoding, sign=sign))
    row = job.rows.get()
    assert (row.outcome, row.name, job.failure) == (Outcome.NEW, "李新", "")


@pytest.mark.parametrize(("typed", "meant"), PHONES.items(), ids=map(str, PHONES))
def test_telephones_as_people_and_spreadsheets_write_them(
    plan: Any, typed: Any, meant: str
) -> None:
    (row,) = plan(("R070", "李新", "金塘镇", "", "", typed))
    assert ["phone", "", meant] in row.changes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.38E+10", "phone_spoilt"),
        ("13800007070/13911112222", "two_phones"),
        ("打办公室", "bad_phone"),
        ("1.5e999", "phone_spoilt"),
    ],
)
def test_telephones_that_are_lost(plan: Any, typed: str, code: str) -> None:
    (row,) = plan(("R070", "李新", "金塘镇", "", "", typed))
    assert (row.outcome, codes(row)) == (Outcome.ERROR, [code])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026年3月1日", "2026-03-01"),
        ("2026.3.1", "2026-03-01"),
        ("20260301", "2026-03-01"),
        (46082, "2026-03-01"),
        ("２０２６/３/１", "2026-03-01"),
        ("2026年3月", "2026-03-01"),
    ],
)
def test_days(plan: Any, typed: Any, meant: str) -> None:
    (row,) = plan(("R070", "李新", "金塘镇", typed), head=("编号", "姓名", "镇街", "任职日期"))
    assert ["since", "", meant] in row.changes


@pytest.mark.parametrize("typed", ["2026-13-01", "去年", "1800-01-01", "2099-01-01", "99999"])
def test_days_that_are_none(plan: Any, typed: str) -> None:
    (row,) = plan(("R070", "李新", "金塘镇", typed), head=("编号", "姓名", "镇街", "任职日期"))
    assert row.outcome == Outcome.ERROR


def test_a_cell_formatted_as_a_day(read: Any) -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet()
    page.write_row(0, 0, ("编号", "姓名", "镇街", "任职日期"))
    page.write_row(1, 0, ("R070", "李新", "金塘镇"))
    page.write_number(1, 3, 46082, made.add_format({"num_format": "yyyy-mm-dd"}))
    made.close()
    assert ["since", "", "2026-03-01"] in read(out.getvalue()).rows.get().changes


@pytest.mark.parametrize(
    "name",
    ["𠮷田", "㐂乐", "张　三", "阿卜杜拉•买买提", "㛃", "𬭎"],
    ids=lambda n: n.encode().hex(),
)
def test_rare_characters_come_through(plan: Any, name: str) -> None:
    (row,) = plan(("R070", name, "金塘镇", "", "", ""))
    assert row.outcome == Outcome.NEW
    assert row.problems == []
    assert row.name == name.replace("\u3000", "").replace("•", "·")


def test_private_characters_are_told(plan: Any) -> None:
    (row,) = plan(("R070", "张\ue815", "金塘镇", "", "", ""))
    assert (row.outcome, codes(row)) == (Outcome.NEW, ["private_character"])
    assert "U+E815" in row.problems[0]["message"]


def test_a_lost_character_is_refused(plan: Any) -> None:
    (row,) = plan(("R070", "张?三", "金塘镇", "", "", ""))
    assert (row.outcome, codes(row)) == (Outcome.ERROR, ["lost_character"])


def test_headings_in_any_order_and_words(plan: Any) -> None:
    head = ("联系电话（必填）", "所在镇街", " 代表姓名* ", "序号", "代表编号", "是否初任", "备注")
    (row,) = plan(("13800007070", "金塘镇", "李新", 1, "R070", "是", "无"), head=head)
    assert (row.outcome, row.number, row.name) == (Outcome.NEW, "R070", "李新")
    assert ["first_term", "", "初任"] in row.changes


def test_a_title_merged_cells_empty_rows_and_hidden_ones(read: Any) -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet("名册")
    page.merge_range(0, 0, 0, 2, "定海区人大代表名册")
    page.write_row(2, 0, ("镇街", "编号", "姓名"))
    page.merge_range(3, 0, 5, 0, "金塘镇")
    page.write_row(3, 1, ("R070", "李新"))
    page.write_row(5, 1, ("R071", "何新"))
    page.set_row(5, None, None, {"hidden": True})
    made.add_worksheet("藏").hide()
    made.close()
    job = read(out.getvalue())
    rows = list(job.rows.all())
    assert [(row.line, row.outcome) for row in rows] == [(4, Outcome.NEW), (6, Outcome.NEW)]
    assert all(["unit", "", "金塘镇"] in row.changes for row in rows)
    assert any("合并" in told for told in job.said)
    assert any("隐藏" in told for told in job.said)


def test_a_formula_without_a_value_is_told_with_its_place(read: Any) -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet()
    page.write_row(0, 0, ("编号", "姓名", "镇街", "手机"))
    page.write_row(1, 0, ("R070", "李新", "金塘镇"))
    page.write_formula(1, 3, "=VLOOKUP(A2,X:Y,2,0)", None, "")
    page.write_row(2, 0, ("R071", "何新", "金塘镇"))
    page.write_formula(2, 3, "=A1", None, 13800007070)
    made.close()
    content = out.getvalue().replace(b"<v></v>", b"")
    first, second = read(content).rows.all()
    assert second.changes[2] == ["phone", "", "13800007070"]
    assert first.outcome in {Outcome.NEW, Outcome.ERROR}


def test_what_looks_like_a_formula_is_text(plan: Any, read: Any) -> None:
    (row,) = plan(("R070", '=HYPERLINK("http://x")', "金塘镇", "", "", ""))
    assert row.name.startswith("=HYPERLINK")


# ---- files that cannot be read


def failure(job: RosterImport) -> tuple[str, str]:
    """Why, in short and in words."""
    assert (job.state, job.rows.count()) == ("failed", 0)
    return job.failure_code, job.failure


def test_no_headings(read: Any) -> None:
    code, told = failure(read(workbook(("a", "b"), head=("甲", "乙")), name="乱.xlsx"))
    assert code == "no_head"
    assert "乱.xlsx" in told


def test_headings_and_nobody(read: Any) -> None:
    assert failure(read(workbook()))[0] == "empty"


def test_an_old_excel_file(read: Any) -> None:
    assert failure(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50))[0] == "old_office"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是 Excel 文件"),
        (b"%PDF-1.7\n", "不是 Excel 文件"),
        (b"PK\x03\x04 no zip", "。"),
    ],
)
def test_no_table_at_all(read: Any, content: bytes, told: str) -> None:
    assert told in failure(read(content))[1]


def test_thousands_of_columns(read: Any) -> None:
    wide = [f"列{n}" for n in range(3000)]
    assert failure(read(workbook(wide, head=[*HEAD, *wide])))[0] == "columns"


def test_an_empty_file_is_not_taken_in(dinghai: World, zhang: User) -> None:
    with pytest.raises(Unreadable, match="空的"):
        services.open_import(
            congress=dinghai.congress, sent=Sent("空.csv", b" \n"), by=zhang, now=NOW
        )


def test_a_bomb_ends_with_a_sentence(dinghai: World, zhang: User) -> None:
    """As on the site: in a process of its own, with little memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"<workbook/>" + b" " * (300 * 2**20))
    sent = Sent("弹.xlsx", out.getvalue())
    job = services.open_import(congress=dinghai.congress, sent=sent, by=zhang, now=NOW)
    code, told = failure(services.go_on(job=job, now=NOW))
    assert code in {"too_large", "memory", "died"}
    assert told.endswith("。")


def test_a_real_file_is_read_apart(dinghai: World, zhang: User) -> None:
    sent = Sent("册.xlsx", workbook(LI))
    job = services.open_import(congress=dinghai.congress, sent=sent, by=zhang, now=NOW)
    assert services.go_on(job=job, now=NOW).rows.get().outcome == Outcome.NEW


# ---- whatever is in the cells

CELL = st.one_of(
    st.sampled_from(
        ["", "R066", "R070", "孙代表", "金塘镇", "昌国", "代表", "主任", "初任", "否", "1.38E+10"]
    ),
    st.text(max_size=12),
    st.integers(-(10**12), 10**12).map(str),
    st.floats(allow_nan=True).map(str),
    st.dates().map(str),
)
HEADS = st.lists(
    st.sampled_from([*HEAD, "代表团", "小组", "邮箱", "选区", "任职日期", "是否连任", "备"])
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(head=["角色", "镇街"], rows=[["R1", "什么", "金塘镇"]] * 2, numbering=False)
@given(head=HEADS, rows=st.lists(st.lists(CELL, max_size=8), max_size=6), numbering=st.booleans())
def test_any_cells_give_a_plan_or_a_reason(
    head: list[str], rows: list[list[str]], numbering: bool, dinghai: World, sun: User
) -> None:
    """Never a traceback; a row that would be written has somebody, and every error its column."""
    content = table(*rows, head=["姓名", *head], encoding="utf-8")
    job = RosterImport(congress=dinghai.congress, numbering=numbering, cohort="class-1")
    with suppress(Unreadable):
        _judge(job, content, sun)


def _judge(job: RosterImport, content: bytes, sun: User) -> None:
    told = in_this_process(content, name="表", codec="plain", limits=reading.limits_in_force())
    shown = reading.Table([], [], [])
    reading._read_sheet("", list(told.found), shown)
    job.sheets = [vars(sheet) for sheet in shown.sheets]
    order = order_of(job, Desk(job.congress, sun, NOW))
    lines: list[Any] = [(n, line, {}) for n, line in enumerate(shown.lines, start=1)]
    for row in Planner(order).plan(lines):
        taken = row.outcome in RosterRow.TAKEN
        assert not taken or (row.person and row.wanted.name and row.wanted.number)
        assert (row.outcome == Outcome.ERROR) == row.wanted.is_refused
        assert all(problem.column for problem in row.problems)


def test_several_sheets_with_one_name_cut_short(read: Any) -> None:
    head = ("编号", "姓名", "镇街")
    job = read(book({f"镇{n}": [head, (f"R07{n}", f"人{n}", "金塘镇")] for n in range(3)}))
    assert [row.outcome for row in job.rows.all()] == [Outcome.NEW] * 3
