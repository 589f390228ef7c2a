"""Screen, Excel and CSV are one and the same; nothing typed becomes a formula; exports are
noted."""

from dataclasses import replace
from io import BytesIO
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.training.insight.conftest import NOW, Class
from tests.training.insight.tables import headings, in_csv, in_workbook, on_page
from training.cohorts.models import Cohort, Enrolment
from training.insight.exports import harmless, words
from training.insight.figures import PointLine, overview
from training.insight.tables import overview_tables
from training.people.access import Scope
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


def test_every_table_of_the_overview_is_the_workbook_is_the_csv(
    office: Client, klass: Class
) -> None:
    seated = klass.world.congress.organisations.create(kind="delegation", name="第一代表团")
    Enrolment.objects.filter(learner=klass.behind).update(delegation=seated)
    told = overview(scope=Scope(klass.world.congress), cohort=klass.world.cohort, now=NOW)
    tables = overview_tables(told)
    assert [table.key for table in tables[:5]] == ["unit", "delegation", "group", "first", "days"]
    html = office.get(url("overview")).content
    book = file(office, "units", "xlsx", cohort="class-1")
    for table in tables:
        kinds = [column.kind for column in table.columns]
        rows = [[words(c, k) for c, k in zip(row, kinds, strict=True)] for row in table.rows]
        told_rows = [[column.name for column in table.columns], *rows]
        assert [headings(html, table.key), *on_page(html, table.key)] == told_rows, table.key
        assert in_workbook(book, table.title) == told_rows, table.key
        assert in_csv(file(office, "units", "csv", table=table.key)) == told_rows, table.key


def test_large_figures_are_those_of_the_table(office: Client, klass: Class) -> None:
    html = office.get(url("overview")).content
    shown = BeautifulSoup(html, "html.parser").select(".measures__one")
    names = [one.select_one("span").text for one in shown]
    assert names == [row[0] for row in on_page(html, "measures")]
    assert len(names) == 7


def test_figures_about_few_are_hidden_in_words(office: Client, klass: Class) -> None:
    few = replace(
        overview(scope=Scope(klass.world.congress), cohort=klass.world.cohort, now=NOW),
        points=(PointLine("a", "议案", 4, None, True), PointLine("b", "建议", 9, None, True)),
    )
    rows = next(table for table in overview_tables(few) if table.key == "points").rows
    assert [row[2] for row in rows] == ["人数不足 5 人，不显示", "为免推算出别组，不显示"]


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
        {"what": "units", "kind": "csv", "table": "no-such"},
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
    assert unquote(response["Content-Disposition"]).endswith("名单-第一期-20261117-0800.xlsx")


def test_a_class_named_like_a_path_still_has_a_file(office: Client, klass: Class) -> None:
    Cohort.objects.filter(pk=klass.world.cohort.pk).update(name="../../a\\b:第一期")
    for what in ("people", "units"):
        told = unquote(
            office.post(url("export"), {"what": what, "kind": "csv"}).headers["Content-Disposition"]
        )
        assert not set("/\\:") & set(told.partition("''")[2]), told


def test_the_note_is_written_before_the_first_line_leaves(office: Client, klass: Class) -> None:
    response = office.post(url("export"), {"what": "people", "kind": "csv"})
    assert response.streaming
    assert AuditEvent.objects.filter(action="export.completion").count() == 1
    assert "no-store" in response["Cache-Control"]
