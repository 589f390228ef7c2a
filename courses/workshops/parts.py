"""The parts of a draft, and what helps to write each: shown beside the field, and on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LONGEST_TITLE, LONGEST_PART = 200, 20_000


@dataclass(frozen=True)
class Part:
    """One field of a draft: its name in JSON, its heading, and the hint for writers."""

    name: str
    heading: Any
    hint: Any
    rows: int
    longest: int = LONGEST_PART


PARTS = (
    Part(
        "title",
        _("标题"),
        _(
            "关于 + 在（地点或对象）+ 做（动作）+ 的建议或议案。12 到 35 个字，只看标题就知道交给谁办什么。"
        ),
        2,
        LONGEST_TITLE,
    ),
    Part(
        "cause",
        _("案由"),
        _("一句话：就什么事、请谁办、要什么结果。一份稿只写一件事。"),
        3,
    ),
    Part(
        "grounds",
        _("案据"),
        _(
            "回答四问：发生了什么（时间、地点、次数、人数）；影响多大；为什么（制度、资金、责任卡在哪一环）；"
            "依据何在（法律、规划、文件、同类做法）。每个数字写明来源和时间，不写姓名和病历。"
        ),
        10,
    ),
    Part(
        "plan",
        _("方案"),
        _("谁（责任单位）、做什么、什么时候、钱从哪来、怎样算做成（可以检验的指标）。一条一条写。"),
        10,
    ),
)
NAMES = tuple(part.name for part in PARTS)


def empty() -> dict[str, str]:
    """A draft in which nothing is written."""
    return dict.fromkeys(NAMES, "")


def whole(written: Mapping[str, Any]) -> dict[str, str]:
    """Every part of a draft as text, in order; what is missing is empty and line ends are \\n."""
    return {name: str(written.get(name) or "").replace("\r\n", "\n") for name in NAMES}


def missing(written: Mapping[str, str]) -> list[Part]:
    """The parts in which nothing is written."""
    return [part for part in PARTS if not written.get(part.name, "").strip()]


def characters(text: str) -> int:
    """How long a text is as people count it: blanks and line ends do not count."""
    return len("".join(text.split()))


def body_length(written: Mapping[str, str]) -> int:
    """Characters of everything below the title."""
    return sum(characters(written.get(name, "")) for name in NAMES[1:])


def plain_text(written: Mapping[str, str]) -> str:
    """The draft as text to print or to take along."""
    title, *rest = PARTS
    told = [written.get(title.name, "").strip()]
    for part in rest:
        told += ["", f"{part.heading}：", written.get(part.name, "").strip()]
    return "\n".join(told).strip() + "\n"
