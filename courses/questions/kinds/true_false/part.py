"""A statement as a part of a case group."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.questions.kinds import parts
from courses.questions.outcome import Body, Key


class Block(parts.PartBlock):
    stem = parts.stem_block()
    answer = parts.choice_field([("true", _("正确")), ("false", _("错误"))], label=_("这句话"))
    explanation = parts.explanation_block()
    weight = parts.weight_block()

    class Meta:
        icon = "tick"

    def contents(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Whether the statement is right; None while nobody has said so."""
        body, key = super().contents(value)
        return body, {**key, "answer": {"true": True, "false": False}.get(value["answer"])}

    def raw(self, body: Body, key: Key, old: parts.Raw) -> parts.Raw:
        """Whether the statement is right."""
        return {**super().raw(body, key, old), "answer": "true" if key["answer"] else "false"}
