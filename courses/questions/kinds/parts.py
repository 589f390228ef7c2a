"""What the kinds share when they are parts of a case group: blocks in one stream.

A kind that may be a part keeps a `part` module with a `Block`, a PartBlock that freezes its value
into body and key as the kind's own model does.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.tokens import derived


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


def named_entries(listed: Any) -> list[tuple[str, Any]]:
    """The entries of a list block, each with an identity that outlives edits of its text."""
    return [
        (bound.id or derived("entry", place), bound.value)
        for place, bound in enumerate(listed.bound_blocks)
    ]


def choice_field(choices: Any, **kwargs: Any) -> blocks.ChoiceBlock:
    """One of a few, all of them in sight."""
    return blocks.ChoiceBlock(choices, widget=forms.RadioSelect, **kwargs)
