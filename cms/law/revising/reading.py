"""A table of old and new articles as people have it: pasted lines, cells copied from Excel, CSV or
an Excel file. What is read is rows of plain text; what they mean is judged in plan.py."""

import csv
import re
import zipfile
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

MOST_ROWS = 1500
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
COLUMNS = 4
ARROW = re.compile(r"\s*(?:→|⇒|->|=>|—>|－>|›)\s*")
HEADS = ("原", "旧", "old", "修改前")
ENCODINGS = ("utf-8-sig", "gb18030")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Row(NamedTuple):
    """A line of the table as written: its number in the source, old, new, change and note."""

    line: int
    old: str
    new: str
    change: str = ""
    note: str = ""


class Unreadable(Exception):
    """The file is not a table; says why in words."""


def rows_of_text(text: str) -> list[Row]:
    """Rows of pasted lines: `第七条 → 第九条 改动`, or cells parted by tabs or commas."""
    found = []
    for number, line in enumerate(text.splitlines()[: MOST_ROWS + 1], start=1):
        if line.strip():
            found.append(_row(number, _cells(line)))
    return [row for row in found if not _is_head(row)]


def rows_of_file(name: str, content: bytes) -> list[Row]:
    """Rows of an uploaded CSV, text or .xlsx file; raises Unreadable, saying why."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(_("文件超过 2 MB，不像是一张条号对照表。请只留这张表再上传。"))
    if content[:2] == b"PK":
        rows = [_row(n, cells) for n, cells in _excel(content) if any(cells)]
        return [row for row in rows if not _is_head(row)]
    if b"\x00" in content[:4000] and not content.startswith(UTF_16):
        raise Unreadable(_("“%s”读不出来。请另存为 .xlsx 或 CSV 再上传。") % name)
    return rows_of_text(_decoded(content))


def as_text(rows: list[Row]) -> str:
    """The rows as lines of cells parted by tabs, which rows_of_text reads back the same."""
    lines: dict[int, str] = {}
    for row in rows:
        cells = (" ".join(cell.split()) for cell in row[1:])
        lines[row.line] = "\t".join(cells)
    return "\n".join(lines.get(n, "") for n in range(1, max(lines, default=0) + 1))


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    if ARROW.search(line):
        old, rest = ARROW.split(line, maxsplit=1)
        new, _space, after = rest.strip().partition(" ")
        change, _space, note = re.sub(r"^[:：,，;；\s]+", "", after).partition(" ")
        return [old, new, change, note]
    return next(csv.reader(StringIO(line if "," in line else line.replace("，", ","))), [])


def _row(number: int, cells: list[Any]) -> Row:
    told = [str(cell).strip() if cell is not None else "" for cell in cells]
    told += [""] * (COLUMNS - len(told))
    # A comma inside the note parts it from itself; put it together again.
    note = "，".join(cell for cell in told[COLUMNS - 1 :] if cell)
    old, new, change = told[: COLUMNS - 1]
    return Row(number, old, new, change, note)


def _is_head(row: Row) -> bool:
    return row.line <= COLUMNS and row.old.lower().startswith(HEADS)


def _decoded(content: bytes) -> str:
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("文件的编码认不出来。请存成 UTF-8，或者直接把表粘贴进来。"))


def _excel(content: bytes) -> list[tuple[int, list[Any]]]:
    """The first sheet's first cells. Everything is capped before openpyxl sees it."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(_("这个 Excel 文件太大。请只留条号对照的那几列再上传。"))
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=COLUMNS, values_only=True)
        return [(n, list(row)) for n, row in enumerate(cells, start=1)]
    except Unreadable:
        raise
    except Exception as mistake:  # whatever a broken file does to the library
        raise Unreadable(
            _("这个 Excel 文件打不开。请另存为新的 .xlsx，或者直接粘贴。")
        ) from mistake
