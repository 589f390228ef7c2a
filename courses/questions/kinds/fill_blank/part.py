"""Blanks as a part of a case group."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived


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

    def raw(self, body: Body, key: Key, old: parts.Raw) -> parts.Raw:
        """One entry for each blank, an accepted answer a line."""
        wanted = [
            (derived("blank", place, *accepted), "\n".join(accepted))
            for place, accepted in enumerate(key["blanks"])
        ]
        return {
            **super().raw(body, key, old),
            "blanks": parts.listed(wanted, old.get("blanks"), str),
        }
