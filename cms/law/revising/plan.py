"""What a table of old and new articles means, and what is wrong with it, row by row. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from cms.law.numerals import Place, article_name, place_of
from cms.law.revising.models import Correspondence
from cms.law.revising.reading import MOST_ROWS, Row

Change = Correspondence.Change
NOTHING = {"", "-", "—", "——", "－", "/", "无", "没有", "删去", "删除", "新增"}
LONGEST_NOTE = 500
SAID = {
    "没有变": Change.UNCHANGED,
    "不变": Change.UNCHANGED,
    "未变": Change.UNCHANGED,
    "未改": Change.UNCHANGED,
    "unchanged": Change.UNCHANGED,
    "只改了条号": Change.RENUMBERED,
    "只改条号": Change.RENUMBERED,
    "条号": Change.RENUMBERED,
    "移": Change.RENUMBERED,
    "renumbered": Change.RENUMBERED,
    "内容有改动": Change.CHANGED,
    "有改动": Change.CHANGED,
    "改动": Change.CHANGED,
    "修改": Change.CHANGED,
    "改": Change.CHANGED,
    "changed": Change.CHANGED,
    "删去了": Change.REMOVED,
    "删去": Change.REMOVED,
    "删除": Change.REMOVED,
    "删": Change.REMOVED,
    "removed": Change.REMOVED,
    "新增": Change.NEW,
    "新": Change.NEW,
    "new": Change.NEW,
    "有没有改动待核": Change.UNKNOWN,
    "待核": Change.UNKNOWN,
    "不明": Change.UNKNOWN,
    "unknown": Change.UNKNOWN,
}


@dataclass(frozen=True)
class Line:
    """A row as understood; `problem` says what to do when it is not."""

    row: Row
    old: Place | None = None
    new: Place | None = None
    change: str = ""
    problem: str = ""

    @property
    def change_label(self) -> str:
        """In words."""
        return str(Change(self.change).label) if self.change else ""

    @property
    def old_name(self) -> str:
        """第二条第三款, or nothing."""
        return name_of(self.old)

    @property
    def new_name(self) -> str:
        """第三条, or nothing."""
        return name_of(self.new)

    @property
    def note(self) -> str:
        """What the row says beside."""
        return self.row.note


@dataclass(frozen=True)
class Table:
    """All lines of a table, and what is wrong with it as a whole."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    held: frozenset[int] = frozenset()
    """The old text's articles that the library holds already."""

    @property
    def wrong(self) -> list[Line]:
        """The lines nobody could apply."""
        return [line for line in self.lines if line.problem]

    @property
    def sound(self) -> bool:
        """Whether it may be applied."""
        return bool(self.lines) and not self.wrong and not self.problems

    def numbers(self, side: str) -> set[int]:
        """The articles named on a side, `old` or `new`."""
        return {place.number for line in self.lines if (place := getattr(line, side))}

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many lines of each change there are, as (label, count); none that is nought."""
        told = [line.change for line in self.lines if line.change]
        return [(str(Change(c).label), told.count(c)) for c in Change.values if c in told]

    @property
    def missing_old(self) -> list[str]:
        """Articles of the old text that the table skips, as runs: up to the last one it names, and
        beyond that what the library holds."""
        return self._missing("old", self.held)

    @property
    def missing_new(self) -> list[str]:
        """The same of the new text, up to the last one named."""
        return self._missing("new", frozenset())

    def _missing(self, side: str, held: frozenset[int]) -> list[str]:
        named = self.numbers(side)
        gaps = sorted((held | set(range(1, max(named, default=0) + 1))) - named)
        runs = groupby(enumerate(gaps), lambda pair: pair[1] - pair[0])
        return [_run([number for _place, number in run]) for _start, run in runs]


def _run(numbers: list[int]) -> str:
    first, last = article_name(numbers[0]), article_name(numbers[-1])
    return first if first == last else _("%(first)s至%(last)s") % {"first": first, "last": last}


def name_of(place: Place | None) -> str:
    """How a place is written: 第二条第三款; empty for none."""
    return f"{article_name(place.number)}{place.detail}" if place else ""


def understood(rows: Sequence[Row], held: Iterable[int] = ()) -> Table:
    """What the rows mean. Every row is there, in order, each with its own problem or none; `held`
    are the old text's articles in the library."""
    seen: dict[tuple[Place | None, Place | None], int] = {}
    lines = []
    for row in rows[:MOST_ROWS]:
        line = _line(row)
        places = (line.old, line.new)
        if not line.problem and places in seen:
            told = _("和第 %(line)d 行一样，请删掉一行。") % {"line": seen[places]}
            line = Line(row, *places, line.change, told)
        seen.setdefault(places, row.line)
        lines.append(line)
    problems = []
    if not lines:
        problems.append(_("表里没有内容。请粘贴“第七条 → 第九条”这样的行，或者上传文件。"))
    if len(rows) > MOST_ROWS:
        problems.append(_("表超过 %d 行，不像是一部法的条号对照。") % MOST_ROWS)
    return Table(lines, problems, frozenset(held))


def _place(text: str) -> Place | None:
    return None if text in NOTHING else place_of(text)


def _line(row: Row) -> Line:
    told = row.change or (row.new if row.new in SAID else "")
    told = told or (row.old if row.old in SAID else "")
    change = SAID.get(told.strip().lower(), "")
    try:
        old = _place(row.old)
    except ValueError:
        return Line(row, problem=_("原条号“%s”看不懂，请写成“第七条”或“第七条第二款”。") % row.old)
    try:
        new = _place(row.new)
    except ValueError:
        return Line(row, old, problem=_("新条号“%s”看不懂，请写成“第九条”，删去的留空。") % row.new)
    if told and not change:
        return Line(row, old, new, problem=_unknown_word(told))
    change = change or _implied(old, new)
    return Line(row, old, new, change, _contradiction(row, old, new, change))


def _unknown_word(told: str) -> str:
    return _("“%s”看不懂。变动请写：没有变、条号、改动、删去、新增，或者待核。") % told


def _implied(old: Place | None, new: Place | None) -> str:
    if old is None:
        return Change.NEW
    return Change.UNKNOWN if new else Change.REMOVED


def _contradiction(row: Row, old: Place | None, new: Place | None, change: str) -> str:
    """What a line says against itself, as what to do; empty when it agrees."""
    flaws = (
        (
            old is None and new is None,
            _("这一行没有条号。请写上，或者删掉这一行。"),
        ),
        (
            change == Change.NEW and old is not None,
            _("写了“新增”，又写了原条号。是新增就把原条号留空。"),
        ),
        (
            change == Change.REMOVED and new is not None,
            _("写了“删去”，又写了新条号。是删去就把新条号留空。"),
        ),
        (
            old is None and change != Change.NEW,
            _("没有原条号的只能是“新增”。请补上原条号，或者改成新增。"),
        ),
        (
            new is None and change != Change.REMOVED,
            _("没有新条号的只能是“删去”。请补上新条号，或者改成删去。"),
        ),
        (
            change == Change.UNCHANGED and old != new,
            _("条号变了，就不是“没有变”。只改了条号的写“条号”。"),
        ),
        (
            len(row.note) > LONGEST_NOTE,
            _("说明太长，请不超过 %d 个字。") % LONGEST_NOTE,
        ),
    )
    return next((told for flawed, told in flaws if flawed), "")
