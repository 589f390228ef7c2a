"""Excel workbooks: every visible sheet with headings is read; what is written is text in cells."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from courses.exchange.codecs.csv_table import no_head
from courses.exchange.codecs.found import asked, refuse_long, within
from courses.exchange.codecs.headings import PART
from courses.exchange.codecs.layout import COLUMNS, rows_of
from courses.exchange.codecs.spreadsheet import Sheet, read_sheets, spread
from courses.exchange.codecs.tables import Head, Table, head_of, read_table
from courses.exchange.contract import (
    ROW,
    Exported,
    Found,
    Limits,
    Problem,
    Reading,
)
from courses.questions.outcome import gettext_noop

LONGEST = 32_767
"""An Excel cell holds no more signs."""
EXAMPLES, GUIDE = "示例", "说明"
"""Sheets of the template that are never read."""
WIDTHS = {"stem": 46, "explanation": 30, "answer": 16, "kind": 10, PART: 6, "number": 12}


class ExcelCodec:
    """Workbooks as Excel, WPS and LibreOffice save them (.xlsx)."""

    name = "excel"
    label = gettext_noop("Excel 表格")
    extensions = (".xlsx", ".xlsm")

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every question of every visible sheet that has headings."""
        refuse_long(content, limits)
        reading, tables = Reading([], ROW), 0
        for sheet in read_sheets(content, limits):
            if sheet.hidden:
                reading.said.append(str(_("工作表“%s”是隐藏的，没有读。") % sheet.name))
            elif sheet.name.strip().startswith((EXAMPLES, GUIDE)):
                reading.said.append(str(_("工作表“%s”没有读。") % sheet.name))
            else:
                tables += _read_sheet(sheet, source, limits, reading)
        if not tables:
            raise no_head()
        return within(reading, limits, source)

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """Only texts that no cell can hold."""
        long = sum(any(len(t) > LONGEST for t in one.columns.values()) for one in questions)
        told = _("有 %d 道题的某一段超过 32767 个字符，Excel 的一格放不下，会被截断。")
        return [str(told % long)] if long else []

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """One sheet; every cell is text, whatever it begins with."""
        book = text_book(out)
        sheet = book.add_worksheet("题目")
        write_head(book, sheet)
        place = 0
        for question in questions:
            for row in rows_of(question, question.columns if with_key else asked(question)):
                place += 1
                write_row(sheet, place, row)
        book.close()


def text_book(out: BinaryIO) -> Any:
    """A workbook in which nothing typed becomes a formula, a link or a number; its rows go to disk
    one by one."""
    return xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )


def write_head(book: Any, sheet: Any) -> None:
    """The headings, kept in sight; cells below are text also when somebody types into them."""
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for column, code in enumerate(COLUMNS):
        sheet.set_column(column, column, WIDTHS.get(code, 12), text)
    for column, label in enumerate(COLUMNS.values()):
        sheet.write_string(0, column, label, bold)
    sheet.freeze_panes(1, 1)


def write_row(sheet: Any, place: int, row: dict[str, str]) -> None:
    """One row of texts, empty ones left out."""
    for column, code in enumerate(COLUMNS):
        if text := row.get(code):
            sheet.write_string(place, column, text[:LONGEST])


def _read_sheet(sheet: Sheet, source: str, limits: Limits, reading: Reading) -> bool:
    """Add a sheet's questions to the reading; whether it had headings."""
    where = f"{source} {sheet.name}"
    head = head_of(Table(sheet.rows))
    if head is None:
        if sheet.rows:
            told = _("工作表“%s”里没有“题型、题干、答案”这样的表头，没有读。")
            reading.said.append(str(told % sheet.name))
        return False
    reading.problems.extend(_of_merged(sheet, head, where))
    if sheet.hidden_rows:
        told = _("工作表“%(name)s”有 %(count)d 行隐藏着，也读了。")
        reading.said.append(str(told % {"name": sheet.name, "count": sheet.hidden_rows}))
    if head.unused:
        told = _("工作表“%(name)s”里没有用到的列：%(columns)s。")
        reading.said.append(
            str(told % {"name": sheet.name, "columns": "、".join(head.unused)[:200]})
        )
    found = read_table(Table(sheet.rows, sheet.broken, where), head, limits)
    reading.found.extend(Found(f.row, f.columns, f.problems, sheet.name) for f in found)
    return True


def _of_merged(sheet: Sheet, head: Head, where: str) -> list[Problem]:
    """What merged cells were taken for."""
    told = []
    for first, last, column in spread(sheet, head.codes):
        if last <= head.row:
            continue
        message = _("第 %(first)d 到 %(last)d 行的这一列是合并单元格，当作每一行都写了同样的内容。")
        told.append(
            Problem(
                "merged",
                str(message % {"first": first, "last": last}),
                first,
                head.codes[column],
                where,
                warning=True,
            )
        )
    return told


CODEC = ExcelCodec()
