"""A single choice as a part of a case group; the other choices build on it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts
from courses.questions.numerals import exact_text


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("选项"))
    right = blocks.BooleanBlock(required=False, label=_("正确"))
    keep_last = blocks.BooleanBlock(required=False, label=_("打乱时留在最后"))
    fraction = parts.share_block(-1, required=False, label=_("选它得几成"))
    why = blocks.CharBlock(required=False, label=_("选错时的提示"))

    class Meta:
        form_layout = blocks.BlockGroup(["text", "right", "why"], ["keep_last", "fraction"])


class Block(parts.PartBlock):
    stem = parts.stem_block()
    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=10, label=_("选项"))
    explanation = parts.explanation_block()
    weight = parts.weight_block()

    class Meta:
        icon = "list-ul"

    def contents(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Option identities are those of the list items."""
        body, key = super().contents(value)
        options = parts.named_entries(value["options"])
        body["options"] = [_option(identity, option) for identity, option in options]
        key["right"] = sorted(identity for identity, option in options if option["right"])
        key["why"] = {identity: option["why"] for identity, option in options if option["why"]}
        fractions = {i: o["fraction"] for i, o in options if o["fraction"] is not None}
        if fractions:
            key["fractions"] = {i: exact_text(number) for i, number in fractions.items()}
        return body, key


def _option(identity: str, option: Any) -> dict[str, Any]:
    frozen = {"id": identity, "text": option["text"]}
    return {**frozen, "keep_last": True} if option["keep_last"] else frozen
