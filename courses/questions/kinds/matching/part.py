"""Pairs as a part of a case group."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts
from courses.questions.kinds.matching.pairs import written_pairs
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived

BOTH = ":"
"""Between the two identities of a row that was written from body and key."""


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(required=False, label=_("左"))
    right = blocks.CharBlock(label=_("右"))


class Block(parts.PartBlock):
    stem = parts.stem_block()
    pairs = blocks.ListBlock(
        PairBlock(),
        min_num=2,
        max_num=10,
        label=_("配对"),
        help_text=_("左边留空的一行，右边就是干扰项。"),
    )
    explanation = parts.explanation_block()
    weight = parts.weight_block()

    class Meta:
        icon = "link"

    def contents(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """As MatchingQuestion.contents; identities follow from the list item's and do not show
        which belong together, unless the item brings both."""
        body, key = super().contents(value)
        rows = [(i, row["left"] or "", row["right"] or "") for i, row in _rows(value)]
        partners = {right: _identities(i)[1] for i, _left, right in reversed(rows)}
        lefts = [(_identities(i)[0], left, right) for i, left, right in rows if left]
        body["left"] = [{"id": identity, "text": left} for identity, left, _right in lefts]
        body["right"] = sorted(
            ({"id": identity, "text": text} for text, identity in partners.items()),
            key=lambda entry: entry["id"],
        )
        key["pairs"] = {identity: partners[right] for identity, _left, right in lefts}
        return body, key

    def raw(self, body: Body, key: Key, old: parts.Raw) -> parts.Raw:
        """An item of the list brings both identities of its row."""
        known = [
            {**entry, "id": BOTH.join(_identities(str(entry.get("id", ""))))}
            for entry in old.get("pairs") or []
        ]
        wanted = [
            (
                BOTH.join((left["id"] if left else "", right["id"])),
                {"left": left["text"] if left else "", "right": right["text"]},
            )
            for left, right in written_pairs(body, key)
        ]
        pairs = parts.listed(wanted, known, lambda row: row["left"] or row["right"])
        return {**super().raw(body, key, old), "pairs": pairs}


def _identities(item: str) -> tuple[str, str]:
    """Those of the left and the right entry of a row."""
    left, both, right = item.partition(BOTH)
    return (left, right) if both else (derived(item, "left"), derived(item, "right"))


def _rows(value: Any) -> list[tuple[str, Any]]:
    return parts.named_entries(value["pairs"])
