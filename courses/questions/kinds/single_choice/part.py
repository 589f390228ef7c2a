"""A single choice as a part of a case group; the other choices build on it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts
from courses.questions.numerals import decimal_of, exact_text
from courses.questions.outcome import Body, Key


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

    def raw(self, body: Body, key: Key, old: parts.Raw) -> parts.Raw:
        """Options keep the identities of the list items."""
        why, worth = key.get("why", {}), key.get("fractions", {})
        wanted = [
            (
                option["id"],
                {
                    "text": option["text"],
                    "right": option["id"] in key["right"],
                    "keep_last": bool(option.get("keep_last")),
                    "fraction": str(decimal_of(worth[option["id"]], 5).normalize())
                    if option["id"] in worth
                    else None,
                    "why": why.get(option["id"], ""),
                },
            )
            for option in body["options"]
        ]
        options = parts.listed(wanted, old.get("options"), lambda option: option["text"])
        return {**super().raw(body, key, old), "options": options}


def _option(identity: str, option: Any) -> dict[str, Any]:
    frozen = {"id": identity, "text": option["text"]}
    return {**frozen, "keep_last": True} if option["keep_last"] else frozen
