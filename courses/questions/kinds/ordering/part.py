"""An order as a part of a case group."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts
from courses.questions.outcome import Body, Key


class Block(parts.PartBlock):
    stem = parts.stem_block()
    entries = blocks.ListBlock(
        blocks.CharBlock(label=_("环节")), min_num=3, max_num=10, label=_("按正确顺序写")
    )
    explanation = parts.explanation_block()
    weight = parts.weight_block()

    class Meta:
        icon = "list-ol"

    def contents(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """As OrderingQuestion.contents."""
        body, key = super().contents(value)
        entries = [{"id": i, "text": text or ""} for i, text in _entries(value)]
        body["items"] = sorted(entries, key=lambda entry: entry["id"])
        return body, {**key, "order": [entry["id"] for entry in entries]}

    def raw(self, body: Body, key: Key, old: parts.Raw) -> parts.Raw:
        """The entries in their right order."""
        texts = {entry["id"]: entry["text"] for entry in body["items"]}
        wanted = [(identity, texts[identity]) for identity in key["order"]]
        return {
            **super().raw(body, key, old),
            "entries": parts.listed(wanted, old.get("entries"), str),
        }


def _entries(value: Any) -> list[tuple[str, Any]]:
    return parts.named_entries(value["entries"])
