"""What the kinds share when they are parts of a case group: blocks in one stream.

A kind that may be a part keeps a `part` module with a `Block`, a PartBlock that freezes its value
into body and key as the kind's own model does.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.continuing import kept_named
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived

Raw = dict[str, Any]
"""A part's value as a stream keeps it."""


class ShortText(blocks.TextBlock):
    """A text of a few lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"rows": 2, **kwargs})


def stem_block(**kwargs: Any) -> blocks.TextBlock:
    """What the part asks."""
    return ShortText(label=_("小题"), **kwargs)


def explanation_block() -> blocks.TextBlock:
    """Why the right answer is right."""
    return ShortText(required=False, label=_("解析"))


def weight_block() -> blocks.IntegerBlock:
    """How many shares of the whole the part counts."""
    return blocks.IntegerBlock(
        required=False,
        default=1,
        min_value=1,
        max_value=100,
        label=_("占几份"),
        help_text=_("各小题的份数加起来是整道题；空着算一份。"),
    )


def share_block(lowest: int, **kwargs: Any) -> blocks.DecimalBlock:
    """A share between `lowest` and 1."""
    return blocks.DecimalBlock(
        min_value=Decimal(lowest), max_value=Decimal(1), max_digits=6, decimal_places=5, **kwargs
    )


class PartBlock(blocks.StructBlock):
    """A part of a case group; each kind adds its own fields."""

    def contents(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Body and key of the part."""
        return {"stem": value["stem"] or ""}, {"explanation": value["explanation"] or ""}

    def raw(self, body: Body, key: Key, old: Raw) -> Raw:
        """The reverse: the value a stream keeps; entries that continue one of `old` (the value it
        kept before, or nothing) have its identity. Each kind adds its own fields."""
        return {"stem": body["stem"], "explanation": key.get("explanation", "")}


def named_entries(listed: Any) -> list[tuple[str, Any]]:
    """The entries of a list block, each with an identity that outlives edits of its text."""
    return [
        (bound.id or derived("entry", place), bound.value)
        for place, bound in enumerate(listed.bound_blocks)
    ]


def listed(
    wanted: list[tuple[str, Any]], old: Any, text_of: Callable[[Any], str]
) -> list[dict[str, Any]]:
    """Identities and values as a list block keeps them, each with the identity of the entry of
    `old` that it continues."""
    entries = [entry for entry in old or [] if isinstance(entry, dict) and "value" in entry]
    names = [(identity, text_of(value)) for identity, value in wanted]
    kept = kept_named(entries, names, lambda e: (str(e.get("id", "")), text_of(e["value"])))
    return [
        {"type": "item", "value": value, "id": (entry or {}).get("id") or identity}
        for (identity, value), entry in zip(wanted, kept, strict=True)
    ]


def choice_field(choices: Any, **kwargs: Any) -> blocks.ChoiceBlock:
    """One of a few, all of them in sight."""
    return blocks.ChoiceBlock(choices, widget=forms.RadioSelect, **kwargs)
