"""Questions in rows under headings, whatever program the table comes from.

A case takes a row for the situation and one row for each of its parts below it, which have their
number in the column 小题; columns of parts (1.题干 …) are read as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.exchange.codecs.headings import (
    MOST_PARTS,
    OPTIONS_TOGETHER,
    PART,
    codes_of,
    is_head,
)
from courses.exchange.codecs.typed.answers import from_stem, tidy
from courses.exchange.contract import OF_QUESTION, Found, Limits, Problem
from courses.questions.kinds.columns import LABELS
from courses.questions.kinds.plain import guessed_kind
from courses.questions.kinds.registry import kind_called
from courses.questions.kinds.sheets import read_sheet
from courses.questions.numerals import read_number
from courses.questions.spelling import plain

HEAD_WITHIN = 20
"""Titles and notes above the headings take fewer rows."""
LETTERED = ("single_choice", "multiple_choice", "ordering")
ONLY_LETTERS = re.compile(r"[A-J]*\Z")
LETTERS_AND_SIGNS = re.compile(r"[a-z\s,.;、，。；/和及与]*\Z")
LISTED = re.compile(r"\s*[(（]?([A-Ja-j])\s*[.．、:：)）]\s*(.*)\Z", re.DOTALL)

Row = Mapping[int, str]


@dataclass
class Table:
    """The rows of one table (row number → column → text), and cells that cannot be read."""

    rows: Mapping[int, Row]
    broken: Mapping[tuple[int, int], str] = field(default_factory=dict)
    source: str = ""


@dataclass
class Head:
    """Where the headings are, which column means what, and headings that mean nothing to us."""

    row: int
    codes: dict[int, str]
    unused: list[str]


def head_of(table: Table) -> Head | None:
    """The first row with headings; None when there is none near the top."""
    for number in sorted(table.rows)[:HEAD_WITHIN]:
        codes = codes_of(dict(table.rows[number]))
        if is_head(codes):
            unused = [text for c, text in sorted(table.rows[number].items()) if c not in codes]
            return Head(number, codes, unused)
    return None


def read_table(table: Table, head: Head, limits: Limits) -> list[Found]:
    """Every question below the headings, with its row and everything wrong about its form."""
    reader = _Reader(table, head, limits)
    for number in sorted(set(table.rows) | {row for row, _column in table.broken}):
        if number > head.row:
            reader.take(number, table.rows.get(number, {}))
    return reader.done()


@dataclass
class _Taken:
    row: int
    columns: dict[str, str]
    problems: list[Problem]
    parts: int = 0


class _Reader:
    """Takes rows one by one; rows of parts go to the case above them."""

    def __init__(self, table: Table, head: Head, limits: Limits) -> None:
        self.table, self.head, self.limits = table, head, limits
        self.taken: list[_Taken] = []

    def take(self, number: int, row: Row) -> None:
        cells = {code: row.get(column, "") for column, code in self.head.codes.items()}
        broken = {
            code: self.table.broken[(number, column)]
            for column, code in self.head.codes.items()
            if (number, column) in self.table.broken
        }
        if not broken and not any(cells.values()):
            return
        problems = [
            Problem("broken_cell", told, number, code, self.table.source)
            for code, told in broken.items()
        ]
        problems += self._too_long(number, cells)
        _take_apart_options(cells)
        if part := cells.pop(PART, "").strip():
            self._take_part(number, part, cells, problems)
        else:
            self.taken.append(_Taken(number, cells, problems))

    def _too_long(self, number: int, cells: dict[str, str]) -> list[Problem]:
        most, found = self.limits.cell_characters, []
        for code, text in cells.items():
            if len(text) > most:
                cells[code] = text[:most]
                told = str(_("这一格超过 %d 个字符，太长了。") % most)
                found.append(Problem("too_long", told, number, code, self.table.source))
        return found

    def _take_part(
        self, number: int, said: str, cells: dict[str, str], problems: list[Problem]
    ) -> None:
        case = self.taken[-1] if self.taken else None
        if case is None or kind_called(case.columns.get("kind", "")) != "case_group":
            told = str(_("“小题”那一列写了字，上面却没有案例题。不是小题的，请把这一格清空。"))
            problem = Problem("part_alone", told, number, PART, self.table.source)
            self.taken.append(_Taken(number, cells, [*problems, problem]))
            return
        case.parts += 1
        case.problems += problems
        if read_number(said.strip("()（）第题、. ")) not in {case.parts, None}:
            told = str(_("小题要从 1 起按顺序写，这里应当是 %d。") % case.parts)
            problem = Problem("part_number", told, number, PART, self.table.source, warning=True)
            case.problems.append(problem)
        if case.parts > MOST_PARTS:
            told = str(_("一道案例题最多 %d 个小题。") % MOST_PARTS)
            case.problems.append(Problem("parts", told, number, PART, self.table.source))
            return
        own = {code: text for code, text in cells.items() if code in LABELS and text}
        case.columns |= {f"{case.parts}.{code}": text for code, text in own.items()}

    def done(self) -> list[Found]:
        found = []
        for one in self.taken:
            problems = one.problems + _brought_to_form(one.columns, self.table.source, one.row)
            found.append(Found(one.row, one.columns, tuple(problems)))
        return found


def _take_apart_options(cells: dict[str, str]) -> None:
    """A cell with all options becomes the columns A, B, C …"""
    together = cells.pop(OPTIONS_TOGETHER, "")
    for line in together.split("\n"):
        if (found := LISTED.match(line)) and not cells.get(found[1].upper()):
            cells[found[1].upper()] = found[2].strip()


def _brought_to_form(columns: dict[str, str], source: str, row: int) -> list[Problem]:
    """Answers as people write them, brought to what the columns hold, in place. What is in form
    already is left alone, so that a file of ours comes back word for word."""
    starts = sorted({code.partition(".")[0] for code in columns if code[:1].isdecimal()}, key=int)
    problems = _one_brought_to_form(columns, source, row)
    for start in starts:
        own = {
            code.partition(".")[2]: text
            for code, text in columns.items()
            if code.startswith(f"{start}.")
        }
        problems += _one_brought_to_form(own, source, row, f"{start}.")
        columns |= {f"{start}.{code}": text for code, text in own.items()}
    return problems


def _one_brought_to_form(
    columns: dict[str, str], source: str, row: int, start: str = ""
) -> list[Problem]:
    said: list[Problem] = []
    if not columns.get("kind", "").strip():
        columns["kind"] = guessed_kind({code: text for code, text in columns.items() if text})
    kind = kind_called(columns["kind"])
    if kind is None or kind == "case_group":
        return []
    filled = {code: text for code, text in columns.items() if text and code not in OF_QUESTION}
    answer = filled.get("answer", "")
    if not answer:
        said += from_stem(filled, source, row)
    strict = kind not in LETTERED or ONLY_LETTERS.match(filled.get("answer", ""))
    if not strict or read_sheet(filled)[1].problems:
        said += tidy(filled, source, row)
    columns |= filled
    if kind in LETTERED and not LETTERS_AND_SIGNS.match(plain(columns.get("answer", ""))):
        told = _("答案“%s”看不明白，请只写选项的字母，如 B 或 ACD。") % columns["answer"][:40]
        said.append(Problem("answer", str(told), row, "answer", source))
    return [
        Problem(p.code, p.message, p.row, f"{start}{p.column}", p.source, p.warning) for p in said
    ]
