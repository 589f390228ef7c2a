"""Entries in columns A to J; the answer names them in the right order, as written when empty."""

from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.columns import OPTIONS, cell, letters_of
from courses.questions.kinds.contract import Columns, Flaw, Reading
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived

COLUMNS = (*OPTIONS, "answer")


def write(body: Body, key: Key) -> dict[str, str]:
    """The entries in their right order."""
    texts = {entry["id"]: entry["text"].strip() for entry in body["items"]}
    entries = [texts[identity] for identity in key["order"]]
    return {
        **dict(zip(OPTIONS, entries, strict=False)),
        "answer": "".join(OPTIONS[: len(entries)]),
    }


def read(columns: Columns) -> Reading:
    """The order by the letters of the answer, which must name every entry once."""
    texts = {letter: cell(columns, letter) for letter in OPTIONS if cell(columns, letter)}
    order, problems = letters_of(cell(columns, "answer")) or list(texts), []
    if sorted(order) != sorted(texts):
        told = str(_("排序题的答案要把每个字母都写一次，如 CABD。"))
        problems.append(Flaw("order", told, "entries", "answer"))
        order = list(texts)
    items = [{"id": derived("entry", text), "text": text} for text in texts.values()]
    body: dict[str, Any] = {"items": sorted(items, key=lambda item: item["id"])}
    ranked = [derived("entry", texts[letter]) for letter in order]
    return Reading(body, {"order": ranked}, problems)
