"""A short answer as a part of a case group."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts
from courses.questions.kinds.short_answer.sheet import LONGEST, SHORTEST
from courses.questions.outcome import Body, Key


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("评分点"))
    weight = blocks.IntegerBlock(default=1, min_value=1, max_value=100, label=_("权重"))
    full = parts.ShortText(required=False, label=_("怎样得满分"))
    partial = parts.ShortText(required=False, label=_("怎样得一部分分"))


class Block(parts.PartBlock):
    stem = parts.stem_block()
    shortest = blocks.IntegerBlock(
        default=SHORTEST, min_value=0, max_value=2000, label=_("至少写几个字")
    )
    longest = blocks.IntegerBlock(
        default=LONGEST, min_value=1, max_value=5000, label=_("最多写几个字")
    )
    criteria = blocks.ListBlock(CriterionBlock(), min_num=1, max_num=10, label=_("评分标准"))
    model_answer = parts.ShortText(required=False, label=_("参考答案"))
    explanation = parts.explanation_block()
    weight = parts.weight_block()

    class Meta:
        icon = "edit"

    def contents(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """As ShortAnswerQuestion.contents; criteria have the list items' identities."""
        body, key = super().contents(value)
        body |= {"shortest": value["shortest"] or 0, "longest": value["longest"] or 0}
        key["model_answer"] = value["model_answer"] or ""
        key["criteria"] = [
            {
                "id": identity,
                "text": row["text"] or "",
                "full": row["full"] or "",
                "partial": row["partial"] or "",
                "weight": row["weight"] or 0,
            }
            for identity, row in parts.named_entries(value["criteria"])
        ]
        return body, key

    def raw(self, body: Body, key: Key, old: parts.Raw) -> parts.Raw:
        """Lengths, model answer and rubric."""
        fields = ("text", "weight", "full", "partial")
        wanted = [
            (criterion["id"], {name: criterion[name] for name in fields})
            for criterion in key["criteria"]
        ]
        return {
            **super().raw(body, key, old),
            "shortest": body["shortest"],
            "longest": body["longest"],
            "criteria": parts.listed(wanted, old.get("criteria"), lambda line: line["text"]),
            "model_answer": key["model_answer"],
        }
