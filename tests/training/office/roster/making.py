"""Files of people, made in memory."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEAD = ("编号", "姓名", "镇街", "角色", "初任或连任", "手机")
Row = Sequence[Any]


def workbook(*rows: Row, head: Row = HEAD, sheet: str = "名册") -> bytes:
    """One sheet; numbers stay numbers."""
    return book({sheet: [head, *rows]})


def book(sheets: dict[str, Sequence[Row]]) -> bytes:
    """Several sheets."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in sheets.items():
        page = made.add_worksheet(name)
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    made.close()
    return out.getvalue()


def table(*rows: Row, head: Row = HEAD, encoding: str = "utf-8", sign: str = ",") -> bytes:
    """The same as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows([head, *rows])
    return out.getvalue().encode(encoding)
