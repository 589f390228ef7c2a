"""A file as rows with headings: which sheets hold people, where the headings are, what each column
means. What the cells mean is judged in understanding.py."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from courses.exchange.codecs.spreadsheet import column_letters
from courses.exchange.confined import limits_in_force, read_apart
from courses.exchange.contract import Found, Unreadable
from training.office.roster import columns

UNREAD = ("说明", "示例", "填写说明")
LISTS = "可选的内容"
SUMS = ("合计", "总计", "小计", "共计")
"""What a row says in its first cells that adds up others."""
TITLES_TOLD = 200


@dataclass(frozen=True)
class Sheet:
    """A sheet with people: the line of its headings, and of each column heading and code."""

    name: str
    head: int
    titles: list[str]
    codes: list[str]

    @property
    def places(self) -> dict[str, int]:
        """Code → column, of those that mean something."""
        return {code: place for place, code in enumerate(self.codes) if code}

    def column(self, code: str) -> str:
        """Heading and letter of a column, as people find it in their file."""
        place = self.places.get(code)
        if place is None:
            return columns.COLUMNS.get(code, "")
        return f"{self.titles[place]}（{column_letters(place)}）"


@dataclass(frozen=True)
class Line:
    """A row below the headings: its place in `Table.sheets`, its number there, its cells."""

    sheet: int
    number: int
    cells: list[str]
    broken: dict[str, str] = field(default_factory=dict)
    """Column (as a string) → why its cell cannot be read."""


@dataclass
class Table:
    """A whole file of people."""

    sheets: list[Sheet]
    lines: list[Line]
    said: list[str]


def read(content: bytes, name: str) -> Table:
    """The rows of a file, read in a confined process; raises Unreadable, saying what to do."""
    apart = read_apart(content, name=name, codec="plain", limits=limits_in_force())
    table = Table([], [], list(apart.said))
    for sheet, rows in groupby(apart.found, key=lambda found: found.source):
        _read_sheet(sheet, list(rows), table)
    if not table.sheets:
        told = _(
            "“%s”里没有找到表头：要有一行写着“编号、姓名、镇街、手机”这样的列名，至少要有“姓名”。"
            "可以先下载模板看看。"
        )
        raise Unreadable(told % name, "no_head")
    if not table.lines:
        raise Unreadable(_("表头下面没有人。请看看是不是选错了文件或工作表。"), "empty")
    return table


def _read_sheet(name: str, rows: list[Found], table: Table) -> None:
    """Add a sheet's rows; one without headings is left out, and that is said."""
    if name.strip().startswith(UNREAD) or name.strip() == LISTS:
        return
    head = next((row for row in rows[: columns.HEAD_WITHIN] if _is_head(row)), None)
    if head is None:
        if rows and name:
            table.said.append(_("工作表“%s”里没有“姓名、编号”这样的表头，没有读。") % name)
        return
    width = 1 + max(int(place) for row in rows for place in (*row.columns, "0"))
    titles = [head.columns.get(str(place), "").strip() for place in range(width)]
    codes = columns.codes_of(dict(enumerate(titles)))
    sheet = Sheet(name, head.row, titles, [codes.get(place, "") for place in range(width)])
    table.said.extend(_left_out(sheet))
    table.lines.extend(_lines(sheet, len(table.sheets), rows, table))
    table.sheets.append(sheet)


def _is_head(row: Found) -> bool:
    titles = {int(place): text for place, text in row.columns.items()}
    return columns.is_head(list(columns.codes_of(titles).values()))


def _left_out(sheet: Sheet) -> list[str]:
    """What is said of columns that are not used, and of those that are not even kept."""
    private = [title for title in sheet.titles if columns.is_private(title)]
    ours = {columns.RESULT, columns.TOLD, columns.PLACE, "序号"}
    unused = [
        title
        for title, code in zip(sheet.titles, sheet.codes, strict=True)
        if title and not code and title not in ours and title not in private
    ]
    told = []
    if private:
        words = _("这些列没有读，也没有保存：%s。")
        told.append(words % "、".join(private)[:TITLES_TOLD])
    if unused:
        told.append(_("没有用到的列：%s。") % "、".join(unused)[:TITLES_TOLD])
    where = _("工作表“%s”：") % sheet.name if sheet.name else ""
    return [f"{where}{one}" for one in told]


def _lines(sheet: Sheet, place: int, rows: Iterable[Found], table: Table) -> list[Line]:
    hidden = {n for n, title in enumerate(sheet.titles) if columns.is_private(title)}
    used = [n for n, code in enumerate(sheet.codes) if code]
    found = []
    for row in rows:
        if row.row <= sheet.head:
            continue
        cells = [
            "" if n in hidden else row.columns.get(str(n), "") for n in range(len(sheet.titles))
        ]
        broken = {p.column: p.message for p in row.problems if int(p.column) in used}
        if not broken and not any(cells[n] for n in used):
            continue
        if _is_sum(cells):
            table.said.append(_("第 %d 行是合计，没有读。") % row.row)
        elif not _is_head(row):  # headings that are printed again on every page
            found.append(Line(place, row.row, cells, broken))
    return found


def _is_sum(cells: list[str]) -> bool:
    first = next((cell for cell in cells if cell), "")
    return first.replace(" ", "").replace("\u3000", "").rstrip("：:") in SUMS
