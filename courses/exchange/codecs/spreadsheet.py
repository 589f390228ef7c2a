"""Reading .xlsx as a stream: what a sheet shows, where it is merged, hidden or not worked out.

Our own reader: openpyxl needs up to 2 GB for a file of 2 kB, fills gaps of a million rows with
empty ones, and its reader for large files knows nothing of merged cells and of formulas whose
value was never stored. Here a cell far out costs as much as one nearby.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import (  # type: ignore[import-untyped]
    BUILTIN_FORMATS,
    is_date_format,
)
from openpyxl.utils.datetime import (  # type: ignore[import-untyped]
    CALENDAR_MAC_1904,
    CALENDAR_WINDOWS_1900,
    from_excel,
)

from courses.exchange.codecs.archives import OLD_OFFICE, Archive, parse
from courses.exchange.contract import Limits, Unreadable

PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DIGITS = 15
"""A float of a spreadsheet is exact to so many digits; the rest is noise."""
RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass
class Sheet:
    """One sheet: rows from 1 on, of each the cells that have something in them, columns from 0 on.

    `broken` are cells whose value is an error or was never worked out, with the reason; `merged`
    are rectangles (first row, first column, last row, last column).
    """

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: int = 0


class _Tags:
    """A target that calls a method for the local names it knows; `text` is what stood between."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.keeps = False

    def data(self, text: str) -> None:
        if self.keeps:
            self.text.append(text)

    def keep(self) -> None:
        """From here on, what is said counts."""
        self.text, self.keeps = [], True

    def kept(self) -> str:
        """What was said since."""
        self.keeps = False
        return "".join(self.text)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def unescaped(text: str) -> str:
    """Characters that Excel writes as _x000D_, as themselves; line ends as \\n."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Strings(_Tags):
    """xl/sharedStrings.xml: texts by number, without the readings of ideograms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.phonetic = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = _local(tag)
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.phonetic = True
        elif name == "t" and not self.phonetic:
            self.keep()

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "t" and self.keeps:
            self.pieces.append(self.kept())
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            self.found.append(unescaped("".join(self.pieces)))


class _Styles(_Tags):
    """xl/styles.xml: the number format of each cell style."""

    def __init__(self) -> None:
        super().__init__()
        self.formats: dict[int, str] = dict(BUILTIN_FORMATS)
        self.of_style: list[str] = []
        self.inside = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = _local(tag)
        if name == "numFmt":
            self.formats[_whole(attrs.get("numFmtId"))] = attrs.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.of_style.append(self.formats.get(_whole(attrs.get("numFmtId")), "General"))

    def end(self, tag: str) -> None:
        if _local(tag) == "cellXfs":
            self.inside = False


