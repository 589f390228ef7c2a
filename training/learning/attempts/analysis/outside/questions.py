"""The questions of a paper given from outside: what stands at which place and how it is marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.choices import MOST_OPTIONS
from courses.questions.kinds.columns import LABELS, OPTIONS, read_question
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.kinds.registry import KINDS, default_rules, kind_called, rules_offered
from training.learning.attempts.analysis.outside.rows import Problem, Row, Unreadable, read_rows
from training.learning.attempts.analysis.records import exact
from training.learning.attempts.analysis.shapes import Described, describe

OWN = {
    "slot": "题位",
    "question": "题目",
    "part": "小题",
    "kind": "题型",
    "mark": "分值",
    "rule": "规则",
    "options": "选项数",
}
NAMES = OWN | {code: label for code, label in LABELS.items() if code not in OWN}
GIVEN_KIND = "given"
"""A question of which only the marks are known; 给分 in the file."""
GIVEN_NAMES = {"given", "给分"}
MANY = ("pairs", "unit", "criteria", "answer", "fractions", "why")
"""Columns that may hold several entries: a line each, or parted by ； on one line."""


@dataclass(frozen=True)
class Asked:
    """A question that stands, or may stand, at a place."""

    slot: int
    name: str
    kind: str
    max_mark: Fraction
    body: dict[str, Any] = field(repr=False)
    key: dict[str, Any] = field(repr=False)
    rules: dict[str, str] = field(repr=False)
    row: Row = field(repr=False, compare=False)
    columns: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def version(self) -> tuple[int, str]:
        """What statistics are kept by."""
        return self.slot, self.name

    def described(self) -> Described:
        """The question as analysis needs it."""
        if self.kind == GIVEN_KIND:
            return Described(GIVEN_KIND, self.name)
        return describe(self.kind, self.body, self.key, self.rules)


class _Reader:
    """Reads questions and remembers everything that is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, row: Row, code: str, message: str) -> None:
        self.problems.append(row.problem(code, message))

    def question(self, rows: list[Row]) -> Asked | None:
        """One question: its own row, and one for each part of a case group."""
        first = rows[0]
        slot, mark = self._slot(first), self._mark(first)
        name = first["question"] or first["slot"]
        kind = self._kind(first)
        if slot is None or mark is None or kind is None:
            return None
        if kind == GIVEN_KIND:
            return Asked(slot, name, kind, mark, {}, {}, {}, first)
        rules = self._rules(rows, kind)
        columns = self._columns(first, kind)
        for part in rows[1:]:
            columns |= self._part_columns(part)
        read = read_question(KINDS[kind], columns)
        for flaw in read.problems:
            self._flawed(rows, flaw.column, flaw.message)
        return Asked(slot, name, kind, mark, read.body, read.key, rules, first, columns)

    def _slot(self, row: Row) -> int | None:
        if row["slot"].isdecimal() and int(row["slot"]):
            return int(row["slot"])
        self.wrong(row, "slot", _("题位要写从 1 开始的整数。"))
        return None

    def _mark(self, row: Row) -> Fraction | None:
        try:
            mark = Decimal(row["mark"] or "1")
        except InvalidOperation:
            mark = Decimal("NaN")
        if mark.is_finite() and mark > 0:
            return exact(str(mark))
        self.wrong(row, "mark", _("分值要写大于 0 的数，如 2 或 1.5。"))
        return None

    def _kind(self, row: Row) -> str | None:
        called = row["kind"]
        if called.casefold() in GIVEN_NAMES:
            return GIVEN_KIND
        kind = kind_called(called)
        if kind is None:
            names = "、".join([*(_(kind.label) for kind in KINDS.values()), _("给分")])
            self.wrong(row, "kind", _("不认得题型“%s”，可以写：") % called + names + "。")
        return kind

    def _rules(self, rows: Iterable[Row], kind: str) -> dict[str, str]:
        """The rule of every kind; a row may name another for its own kind."""
        rules = default_rules()
        for row in rows:
            called = kind_called(row["kind"]) or kind
            if not row["rule"]:
                continue
            offered = rules_offered()[called]
            if row["rule"] not in offered:
                told = _("这种题型没有规则“%s”，可以写：") % row["rule"]
                self.wrong(row, "rule", told + "、".join(offered) + "。")
            rules[called] = row["rule"]
        return rules

    def _columns(self, row: Row, kind: str) -> dict[str, str]:
        """The kind's own columns, with what a bare table leaves out filled in."""
        columns = {code: row[code] for code in LABELS if row[code] and code != "kind"}
        for code in MANY:
            if code in columns and "\n" not in columns[code]:
                columns[code] = columns[code].replace("；", "\n")
        if row["options"]:
            columns = self._lettered(row) | columns
        if kind == "fill_blank":
            blanks = len([line for line in columns.get("answer", "").split("\n") if line.strip()])
            columns.setdefault("stem", BLANK * blanks)
        if kind == "short_answer":
            columns.setdefault("criteria", _("得分"))
        columns.setdefault("stem", row["question"] or row["slot"] or row["part"])
        return columns

    def _lettered(self, row: Row) -> dict[str, str]:
        """Options of which only the number is known: A, B, C …"""
        count = int(row["options"]) if row["options"].isdecimal() else 0
        if not 2 <= count <= MOST_OPTIONS:
            self.wrong(row, "options", _("选项数要写 2 到 %d 的整数。") % MOST_OPTIONS)
            return {}
        return {letter: letter for letter in OPTIONS[:count]}

    def _part_columns(self, row: Row) -> dict[str, str]:
        kind = kind_called(row["kind"])
        if kind is None or kind == "case_group":
            self.wrong(row, "kind", _("不认得小题的题型“%s”。") % row["kind"])
            return {}
        columns = {**self._columns(row, kind), "kind": KINDS[kind].label}
        return {f"{row['part']}.{code}": text for code, text in columns.items()}

    def _flawed(self, rows: list[Row], column: str, message: str) -> None:
        part, dot, code = column.rpartition(".")
        at = next((row for row in rows if dot and row["part"] == part), rows[0])
        self.wrong(at, code, message)


