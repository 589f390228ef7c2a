"""What checking and loading a pack tell the person who runs them."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.people.errors import Refused


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a pack, at a line of a file."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return _("%(file)s 第 %(line)d 行：%(text)s") % asdict(self)


class PackRefused(Refused):
    """The site refuses an item of a pack; nothing of the file at fault was written."""

    def __init__(self, problem: Problem) -> None:
        super().__init__("pack_refused", str(problem))
        self.problem = problem


REASONS = {
    "changed": gettext_lazy("站上改过，没有覆盖。"),
    "draft": gettext_lazy("站上有还没发布的草稿，没有覆盖。"),
    "deleted": gettext_lazy("站上已经删除，没有重新装入。"),
    "homeless": gettext_lazy("它要放在下面的那一页在站上已经删除，没有装入。"),
    "foreign": gettext_lazy("站上已有同名的一项，不是这个内容包装入的，没有覆盖。"),
}


@dataclass(frozen=True)
class Left:
    """An item that was not written because a person's work would have been lost."""

    key: str
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.key}（{self.file}）{REASONS[self.reason]}"


@dataclass
class LoadReport:
    """What a load did."""

    pack: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Keys somebody wanted to take that the pack does not have."""
    people: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Counts and lists for another program."""
        return {
            "pack": self.pack,
            "created": len(self.created),
            "updated": self.updated,
            "unchanged": len(self.unchanged),
            "left": [asdict(left) for left in self.left],
            "gone": self.gone,
            "unknown": self.unknown,
            "people": self.people,
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """The report in plain sentences."""
        told = [
            _(
                "内容包 %(pack)s：新装 %(created)d 项，更新 %(updated)d 项，没有变化 %(unchanged)d 项。"
            )
            % {
                "pack": self.pack,
                "created": len(self.created),
                "updated": len(self.updated),
                "unchanged": len(self.unchanged),
            }
        ]
        if self.created:
            kinds = Counter(key.partition(":")[0] for key in self.created)
            told.append("  " + "，".join(f"{kind} {n}" for kind, n in kinds.items()))
        told += [_("  更新：%s") % key for key in self.updated]
        if self.left:
            told.append(_("下面 %d 项保留了站上的内容：") % len(self.left))
            told += [f"  {left}" for left in self.left]
            told.append(_("要改用内容包里的，请加 --take-pack 键（可以写多次）。"))
        if self.gone:
            told.append(_("内容包里已经没有、站上仍保留：%s。") % "、".join(self.gone))
        if self.unknown:
            told.append(_("内容包里没有这样的键：%s。") % "、".join(self.unknown))
        told += [f"  {name}：{count}" for name, count in self.people.items()]
        told.append(_("用时 %.1f 秒。") % self.seconds)
        return told
