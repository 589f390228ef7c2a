"""The timetable of a programme as rows: what is wrong with it, and how a moved row is fitted in.

Pure: knows neither forms nor the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby, pairwise

from django.utils.translation import gettext as _

MIDNIGHT = 24 * 60
LONGEST_PROGRAMME = 60
TAUGHT = frozenset({"lecture", "case", "exercise"})


@dataclass(frozen=True)
class Row:
    """A session as typed. `place` is its number in the form, by which problems are told."""

    place: int
    code: str
    title: str
    day: int
    starts: time
    minutes: int
    kind: str
    has_lesson: bool = False
    has_quiz: bool = False
    has_task: bool = False

    @property
    def begin(self) -> int:
        """Minutes since midnight."""
        return self.starts.hour * 60 + self.starts.minute

    @property
    def end(self) -> int:
        """Minutes since midnight when it is over."""
        return self.begin + self.minutes

    @property
    def name(self) -> str:
        """How the row is called in a message."""
        return _("“%(code)s %(title)s”") % {"code": self.code, "title": self.title}


@dataclass(frozen=True)
class Problem:
    """Something wrong, with the row and field where it is told."""

    place: int
    field: str
    message: str


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _by_day(rows: Sequence[Row]) -> Iterator[tuple[int, list[Row]]]:
    ordered = sorted(rows, key=lambda row: (row.day, row.begin, row.place))
    for day, of_day in groupby(ordered, key=lambda row: row.day):
        yield day, list(of_day)


def _misplaced(rows: Sequence[Row]) -> Iterator[Problem]:
    for row in rows:
        if not 1 <= row.day <= LONGEST_PROGRAMME:
            told = _("%(row)s的天数要在 1 到 %(most)d 之间。")
            yield Problem(row.place, "day", told % {"row": row.name, "most": LONGEST_PROGRAMME})
        if row.minutes < 1:
            yield Problem(row.place, "minutes", _("%s的分钟数至少是 1。") % row.name)
        if row.end > MIDNIGHT:
            told = _("%s要到半夜以后才结束，请改开始时间或者分钟数。")
            yield Problem(row.place, "minutes", told % row.name)


def _overlapping(rows: Sequence[Row]) -> Iterator[Problem]:
    for day, of_day in _by_day(rows):
        for row, following in pairwise(of_day):
            if row.end > following.begin:
                told = _(
                    "第 %(day)d 天，%(row)s到 %(end)s 才结束，和 %(begin)s 开始的%(other)s重叠。"
                )
                words = {
                    "day": day,
                    "row": row.name,
                    "end": _clock(row.end),
                    "begin": _clock(following.begin),
                    "other": following.name,
                }
                yield Problem(following.place, "starts", told % words)


def _doubled(rows: Sequence[Row]) -> Iterator[Problem]:
    known: dict[str, Row] = {}
    for row in rows:
        if row.code in known:
            told = _("编号“%(code)s”用了两次：%(one)s和%(other)s。请改一个。")
            words = {"code": row.code, "one": known[row.code].name, "other": row.name}
            yield Problem(row.place, "code", told % words)
        known.setdefault(row.code, row)


def _unfurnished(rows: Sequence[Row]) -> Iterator[Problem]:
    for row in rows:
        if row.kind == "test" and not row.has_quiz:
            yield Problem(row.place, "quiz", _("%s是测验，请选用哪份测验。") % row.name)
        elif row.kind == "test" and row.has_lesson:
            told = _("%s是测验，不能再选课时；课时请放在另一个单元里。")
            yield Problem(row.place, "lesson", told % row.name)
        elif row.kind in TAUGHT and not (row.has_lesson or row.has_task):
            told = _("%s没有课时，缺课的人就没有地方补。请选一课，或者把形式改成“会议”。")
            yield Problem(row.place, "lesson", told % row.name)
        elif row.kind != "test" and row.has_quiz:
            told = _("%s选了测验，形式就要是“测验”。")
            yield Problem(row.place, "kind", told % row.name)


def contradictions(rows: Sequence[Row]) -> list[Problem]:
    """What can never be right: days and times out of bounds, a code used twice."""
    return [*_misplaced(rows), *_doubled(rows)]


def incomplete(rows: Sequence[Row]) -> list[Problem]:
    """What must be right before deputies see it: no overlaps, and every session has what it
    needs."""
    return [*_overlapping(rows), *_unfurnished(rows)]


def relaid(rows: Sequence[Row]) -> dict[int, time]:
    """New starting times, by place, for the rows of one day in their new order.

    The day begins when it began and the breaks stay where they were: the first break still comes
    after the first session, however long that is now. Raises ValueError past midnight.
    """
    before = sorted(rows, key=lambda row: row.begin)
    breaks = [max(later.begin - row.end, 0) for row, later in pairwise(before)]
    at, told = before[0].begin, {}
    for row, rest in zip(rows, [*breaks, 0], strict=True):
        told[row.place] = time(*divmod(at, 60))
        at += row.minutes + rest
    return told