class _Book(_Tags):
    """xl/workbook.xml and its relations: the sheets in their order, and where days begin."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.targets: dict[str, str] = {}
        self.epoch = CALENDAR_WINDOWS_1900

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = _local(tag)
        if name == "workbookPr" and attrs.get("date1904") in {"1", "true"}:
            self.epoch = CALENDAR_MAC_1904
        elif name == "sheet":
            relation = next((v for n, v in attrs.items() if _local(n) == "id"), "")
            hidden = attrs.get("state", "visible") != "visible"
            self.sheets.append((attrs.get("name", ""), relation, hidden))
        elif name == "Relationship":
            self.targets[attrs.get("Id", "")] = attrs.get("Target", "")

    def end(self, tag: str) -> None:
        """Nothing ends here."""


class _Cells(_Tags):
    """One sheet, cell by cell."""

    def __init__(self, sheet: Sheet, shown: Callable[[str, str, int], str], limits: Limits) -> None:
        super().__init__()
        self.sheet, self.shown, self.limits = sheet, shown, limits
        self.row = self.column = self.style = 0
        self.type = ""
        self.value: str | None = None
        self.formula = False
        self.phonetic = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            self._begin(attrs)
        elif name == "row":
            self.row = _whole(attrs.get("r")) or self.row + 1
            self.column = -1
            self.sheet.hidden_rows += attrs.get("hidden") in {"1", "true"}
        elif name == "v" or (name == "t" and not self.phonetic):
            self.keep()
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.phonetic = True
        elif name == "mergeCell":
            self._merge(attrs.get("ref", ""))

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in {"v", "t"} and self.keeps:
            self.value = (self.value or "") + self.kept()
        elif name == "rPh":
            self.phonetic = False
        elif name == "c":
            self._end()

    def _begin(self, attrs: dict[str, str]) -> None:
        found = PLACE.match(attrs.get("r", ""))
        self.column = column_number(found[1]) if found else self.column + 1
        if found:
            self.row = int(found[2])
        self.type, self.style = attrs.get("t", "n"), _whole(attrs.get("s"))
        self.value, self.formula = None, False

    def _end(self) -> None:
        place = (self.row, self.column)
        # A formula that comes to an empty text says so by its type.
        if self.formula and not self.value and self.type != "str":
            told = _(
                "这一格是公式，但没有存下算出来的值。请复制这一列，选“选择性粘贴—数值”，保存再来。"
            )
            self.sheet.broken[place] = str(told)
        if self.value is None:
            return
        text = self.shown(self.type, self.value, self.style).strip()
        if not text:
            return
        if self.type == "e":
            told = _("这一格是错误值 %s，请改成要写的内容。")
            self.sheet.broken[place] = str(told % text)
            return
        if self.column >= self.limits.columns:
            raise Unreadable(str(_("表格太宽，超过 %d 列。") % self.limits.columns), "columns")
        # Options of one question may take a line each, as parts of a case do.
        if len(self.sheet.rows) > self.limits.rows * 2:
            told = _("表格太长，超过 %d 行，请分成几个文件再来。")
            raise Unreadable(str(told % (self.limits.rows * 2)), "rows")
        self.sheet.rows.setdefault(self.row, {})[self.column] = text

    def _merge(self, reference: str) -> None:
        ends = [PLACE.match(end) for end in reference.split(":")]
        if len(ends) == 2 and ends[0] and ends[1] and len(self.sheet.merged) < self.limits.rows:
            (first, last) = ((int(e[2]), column_number(e[1])) for e in ends if e)
            self.sheet.merged.append((*first, *last))


def column_number(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def read_sheets(content: bytes, limits: Limits) -> Iterator[Sheet]:
    """Every sheet of an .xlsx file in turn, one in memory at a time; raises Unreadable."""
    if content.startswith(OLD_OFFICE):
        told = _("这是旧的 .xls 文件，或者加了密码。请去掉密码，另存为 .xlsx 再来。")
        raise Unreadable(str(told), "old_office")
    archive = Archive(content, limits)
    if "xl/workbook.xml" not in archive.names:
        raise Unreadable(
            str(_("这不是 Excel 文件（.xlsx）。请在 Excel 或 WPS 里另存为 .xlsx 再来。"))
        )
    book, strings, styles = _Book(), _Strings(), _Styles()
    for name, target in (
        ("xl/workbook.xml", book),
        (RELATIONS, book),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ):
        if name in archive.names:
            parse(archive.read(name), target)
    shown = _shown_by(strings.found, styles.of_style, book.epoch)
    for number, (name, relation, hidden) in enumerate(book.sheets, start=1):
        member = _member(book.targets.get(relation, f"worksheets/sheet{number}.xml"))
        sheet = Sheet(unescaped(name), hidden)
        if not hidden and member in archive.names:
            parse(archive.read(member), _Cells(sheet, shown, limits))
        yield sheet


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _shown_by(strings: list[str], formats: list[str], epoch: Any) -> Callable[[str, str, int], str]:
    """How a stored value reads as people see it in its cell."""

    def shown(kind: str, value: str, style: int) -> str:
        if kind == "s":
            place = _whole(value)
            return strings[place] if place < len(strings) else ""
        if kind == "b":
            return "对" if value.strip() == "1" else "错"
        if kind in {"str", "inlineStr", "e", "d"}:
            return unescaped(value)
        form = formats[style] if style < len(formats) else "General"
        return shown_number(value, form, epoch)

    return shown


def shown_number(value: str, form: str, epoch: Any = CALENDAR_WINDOWS_1900) -> str:
    """A stored number as its cell shows it: a day as a day, 0.6 in a cell of per cents as 60%, and
    without the noise of floats; other text as it is."""
    try:
        number = float(value)
    except ValueError:
        return unescaped(value)
    if number != number or abs(number) == float("inf"):
        return value
    if is_date_format(form) and 0 <= number < 2_958_466:
        return _day(from_excel(number, epoch), form)
    if "%" in form and '"' not in form:
        return f"{_short(number * 100)}%"
    return _short(number)


def _short(number: float) -> str:
    if number == int(number) and abs(number) < 10**DIGITS:
        return str(int(number))
    return format(number, f".{DIGITS}g")


def _day(moment: Any, form: str) -> str:
    """The day or time as the format puts it, as far as people use it here."""
    if not hasattr(moment, "year"):
        return str(moment)[:5]
    if "年" in form:
        day = f"{moment.day}日" if "d" in form.lower() else ""
        return f"{moment.year}年{moment.month}月{day}"
    if "月" in form:
        return f"{moment.month}月{moment.day}日"
    clock = f" {moment:%H:%M}" if moment.hour or moment.minute else ""
    return f"{moment:%Y-%m-%d}{clock}"


def spread(sheet: Sheet, columns: Mapping[int, Any]) -> list[tuple[int, int, int]]:
    """Give every row of a cell merged over several rows the cell's text; says which (first row,
    last row, column), of the columns that are read."""
    told = []
    for first, left, last, _right in sheet.merged:
        text = sheet.rows.get(first, {}).get(left)
        if text is None or last == first or left not in columns:
            continue
        # Rows that are empty otherwise are no questions.
        for row in range(first + 1, min(last, max(sheet.rows, default=0)) + 1):
            if row in sheet.rows:
                sheet.rows[row].setdefault(left, text)
        told.append((first, last, left))
    return told
