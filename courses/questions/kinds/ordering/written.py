"""An order is written as the number in each box, from top to bottom: 3 1 2; - for an empty box."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.outcome import Body, Payload
from courses.questions.spelling import plain
from courses.questions.written import NotUnderstood


def places(shown: dict[str, Any]) -> list[str]:
    """One."""
    return [""]


def hint(shown: dict[str, Any]) -> str:
    """As many numbers as entries."""
    return _("从上到下照录方框里的 %d 个数，空着的写 -") % len(shown["entries"])


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """The place of each entry as the paper showed them."""
    text, entries = plain(texts[0]), shown["entries"]
    if not text:
        return {}
    boxes = re.findall(r"\d+|[-—_]", text)
    if re.sub(r"[\d\s,、，;；.。\-—_]", "", text):
        raise NotUnderstood(_("不认得“%s”，请只写数字，如 3 1 2。") % texts[0].strip())
    if len(boxes) == 1 and len(boxes[0]) == len(entries) < 10:
        boxes = list(boxes[0])  # 312 in one go
    if len(boxes) != len(entries):
        raise NotUnderstood(
            _("这题有 %(entries)d 个方框，写了 %(boxes)d 个数；空着的方框请写 -。")
            % {"entries": len(entries), "boxes": len(boxes)}
        )
    numbers = [box for box in boxes if box.isdecimal()]
    if strange := [box for box in numbers if not 1 <= int(box) <= len(entries)]:
        raise NotUnderstood(
            _("没有第 %(box)s 位，只有 1 到 %(entries)d。")
            % {"box": strange[0], "entries": len(entries)}
        )
    return {
        f"-{entry['token']}": [str(int(box))]
        for entry, box in zip(entries, boxes, strict=True)
        if box.isdecimal()
    }


def put(shown: dict[str, Any]) -> list[str]:
    """The number in each box, - for an empty one; nothing when all are empty."""
    boxes = [str(entry["rank"] or "-") for entry in shown["entries"]]
    return ["" if set(boxes) == {"-"} else " ".join(boxes)]


def say(body: Body, payload: Payload) -> list[str]:
    """The entries in the order given."""
    ranks = payload.get("ranks") or {}
    placed = [
        (ranks[entry["id"]], entry["text"]) for entry in body["items"] if entry["id"] in ranks
    ]
    return [f"{place}. {text}" for place, text in sorted(placed)]