def read_questions(path: Path) -> list[Asked]:
    """The questions in order of their places; raises Unreadable with everything that is wrong."""
    rows = read_rows(path, NAMES, needed=("slot", "kind"))
    reader = _Reader()
    if not rows:
        raise Unreadable([Problem(path.name, 0, "", _("文件里没有题目。"))])
    found: dict[tuple[int, str], Asked] = {}
    for _named, together in groupby(rows, key=lambda row: (row["slot"], row["question"])):
        mine = list(together)
        _check_parts(reader, mine)
        asked = reader.question(mine)
        if asked is None:
            continue
        if asked.version in found:
            reader.wrong(mine[0], "question", _("同一题位上有两道同名的题，请另起题目名。"))
        found[asked.version] = asked
    _check_places(reader, list(found.values()))
    if reader.problems:
        raise Unreadable(sorted(reader.problems, key=lambda problem: problem.row))
    return sorted(found.values(), key=lambda asked: asked.slot)


def _check_parts(reader: _Reader, rows: list[Row]) -> None:
    """Only a case group has further rows, and they are its parts 1, 2, 3 …"""
    if rows[0]["part"]:
        reader.wrong(rows[0], "part", _("案例题先写一行题目本身，再写各小题。"))
    group = kind_called(rows[0]["kind"]) == "case_group"
    if group and len(rows) == 1:
        reader.wrong(rows[0], "kind", _("案例题下面要有小题，每小题一行。"))
    for number, row in enumerate(rows[1:], start=1):
        if not group:
            told = _("同一题位上有两道同名的题，请另起题目名。")
            reader.wrong(row, "question", told)
        elif row["part"] != str(number):
            reader.wrong(row, "part", _("小题要从 1 起依次编号，这里应是 %d。") % number)


def _check_places(reader: _Reader, asked: list[Asked]) -> None:
    """Questions drawn at one place are worth the same."""
    worth: dict[int, Fraction] = {}
    for one in asked:
        if worth.setdefault(one.slot, one.max_mark) != one.max_mark:
            reader.wrong(one.row, "mark", _("同一题位上几道题的分值要一样。"))
