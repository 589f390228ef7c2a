"""A table of who took part in what, from an Excel or CSV file: rows of plain text, nothing more.

What the cells mean is judged in planning.py.
"""

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.exchange.codecs.encodings import decode
from courses.exchange.codecs.spreadsheet import read_sheets
from courses.exchange.contract import Limits, Unreadable
from training.learning.crediting.errors import CreditingRefused

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 2000
LIMITS = Limits(
    file_bytes=LARGEST,
    unpacked_bytes=20 * 1024 * 1024,
    members=500,
    rows=MOST_ROWS + 50,
    columns=50,
    cell_characters=1000,
    seconds=10,
    memory_bytes=100 * 1024 * 1024,
)
COLUMNS = {
    "number": "编号",
    "name": "姓名",
    "event": "活动名称",
    "kind": "类别",
    "organiser": "主办单位",
    "day": "日期",
    "until": "结束日期",
    "minutes": "每天分钟",
    "credit": "每天学时",
}
"""What each column is called in a file."""
CALLED = {
    "代表编号": "number",
    "学号": "number",
    "活动": "event",
    "名称": "event",
    "开始日期": "day",
    "分钟": "minutes",
    "学时": "credit",
    "主办": "organiser",
}
NEEDED = ("number", "event", "day")
HEAD_WITHIN = 20
EXCEL = (b"PK", b"\xd0\xcf\x11\xe0")
"""How files of Excel begin, the old ones too, of which the reader says what to do."""


@dataclass(frozen=True)
class Row:
    """A row of the file by its number there: code of the column → text, empty cells left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """What was read: the rows, and which letter or number each column has in the file."""

    rows: list[Row]
    places: Mapping[str, str]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _codes() -> dict[str, str]:
    return {label: code for code, label in COLUMNS.items()} | CALLED


def read(name: str, content: bytes) -> Sheet:
    """The rows of a file below its headings; raises CreditingRefused naming the file and what to
    do."""
    if len(content) > LARGEST:
        raise CreditingRefused("large", _("“%s”超过 2 MB，请只留要导入的那张表。") % name)
    try:
        rows = _excel(content) if content.startswith(EXCEL) else _text(content)
    except Unreadable as unreadable:
        told = _("“%(name)s”读不出来：%(why)s") % {"name": name, "why": unreadable}
        raise CreditingRefused("unreadable", told) from unreadable
    if len(rows) > MOST_ROWS:
        told = _("“%(name)s”超过 %(most)d 行，请分成几个文件。")
        raise CreditingRefused("long", told % {"name": name, "most": MOST_ROWS})
    return _below_head(name, rows)


def _excel(content: bytes) -> dict[int, dict[int, str]]:
    """The first visible sheet with something in it."""
    for sheet in read_sheets(content, LIMITS):
        if not sheet.hidden and sheet.rows:
            return sheet.rows
    return {}


def _text(content: bytes) -> dict[int, dict[int, str]]:
    text = decode(content).text
    head = "\n".join(text.split("\n", 20)[:20])
    sign = max(",\t;，", key=head.count)
    rows: dict[int, dict[int, str]] = {}
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=sign), 1):
            if row := {at: cell.strip() for at, cell in enumerate(cells) if cell.strip()}:
                rows[number] = row
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error as mistake:
        told = _("第 %d 行读不下去：引号没有成对，或者一格太长。")
        raise Unreadable(str(told % (max(rows, default=0) + 1)), "csv") from mistake
    return rows


def letter(column: int) -> str:
    """A column as spreadsheets name it: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _below_head(name: str, rows: dict[int, dict[int, str]]) -> Sheet:
    codes = _codes()
    for line in sorted(rows)[:HEAD_WITHIN]:
        found = {
            at: codes[_plain(cell)] for at, cell in rows[line].items() if _plain(cell) in codes
        }
        if not set(NEEDED) <= set(found.values()):
            continue
        below = [
            Row(n, {code: _plain(rows[n].get(at, "")) for at, code in found.items()})
            for n in sorted(rows)
            if n > line
        ]
        kept = [row for row in below if any(row.cells.values())]
        return Sheet(kept, {code: letter(at) for at, code in found.items()})
    told = _("“%s”里没有找到表头：要有一行写着“编号、活动名称、日期”这样的列名。可以先下载模板。")
    raise CreditingRefused("no_head", told % name)
