"""Blanks as a part of a case group."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts


class Block(parts.PartBlock):
    stem = parts.stem_block(help_text=_("用 ____ 表示空。"))
    blanks = blocks.ListBlock(
        parts.ShortText(label=_("空")), label=_("各空的答案"), help_text=_("一行一种写法。")
    )
    explanation = parts.explanation_block()
    weight = parts.weight_block()

    class Meta:
        icon = "edit"

    def contents(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The accepted answers blank by blank."""
        body, key = super().contents(value)
        lines = [str(blank or "").splitlines() for blank in value["blanks"]]
        key["blanks"] = [[text.strip() for text in texts if text.strip()] for texts in lines]
        return body, key
