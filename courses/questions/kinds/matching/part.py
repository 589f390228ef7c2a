"""Pairs as a part of a case group."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts
from courses.questions.tokens import derived


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
        which belong together."""
        body, key = super().contents(value)
        rows = [(i, row["left"] or "", row["right"] or "") for i, row in _rows(value)]
        partners = {right: derived(i, "right") for i, _left, right in reversed(rows)}
        lefts = [(derived(i, "left"), left, right) for i, left, right in rows if left]
        body["left"] = [{"id": identity, "text": left} for identity, left, _right in lefts]
        body["right"] = sorted(
            ({"id": identity, "text": text} for text, identity in partners.items()),
            key=lambda entry: entry["id"],
        )
        key["pairs"] = {identity: partners[right] for identity, _left, right in lefts}
        return body, key


def _rows(value: Any) -> list[tuple[str, Any]]:
    return parts.named_entries(value["pairs"])
