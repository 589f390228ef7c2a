"""The same figures as Excel and CSV. What people typed is never taken for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.worksheet import Worksheet

from training.people.spreadsheets import harmless

Cell = str | int | float | Decimal | date | datetime | None
DATE = "%Y-%m-%d %H:%M"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
# Signs that Excel refuses in the name of a sheet; a translated heading may hold one.
NOT_IN_SHEET_NAMES = str.maketrans("[]:*?/\\", "       ")
LINES_AT_ONCE = 200
WIDTHS = {"text": 18, "long": 60, "number": 10, "percent": 10, "tenths": 12, "day": 12, "date": 18}


@dataclass(frozen=True)
class Column:
    """A column's heading and what its cells are: text, long, number, percent, tenths, day, date;
    `key` is what programs call it, the same for ever and in every language."""

    name: str
    kind: str = "text"
    key: str = ""


@dataclass(frozen=True)
class Table:
    """A sheet: the cells as the page shows them; `totalled` when the last row is a sum, `key`
    what the table is called in addresses and in the page."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    totalled: bool = False
    key: str = ""


@dataclass(frozen=True)
class Exported:
    """A file ready to be handed out."""

    name: str
    content_type: str
    content: bytes


def _local(cell: datetime) -> datetime:
    return timezone.localtime(cell).replace(tzinfo=None, second=0, microsecond=0)


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, kind: str, formats: Any) -> None:
    row, column = place
    if cell is None:
        sheet.write_blank(row, column, None, None)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, _local(cell), formats["date"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats["day"])
    elif isinstance(cell, str):
        # write_string keeps "=1+1" a text; plain write() would let it become a formula.
        sheet.write_string(row, column, cell, formats["long"] if kind == "long" else None)
    elif kind == "percent":
        sheet.write_number(row, column, float(cell) / 100, formats["percent"])
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), formats["tenths"])
    else:
        sheet.write_number(row, column, cell)


def _sheet(book: xlsxwriter.Workbook, table: Table, formats: Any) -> None:
    sheet = book.add_worksheet(table.title.translate(NOT_IN_SHEET_NAMES)[:31])
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, WIDTHS[column.kind])
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.name, formats["head"])
    line = 0
    for line, cells in enumerate(table.rows, start=1):
        for at, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            _write(sheet, (line, at), cell, column.kind, formats)
    sheet.freeze_panes(1, 0)
    # The sum stays below the filter, so that sorting never moves it.
    sheet.autofilter(0, 0, line - table.totalled, len(table.columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def as_excel(tables: Sequence[Table]) -> bytes:
    """A workbook with one sheet per table and typed cells."""
    file = BytesIO()
    write_excel(file, tables)
    return file.getvalue()


def write_excel(file: IO[bytes], tables: Sequence[Table], created: datetime | None = None) -> None:
    """The same into an open file, row by row: rows may be a stream, and memory stays small."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        if created is not None:  # the same table, the same file
            book.set_properties({"created": created.replace(tzinfo=None)})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "percent": book.add_format({"num_format": "0%"}),
            "tenths": book.add_format({"num_format": "0.0"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "long": book.add_format({"text_wrap": True}),
        }
        for table in tables:
            _sheet(book, table, formats)


def words(cell: Cell, kind: str) -> str:
    """A cell as it is read, on the page and in a CSV."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _local(cell).strftime(DATE)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:.1f}"
    return f"{cell}%" if kind == "percent" and not isinstance(cell, str) else str(cell)


def _csv_cell(cell: Cell, kind: str) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return words(cell, kind)


def as_csv(table: Table) -> bytes:
    """One table as UTF-8 with a mark by which Excel knows the encoding."""
    return b"".join(csv_lines(table))


def csv_lines(table: Table) -> Iterator[bytes]:
    """The same in pieces of some hundred lines, for a stream."""
    file = StringIO()
    writer = csv.writer(file)
    file.write("\ufeff")
    writer.writerow([harmless(column.name) for column in table.columns])
    kinds = [column.kind for column in table.columns]
    for n, cells in enumerate(table.rows, start=1):
        writer.writerow([_csv_cell(cell, kind) for cell, kind in zip(cells, kinds, strict=True)])
        if n % LINES_AT_ONCE == 0:
            yield _taken(file)
    yield _taken(file)


def _taken(file: StringIO) -> bytes:
    written = file.getvalue().encode()
    file.seek(0)
    file.truncate()
    return written


def written(name: str, kind: str, tables: Sequence[Table], now: datetime) -> Exported:
    """Tables as a file named with its time: all of them as Excel, the first as CSV."""
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    if kind == "csv":
        return Exported(f"{name}-{stamp}.csv", CSV, as_csv(tables[0]))
    return Exported(f"{name}-{stamp}.xlsx", EXCEL, as_excel(tables))
