"""Screen, Excel and CSV are one and the same; nothing typed becomes a formula; exports are
noted."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.training.insight.conftest import NOW, Class
from tests.training.insight.tables import headings, in_csv, in_workbook, on_page
from training.insight.exports import harmless
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db
EVIL = '=HYPERLINK("http://evil","x")'


def url(name: str, *args: object, **query: object) -> str:
    return reverse(f"insight:{name}", args=args, query=query or None)


def file(client: Client, what: str, kind: str, **asked: object) -> bytes:
    response = client.post(url("export"), {"what": what, "kind": kind, **asked})
    assert response.status_code == 200
    return response.getvalue() if response.streaming else response.content


# ---- the same cells everywhere


@pytest.mark.parametrize(
    ("table", "sheet"), [("unit", "镇街"), ("group", "小组"), ("first", "初任或连任")]
)
def test_the_overview_is_the_workbook(office: Client, klass: Class, table: str, sheet: str) -> None:
    html = office.get(url("overview")).content
    book = file(office, "units", "xlsx", cohort="class-1")
    assert in_workbook(book, sheet) == [headings(html, table), *on_page(html, table)]


def test_every_other_figure_of_the_overview_is_in_the_workbook(
    office: Client, klass: Class
) -> None:
    html = office.get(url("overview")).content
    book = file(office, "units", "xlsx", cohort="class-1")
    assert in_workbook(book, "逐日进度") == [headings(html, "days"), *on_page(html, "days")]
    shown = BeautifulSoup(html, "html.parser").select(".measures__one")
    told = [(one.select_one("span").text, one.select_one(".measures__value").text) for one in shown]
    assert told == [(row[0], row[1]) for row in in_workbook(book, "其他指标")[1:]]
    assert len(told) == 7


def test_the_overview_is_the_csv(office: Client, klass: Class) -> None:
    html = office.get(url("overview")).content
    shown = [headings(html, "unit"), *on_page(html, "unit")]
    assert in_csv(file(office, "units", "csv")) == shown


def test_the_list_is_the_workbook_is_the_csv(office: Client, klass: Class) -> None:
    for asked in ({}, {"state": "notstarted"}, {"first": "yes"}, {"group": 0}):
        html = office.get(url("people", **asked)).content
        shown = [headings(html, "people"), *on_page(html, "people")]
        assert len(shown) > 1
        assert in_workbook(file(office, "people", "xlsx", **asked), "名单") == shown
        assert in_csv(file(office, "people", "csv", **asked)) == shown


def test_a_units_list_is_its_export(office: Client, klass: Class) -> None:
    html = office.get(url("unit", klass.jintang.pk)).content
    shown = on_page(html, "people")
    assert in_csv(file(office, "people", "csv", unit=klass.jintang.pk))[1:] == shown
    assert len(shown) == 3


def test_a_directors_export_holds_only_her_unit(director: Client, klass: Class) -> None:
    assert {row[2] for row in in_csv(file(director, "people", "csv"))[1:]} == {"昌国街道"}
    asked = {"what": "people", "kind": "csv", "unit": klass.jintang.pk}
    assert director.post(url("export"), asked).status_code == 404
    rows = in_workbook(file(director, "units", "xlsx"), "口径")
    assert ["范围", "昌国街道"] in rows


# ---- typed cells


def test_cells_have_types_and_the_sheet_a_frozen_filtered_heading(
    office: Client, klass: Class
) -> None:
    book = load_workbook(BytesIO(file(office, "people", "xlsx")))
    sheet = book["名单"]
    first = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    assert first["必修完成"].data_type == "n"
    assert first["最近学习"].is_date
    assert first["姓名"].data_type == "s"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:L6"
    totals = load_workbook(BytesIO(file(office, "units", "xlsx")))["镇街"]
    assert totals["C2"].number_format == "0%"
    # The sum is left out of the filter.
    assert totals.auto_filter.ref == f"A1:J{totals.max_row - 1}"


def test_the_workbook_says_what_its_figures_mean(office: Client, klass: Class) -> None:
    rows = in_workbook(file(office, "units", "xlsx"), "口径")
    named = {row[0]: row[1] for row in rows}
    assert named["班次"] == "第一期"
    assert named["数据截至"] == "2026-11-17 08:00"
    assert "没有退出的人数" in named["应训"]


# ---- formulas


@pytest.mark.parametrize(
    "typed",
    [
        EVIL,
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "\u3000=1",
    ],
)
def test_text_that_would_be_a_formula_is_disarmed(typed: str) -> None:
    assert harmless(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["", "王代表", "R001", "a=b", "'x", "1-2", "—"])
def test_other_text_is_left_as_it_is(typed: str) -> None:
    assert harmless(typed) == typed


def test_a_name_like_a_formula_stays_a_text(office: Client, klass: Class) -> None:
    User.objects.filter(pk=klass.behind.pk).update(name=EVIL, number="+86")
    sheet = load_workbook(BytesIO(file(office, "people", "xlsx")))["名单"]
    cell = next(row[0] for row in sheet.iter_rows() if row[0].value == EVIL)
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    row = next(row for row in in_csv(file(office, "people", "csv")) if "HYPERLINK" in row[0])
    assert row[:2] == [f"'{EVIL}", "'+86"]


# ---- noted, and by POST only


def test_an_export_is_noted(office: Client, zhang: User, klass: Class) -> None:
    file(office, "people", "xlsx", state="behind", group=klass.farming.pk)
    event = AuditEvent.objects.get(action="export.completion")
    assert (event.actor, event.at, event.target) == (zhang, NOW, "class-1")
    assert event.detail == {
        "what": "people",
        "format": "xlsx",
        "rows": 1,
        "people": 1,
        "filters": {"state": "behind", "group": klass.farming.pk},
    }


def test_nothing_is_exported_on_get(office: Client, klass: Class) -> None:
    assert office.get(url("export")).status_code == 405
    assert not AuditEvent.objects.filter(action="export.completion").exists()


def test_forged_exports_are_not_found(office: Client, klass: Class) -> None:
    for asked in (
        {},
        {"what": "people"},
        {"what": "everything", "kind": "csv"},
        {"what": "people", "kind": "exe"},
        {"what": "people", "kind": "csv", "cohort": "no-such"},
    ):
        assert office.post(url("export"), asked).status_code == 404, asked
    assert not AuditEvent.objects.filter(action="export.completion").exists()


def test_an_export_needs_the_forms_token(zhang: User, klass: Class) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(zhang)
    assert client.post(url("export"), {"what": "people", "kind": "csv"}).status_code == 403


def test_the_file_has_a_name_and_stays_out_of_caches(office: Client, klass: Class) -> None:
    response = office.post(url("export"), {"what": "people", "kind": "xlsx"})
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "class-1-20261117-0800.xlsx" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
