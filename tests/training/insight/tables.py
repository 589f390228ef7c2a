"""Reading the tables of a page, of a workbook and of a CSV as rows of text."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from bs4 import BeautifulSoup, Tag
from openpyxl import load_workbook

Rows = list[list[str]]


def _text(cell: Tag) -> str:
    whole = cell.find(attrs={"data-cell": True})
    return (whole or cell).get_text(" ", strip=True)


def on_page(html: bytes, name: str) -> Rows:
    """The cells of the table of that name, without its heading line."""
    table = BeautifulSoup(html, "html.parser").find("table", attrs={"data-table": name})
    assert isinstance(table, Tag), f"the page has no table {name}"
    return [[_text(c) for c in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]


def headings(html: bytes, name: str) -> list[str]:
    """The heading line of a table."""
    table = BeautifulSoup(html, "html.parser").find("table", attrs={"data-table": name})
    return [_text(cell) for cell in table.thead.find_all("th")]


def _shown(cell: Any) -> str:
    if cell.value is None:
        return ""
    if isinstance(cell.value, datetime):
        whole_day = cell.number_format == "yyyy-mm-dd"
        return cell.value.strftime("%Y-%m-%d" if whole_day else "%Y-%m-%d %H:%M")
    if cell.number_format == "0%":
        return f"{round(cell.value * 100)}%" if not isinstance(cell.value, str) else cell.value
    if cell.number_format == "0.0":
        return f"{cell.value:.1f}"
    return str(cell.value)


def in_workbook(content: bytes, sheet: str) -> Rows:
    """The cells of a sheet as Excel shows them, its heading line first."""
    book = load_workbook(BytesIO(content))
    return [[_shown(cell) for cell in row] for row in book[sheet].iter_rows()]


def in_csv(content: bytes) -> Rows:
    """The cells of a CSV, its heading line first."""
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to know the encoding"
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
