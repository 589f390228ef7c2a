"""Reading a CSV file so that whatever is wrong can be told with its file, row and column."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.utils.translation import gettext as _

ENCODINGS = ("utf-8-sig", "gb18030")
"""As spreadsheets in China save: the second is what Excel calls CSV without further words."""
MOST_TOLD = 20


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file; row 1 is the heading, row 0 the file as a whole."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.row:
            return f"{self.file}：{self.message}"
        place = _("%(file)s 第 %(row)d 行") % {"file": self.file, "row": self.row}
        if self.column:
            place = _("%(place)s“%(column)s”列") % {"place": place, "column": self.column}
        return f"{place}：{self.message}"


class Unreadable(Exception):
    """The files cannot be used; `problems` says why, in the order of the files."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    def lines(self) -> list[str]:
        """What to tell: the first problems, and how many more there are."""
        told = [str(problem) for problem in self.problems[:MOST_TOLD]]
        if more := len(self.problems) - len(told):
            told.append(_("另外还有 %d 处。") % more)
        return told


@dataclass(frozen=True)
class Row:
    """One line of a file: trimmed cells by column code."""

    file: str
    number: int
    cells: Mapping[str, str]
    headings: Mapping[str, str] = field(repr=False)

    def __getitem__(self, code: str) -> str:
        return self.cells.get(code, "")

    def problem(self, code: str, message: str) -> Problem:
        """Something wrong in one cell, under the heading that the file uses."""
        return Problem(self.file, self.number, self.headings.get(code, code), message)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as refusal:
        told = _("打不开这个文件（%s）。") % (refusal.strerror or refusal)
        raise Unreadable([Problem(path.name, 0, "", told)]) from refusal
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    told = _("不是 UTF-8 或 GB18030 编码的文本，请另存为 CSV UTF-8。")
    raise Unreadable([Problem(path.name, 0, "", told)])


def _codes(
    path: Path, headings: list[str], names: Mapping[str, str], needed: tuple[str, ...]
) -> list[str]:
    """The code of each column, by its code or its Chinese name; every problem at once."""
    known = {code.casefold(): code for code in names}
    known |= {name.casefold(): code for code, name in names.items()}
    found, problems = [], []
    for heading in headings:
        code = known.get(heading.strip().casefold(), "")
        if heading.strip() and not code:
            problems.append(Problem(path.name, 1, heading, _("没有这样的列，请对照说明改列名。")))
        elif code and code in found:
            problems.append(Problem(path.name, 1, heading, _("这一列写了两次，请删去一列。")))
        found.append(code)
    problems += [
        Problem(path.name, 1, names[code], _("缺少这一列，请补上。"))
        for code in needed
        if code not in found
    ]
    if problems:
        raise Unreadable(problems)
    return found


def read_rows(path: Path, names: Mapping[str, str], needed: tuple[str, ...]) -> list[Row]:
    """The lines of a file that are not empty. `names` are the columns: code → Chinese name.

    Raises Unreadable for a file that cannot be opened or read, lacks a column that is needed, has
    one that is not known, or has a line with more cells than headings.
    """
    text = _text(path)
    # strict: a quotation mark left open would otherwise swallow the rest of the file.
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        headings = next(reader, [])
        codes = _codes(path, headings, names, needed)
        shown = {**names, **dict(zip(codes, headings, strict=True))}
        rows, problems, end = [], [], reader.line_num
        for cells in reader:
            line, end = end + 1, reader.line_num  # a cell may go on over several lines
            if len(cells) > len(codes):
                told = _("这一行比标题行多 %d 格，逗号是不是没有加引号？") % (
                    len(cells) - len(codes)
                )
                problems.append(Problem(path.name, line, "", told))
            elif any(cell.strip() for cell in cells):
                kept = {code: cell.strip() for code, cell in zip(codes, cells, strict=False)}
                rows.append(Row(path.name, line, kept, shown))
    except csv.Error as mistake:
        told = _("引号没有配对（%s）。") % mistake
        raise Unreadable([Problem(path.name, reader.line_num, "", told)]) from mistake
    if problems:
        raise Unreadable(problems)
    return rows
