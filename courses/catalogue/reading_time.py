"""How many minutes a lesson takes, from its length.

Our own design, not a measurement: a deputy of sixty or seventy reads on a phone, in the evening,
text with terms of law in it. So we count 200 Chinese characters a minute, slower than people
usually read, and beside the text a fixed time for what is looked at or done: see BESIDE. A
recording counts in full. A case behind a card is not counted: it is read on its own page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

CHARACTERS_A_MINUTE = 200
# Seconds beside the characters that a block shows itself.
BESIDE = {
    "picture": 15,
    "drawing": 20,
    "grid": 15,
    "compare": 20,
    "timeline": 10,
    "law": 10,
    "case": 10,
    "document": 30,
    "practice": 60,
    "decision": 60,
    "discuss": 60,
    "exercise": 120,
}
NAMES: dict[str, Promise] = {
    "picture": gettext_lazy("图片"),
    "drawing": gettext_lazy("示意图"),
    "grid": gettext_lazy("表格"),
    "compare": gettext_lazy("前后对照"),
    "timeline": gettext_lazy("时间线"),
    "law": gettext_lazy("法条卡片"),
    "case": gettext_lazy("案例卡片"),
    "document": gettext_lazy("文档"),
    "practice": gettext_lazy("练习题"),
    "decision": gettext_lazy("换作是你"),
    "discuss": gettext_lazy("讨论题"),
    "exercise": gettext_lazy("练习"),
}
LONGEST = 600
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# What a recording may call its length in seconds.
LENGTHS = ("duration", "seconds", "duration_seconds")


@dataclass
class ReadingTime:
    """Where the minutes of a lesson come from."""

    characters: int = 0
    counted: dict[str, int] = field(default_factory=dict)
    played: float = 0
    """Seconds of recordings."""

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up, from 1 to 600."""
        seconds = self.characters * 60 / CHARACTERS_A_MINUTE + self.played
        seconds += sum(BESIDE[kind] * count for kind, count in self.counted.items())
        return min(max(-int(-seconds // 60), 1), LONGEST)

    def in_words(self) -> str:
        """The sum in a sentence, for the author."""
        parts = [
            _("%(n)d 字，每分钟 %(rate)d 字") % {"n": self.characters, "rate": CHARACTERS_A_MINUTE}
        ]
        parts += [
            _("%(name)s %(n)d 处，各 %(seconds)d 秒")
            % {"name": NAMES[kind], "n": count, "seconds": BESIDE[kind]}
            for kind, count in self.counted.items()
        ]
        if self.played:
            parts.append(_("音频视频 %d 秒") % round(self.played))
        return _("按篇幅算约 %(minutes)d 分钟（%(how)s）。") % {
            "minutes": self.minutes,
            "how": "；".join(parts),
        }


def reading_time(body: Any) -> ReadingTime:
    """The time for a stored body. Queries only where it has recordings: one for each."""
    told = ReadingTime()
    for place, stored in enumerate(body.raw_data):
        kind = stored["type"]
        told.characters += sum(len(HAN.findall(text)) for text in _texts(stored["value"]))
        if kind in BESIDE:
            told.counted[kind] = told.counted.get(kind, 0) + 1
        definition = body.stream_block.child_blocks.get(kind)
        if definition is not None and _may_play(definition):
            told.played += sum(_lengths(body[place].value))
    return told


def _texts(value: Any) -> Iterator[str]:
    """Every text of a stored value; the identities of list rows are no texts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        listed = set(value) == {"type", "value", "id"}
        for inner in [value["value"]] if listed else value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _may_play(block: Any) -> bool:
    """Whether a block, or one inside it, chooses something that has a length in seconds."""
    if isinstance(block, blocks.ChooserBlock):
        names = {one.name for one in block.model_class._meta.get_fields()}
        return bool(names.intersection(LENGTHS))
    if isinstance(block, blocks.ListBlock):
        return _may_play(block.child_block)
    inner: dict[str, Any] = getattr(block, "child_blocks", None) or {}
    return any(_may_play(child) for child in inner.values())


def _lengths(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _lengths(inner)
    elif isinstance(value, (list, tuple, blocks.list_block.ListValue)):
        for inner in value:
            yield from _lengths(inner)
    else:
        found = (getattr(value, name, None) for name in LENGTHS)
        yield from [float(one) for one in found if isinstance(one, (int, float))][:1]
