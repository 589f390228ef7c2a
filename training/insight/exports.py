"""The same figures as Excel and CSV. What people typed is never taken for a formula."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from training.insight.definitions import DEFINITIONS
from training.insight.selectors import Completion, Line, PersonRow
from training.people import audit
from training.people.models import User
from training.people.spreadsheets import harmless

Cell = str | int | float | datetime | None
DATE = "%Y-%m-%d %H:%M"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# Signs that Excel refuses in the name of a sheet; a translated heading may hold one.
NOT_IN_SHEET_NAMES = str.maketrans("[]:*?/\\", "       ")
WIDTHS = {"text": 18, "long": 60, "number": 10, "percent": 10, "date": 18}


@dataclass(frozen=True)
class Column:
    """A column's heading and what its cells are: text, long, number, percent or date."""

    name: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """A sheet: the cells exactly as the page shows them; `totalled` when the last row is a sum."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totalled: bool = False


@dataclass(frozen=True)
class Exported:
    """A file ready to be handed out."""

    name: str
    content_type: str
    content: bytes


def _figure_columns(first: str) -> list[Column]:
    numbers = [_("已结业"), _("正常进行"), _("滞后"), _("未开始"), _("必修完成"), _("必修应完成")]
    return [
        Column(first),
        Column(_("应训"), "number"),
        Column(_("结业率"), "percent"),
        *(Column(name, "number") for name in numbers),
        Column(_("必修完成率"), "percent"),
    ]


def _figures(line: Line) -> list[Cell]:
    told = line.tally
    return [
        line.name,
        told.should,
        told.share,
        told.finished,
        told.on_track,
        told.behind,
        told.not_started,
        told.done,
        told.required,
        told.done_share if told.required or not told.should else _("没有必修要求"),
    ]


def _lines_table(title: str, lines: Sequence[Line], completion: Completion) -> Table:
    total = Line(None, _("合计"), completion.total)
    rows = [_figures(line) for line in (*lines, total)]
    return Table(title, _figure_columns(title), rows, totalled=True)


def unit_tables(completion: Completion) -> list[Table]:
    """The overview: by township, by group, by kind of term, each with its total."""
    return [
        _lines_table(_("镇街"), completion.units, completion),
        _lines_table(_("小组"), completion.groups, completion),
        _lines_table(_("初任或连任"), completion.first_terms, completion),
    ]


def _person_cells(row: PersonRow) -> list[Cell]:
    return [
        row.name,
        row.number,
        str(row.unit),
        str(row.group or ""),
        row.first_term_words,
        row.account_words,
        str(row.state.label),
        row.done,
        row.required,
        row.missing_words,
        row.last_at,
        row.finished_at,
    ]


def people_table(completion: Completion) -> Table:
    """The list of people with their state and what they miss."""
    columns = [
        Column(_("姓名")),
        Column(_("编号")),
        Column(_("镇街")),
        Column(_("小组")),
        Column(_("初任或连任")),
        Column(_("账号")),
        Column(_("状态")),
        Column(_("必修完成"), "number"),
        Column(_("必修应完成"), "number"),
        Column(_("未完成项"), "long"),
        Column(_("最近学习"), "date"),
        Column(_("结业时间"), "date"),
    ]
    return Table(_("名单"), columns, [_person_cells(row) for row in completion.people])


def definitions_table(completion: Completion) -> Table:
    """What the figures mean, and of which class and moment they are."""
    local = timezone.localtime
    about = [
        [_("班次"), str(completion.cohort)],
        [_("范围"), _scope_words(completion)],
        [_("数据截至"), local(completion.as_of).strftime(DATE)],
        [_("课表时钟"), local(completion.clock).strftime(DATE)],
    ]
    words = [[str(definition.name), str(definition.words)] for definition in DEFINITIONS]
    return Table(_("口径"), [Column(_("项目")), Column(_("说明"), "long")], [*about, *words])


def _scope_words(completion: Completion) -> str:
    """The congress, or the units, and that something was filtered."""
    scope = completion.scope
    named = [str(unit) for unit in completion.all_units] if scope.units is not None else []
    words = "、".join(named) or str(scope.congress)
    return _("%s（经过筛选）") % words if completion.filters.narrows else words


def _local(cell: datetime) -> datetime:
    return timezone.localtime(cell).replace(tzinfo=None, second=0, microsecond=0)


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, kind: str, formats: Any) -> None:
    row, column = place
    if cell is None:
        sheet.write_blank(row, column, None, None)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, _local(cell), formats["date"])
    elif isinstance(cell, str):
        # write_string keeps "=1+1" a text; plain write() would let it become a formula.
        sheet.write_string(row, column, cell, formats["long"] if kind == "long" else None)
    elif kind == "percent":
        sheet.write_number(row, column, cell / 100, formats["percent"])
    else:
        sheet.write_number(row, column, cell)


def _sheet(book: xlsxwriter.Workbook, table: Table, formats: Any) -> None:
    sheet = book.add_worksheet(table.title.translate(NOT_IN_SHEET_NAMES)[:31])
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, WIDTHS[column.kind])
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.name, formats["head"])
    for line, cells in enumerate(table.rows, start=1):
        for at, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            _write(sheet, (line, at), cell, column.kind, formats)
    sheet.freeze_panes(1, 0)
    # The sum stays below the filter, so that sorting never moves it.
    sheet.autofilter(0, 0, len(table.rows) - table.totalled, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def as_excel(tables: Sequence[Table]) -> bytes:
    """A workbook with one sheet per table and typed cells."""
    file = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "percent": book.add_format({"num_format": "0%"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "long": book.add_format({"text_wrap": True}),
        }
        for table in tables:
            _sheet(book, table, formats)
    return file.getvalue()


def _csv_cell(cell: Cell, kind: str) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _local(cell).strftime(DATE)
    if isinstance(cell, str):
        return harmless(cell)
    return f"{cell}%" if kind == "percent" else cell


def as_csv(table: Table) -> bytes:
    """One table as UTF-8 with a mark by which Excel knows the encoding."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([harmless(column.name) for column in table.columns])
    kinds = [column.kind for column in table.columns]
    for cells in table.rows:
        writer.writerow([_csv_cell(cell, kind) for cell, kind in zip(cells, kinds, strict=True)])
    return file.getvalue().encode("utf-8-sig")


def tables_of(completion: Completion, what: str) -> list[Table]:
    """The tables of one export: `units` or `people`."""
    return [people_table(completion)] if what == "people" else unit_tables(completion)


@transaction.atomic
def export(*, completion: Completion, what: str, kind: str, by: User, now: datetime) -> Exported:
    """The file that was asked for (CSV: its first table), noted in the audit log."""
    tables = tables_of(completion, what)
    filters = completion.filters
    audit.note(
        actor=by,
        action="export.completion",
        at=now,
        target=completion.cohort.key,
        what=what,
        format=kind,
        rows=len(tables[0].rows),
        people=len(completion.people),
        filters={key: value for key, value in vars(filters).items() if value is not None},
    )
    name = f"{_('完成情况')}-{tables[0].title}-{completion.cohort.key}"
    return written(name, kind, [*tables, definitions_table(completion)], now)


def written(name: str, kind: str, tables: Sequence[Table], now: datetime) -> Exported:
    """Tables as a file named with its time: all of them as Excel, the first as CSV."""
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    if kind == "csv":
        return Exported(f"{name}-{stamp}.csv", CSV, as_csv(tables[0]))
    return Exported(f"{name}-{stamp}.xlsx", EXCEL, as_excel(tables))
