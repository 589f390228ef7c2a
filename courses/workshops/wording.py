"""Rubrics and tasks in words for the people who read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.workshops.models import WritingTask
from courses.workshops.scoring import BELOW, EXCELLENT, GOOD, LEVELS, PASS, TOP

BANDS = {
    EXCELLENT: gettext_lazy("优秀"),
    GOOD: gettext_lazy("良好"),
    PASS: gettext_lazy("合格"),
    BELOW: gettext_lazy("不合格"),
}
LEVEL_NAMES = (
    gettext_lazy("不合格"),
    gettext_lazy("较弱"),
    gettext_lazy("合格"),
    gettext_lazy("良好"),
    gettext_lazy("优秀"),
)


@dataclass(frozen=True)
class Level:
    """One level of a criterion in words."""

    value: int
    name: str
    looks: str


@dataclass(frozen=True)
class Line:
    """One criterion of a frozen rubric in words, and where a draft stands with it if it was
    judged."""

    code: str
    title: str
    weight: int
    veto: bool
    levels: tuple[Level, ...]
    level: int | None = None

    @property
    def reached(self) -> Level | None:
        """The level the draft was given."""
        return None if self.level is None else self.levels[self.level]

    @property
    def next(self) -> Level | None:
        """What the next level would need; None at the top."""
        if self.level is None or self.level == TOP:
            return None
        return self.levels[self.level + 1]

    @property
    def points(self) -> float:
        """What the level is worth."""
        return 0.0 if self.level is None else self.level * self.weight / TOP


def lines(body: Mapping[str, Any], given: Mapping[str, int] | None = None) -> list[Line]:
    """The criteria of a frozen rubric in order, with what was given."""
    return [
        Line(
            code=one["code"],
            title=one["title"],
            weight=one["weight"],
            veto=one["veto"],
            levels=tuple(
                Level(level, str(LEVEL_NAMES[level]), one["levels"][level]) for level in LEVELS
            ),
            level=(given or {}).get(one["code"]),
        )
        for one in body["criteria"]
    ]


def length_wanted(task: WritingTask) -> str:
    """How long the body should be, in words; empty when nothing is said."""
    least, most = task.least_characters, task.most_characters
    if least and most:
        return _("正文大约 %(least)d 到 %(most)d 字。") % {"least": least, "most": most}
    if least:
        return _("正文大约不少于 %(least)d 字。") % {"least": least}
    return _("正文大约不多于 %(most)d 字。") % {"most": most} if most else ""
