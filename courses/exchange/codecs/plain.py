"""Any table of an Excel or CSV file, row by row as text: for whoever brings headings of her own.

Nothing is known here of what the columns mean. A column is named by its place, "0" being the first.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from django.utils.translation import gettext as _

from courses.exchange.codecs.archives import OLD_OFFICE
from courses.exchange.codecs.csv_table import text_rows
from courses.exchange.codecs.encodings import decode
from courses.exchange.codecs.found import refuse_long
from courses.exchange.codecs.spreadsheet import Sheet, column_letters, read_sheets, spread
from courses.exchange.contract import ROW, Exported, Found, Limits, Problem, Reading, Unreadable
from courses.questions.outcome import gettext_noop

ZIP = b"PK"
NO_TABLES = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
MOST_TOLD = 20


class PlainCodec:
    """Tables without a meaning; is read, and never written."""

    name = "plain"
    label = gettext_noop("表格")
    extensions = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt")

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every row with something in it, of every sheet that is not hidden."""
        refuse_long(content, limits)
        if content.startswith(NO_TABLES):  # as text it would be a table of noise
            told = _("这不是 Excel 文件（.xlsx）。请在 Excel 或 WPS 里另存为 .xlsx 再来。")
            raise Unreadable(str(told))
        if content.startswith((ZIP, OLD_OFFICE)):
            return _of_book(content, limits)
        decoded = decode(content)
        found = [_found(row, cells) for row, cells in text_rows(decoded.text, limits).items()]
        return _within(Reading(found, ROW, said=[decoded.said]), limits)

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """Nothing is ever written."""
        return []

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """Refused."""
        raise TypeError("Plain tables are only read.")


def _found(
    row: int, cells: dict[int, str], sheet: str = "", broken: Mapping[int, str] | None = None
) -> Found:
    problems = [
        Problem("broken_cell", told, row, str(column), sheet)
        for column, told in (broken or {}).items()
    ]
    return Found(row, {str(c): text for c, text in sorted(cells.items())}, tuple(problems), sheet)


def _of_book(content: bytes, limits: Limits) -> Reading:
    reading = Reading([], ROW)
    for sheet in read_sheets(content, limits):
        if sheet.hidden:
            reading.said.append(str(_("工作表“%s”是隐藏的，没有读。") % sheet.name))
            continue
        reading.said.extend(_oddities(sheet))
        broken: dict[int, dict[int, str]] = {}
        for (row, column), told in sheet.broken.items():
            broken.setdefault(row, {})[column] = told
        for row in sorted({*sheet.rows, *broken}):
            cells = sheet.rows.get(row, {})
            reading.found.append(_found(row, cells, sheet.name, broken.get(row)))
    return _within(reading, limits)


def _oddities(sheet: Sheet) -> list[str]:
    """What was done about merged and hidden rows, a sentence each."""
    told = []
    if sheet.hidden_rows:
        words = {"name": sheet.name, "count": sheet.hidden_rows}
        told.append(str(_("工作表“%(name)s”有 %(count)d 行隐藏着，也读了。") % words))
    every = {column: "" for cells in sheet.rows.values() for column in cells}
    for first, last, column in spread(sheet, every)[:MOST_TOLD]:
        words = {"name": sheet.name, "first": first, "last": last, "column": column_letters(column)}
        told.append(
            str(
                _(
                    "工作表“%(name)s”%(column)s 列第 %(first)d 到 %(last)d 行是合并单元格，"
                    "当作每一行都写了同样的内容。"
                )
                % words
            )
        )
    return told


def _within(reading: Reading, limits: Limits) -> Reading:
    if len(reading.found) > limits.rows:
        told = _("表格太长，超过 %d 行，请分成几个文件再来。") % limits.rows
        raise Unreadable(str(told), "rows")
    if not reading.found:
        raise Unreadable(str(_("文件里没有内容，或者只有隐藏的工作表。")), "empty")
    return reading


CODEC = PlainCodec()
