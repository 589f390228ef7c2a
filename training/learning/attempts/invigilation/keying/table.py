"""A table of paper answers pasted or uploaded, one person a row; read, with every fault placed.

Columns by their headings: 编号, 姓名, 卷号 (may be missing), then the questions by number (1, 2, …),
or one column 答案 with the answers of a row between bars: B|AC|对. Tabs or commas, UTF-8 or GBK.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase

from django.utils.translation import gettext as _

MOST_ROWS = 500
HEADINGS = {
    "number": {"编号", "学号", "number", "no", "id"},
    "name": {"姓名", "名字", "name"},
    "paper": {"卷号", "试卷号", "paper"},
    "answers": {"答案", "answers", "answer"},
}
QUESTION = re.compile(r"^(?:第|q)?\s*(\d+)\s*题?$", re.IGNORECASE)
BAR = re.compile(r"[|｜]")
PARTS = re.compile(r"[;；]")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a table: in which row of the file, in which column, and what to do."""

    row: int
    column: str
    message: str

    @property
    def place(self) -> str:
        """Where, in words."""
        if not self.row:
            return _("整个文件")
        if not self.column:
            return _("第 %d 行") % self.row
        return _("第 %(row)d 行，%(column)s") % {"row": self.row, "column": self.column}


@dataclass(frozen=True)
class Entry:
    """One row: whose it is, which paper, and the cell of each question with its column's name."""

    row: int
    number: str = ""
    name: str = ""
    paper: str = ""
    cells: Mapping[int, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def column(self, what: object) -> str:
        """The name of the column in which something stands, as Excel letters it."""
        return self.columns.get(str(what), self.columns.get("answers", ""))


@dataclass(frozen=True)
class Table:
    """The rows that could be made out, and the faults of form."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def text_of(content: bytes) -> str:
    """The text of a file; raises ValueError when it is neither UTF-8 nor GBK."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor GBK")


def _letter(place: int) -> str:
    """A, B, … Z, AA, … as Excel names columns; from 0."""
    head, last = divmod(place, 26)
    return (_letter(head - 1) if head else "") + ascii_uppercase[last]


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, with their numbers in the file."""
    lines = text.lstrip("\ufeff").splitlines()
    tabs = any("\t" in line for line in lines)
    rows = csv.reader(lines, delimiter="\t" if tabs else ",", strict=True)
    return [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row)
    ]


def _meaning(heading: str) -> str:
    """number, name, paper, answers, a question's number, or nothing."""
    plain = unicodedata.normalize("NFKC", heading).strip().lower()
    for meaning, names in HEADINGS.items():
        if plain in names:
            return meaning
    question = QUESTION.match(plain)
    return question.group(1) if question else ""


def _headings(row: int, cells: Iterable[str]) -> tuple[dict[str, int], list[Fault]]:
    """The place of each meaning, and what is wrong with the headings."""
    places: dict[str, int] = {}
    faults: list[Fault] = []
    for place, cell in enumerate(cells):
        column, meaning = _named(place, cell), _meaning(cell)
        if not meaning and cell:
            faults.append(
                Fault(row, column, _("不认得这个表头，请用 编号、姓名、卷号、题号 或 答案。"))
            )
        elif meaning in places:
            faults.append(Fault(row, column, _("这一列重复了，请删掉一列。")))
        elif meaning:
            places[meaning] = place
    if not {"number", "name"} & places.keys():
        faults.append(Fault(row, "", _("第一行要有表头，至少写明 编号 或 姓名。")))
    elif not any(meaning.isdecimal() or meaning == "answers" for meaning in places):
        faults.append(Fault(row, "", _("没有答案：请写题号 1、2、3… 各一列，或者一列 答案。")))
    return places, faults


def _named(place: int, heading: str) -> str:
    return _("%(letter)s 列（%(heading)s）") % {"letter": _letter(place), "heading": heading or "—"}


def read_table(text: str) -> Table:
    """The entries of a table, or everything that is wrong with its form."""
    try:
        lines = _lines(text)
    except csv.Error:
        return Table(faults=[Fault(0, "", _("引号没有成对，读不出来。请从表格软件重新导出。"))])
    if len(lines) < 2:
        return Table(faults=[Fault(0, "", _("没有内容：第一行写表头，下面一人一行。"))])
    if len(lines) > MOST_ROWS + 1:
        return Table(faults=[Fault(0, "", _("一次最多 %d 人，请分几次录。") % MOST_ROWS)])
    (top, heads), *rows = lines
    places, faults = _headings(top, heads)
    if faults:
        return Table(faults=faults)
    columns = {meaning: _named(place, heads[place]) for meaning, place in places.items()}
    table = Table()
    for row, cells in rows:
        if extra := [cell for cell in cells[len(heads) :] if cell]:
            message = _("这一行比表头多了“%s”，请检查有没有错位。") % extra[0]
            table.faults.append(Fault(row, "", message))
            continue
        table.entries.append(_entry(row, cells, places, columns))
    return table


def _entry(row: int, cells: list[str], places: dict[str, int], columns: dict[str, str]) -> Entry:
    told = {meaning: cells[at] if at < len(cells) else "" for meaning, at in places.items()}
    answers = {int(name): text for name, text in told.items() if name.isdecimal()}
    if "answers" in told:
        answers |= dict(enumerate(_split(told["answers"]), start=1))
    return Entry(
        row=row,
        number=told.get("number", ""),
        name=told.get("name", ""),
        paper=told.get("paper", ""),
        cells=answers,
        columns=columns,
    )


def _split(answers: str) -> list[str]:
    """The answers of a row in one cell: between bars, or without any bar between blanks."""
    if BAR.search(answers):
        return [answer.strip() for answer in BAR.split(answers)]
    return answers.split()


def parts_of(cell: str, count: int) -> list[str] | None:
    """A cell cut into the places of its question at semicolons; None when there are too many or
    too few."""
    if count == 1:
        return [cell]
    if not cell:
        return [""] * count
    parts = [part.strip() for part in PARTS.split(cell)]
    return parts if len(parts) == count else None
