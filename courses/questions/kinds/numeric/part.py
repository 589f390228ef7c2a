"""A number as a part of a case group."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kinds import parts
from courses.questions.kinds.numeric.marking import UNIT_RULES
from courses.questions.kinds.numeric.sheet import answer_of, margin_text, unit_of
from courses.questions.numerals import decimal_of, exact_text
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived


class AnswerBlock(blocks.StructBlock):
    value = blocks.CharBlock(max_length=40, label=_("数"))
    tolerance = blocks.CharBlock(
        required=False, max_length=40, label=_("允许误差"), help_text=_("如 0.5 或 1%。")
    )
    fraction = parts.share_block(0, default=1, label=_("得几成"))


class UnitBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=30, label=_("单位"))
    factor = blocks.CharBlock(default="1", max_length=40, label=_("合多少"))
    spellings = blocks.CharBlock(required=False, label=_("别的写法"), help_text=_("用顿号隔开。"))


class Block(parts.PartBlock):
    stem = parts.stem_block()
    answers = blocks.ListBlock(AnswerBlock(), min_num=1, max_num=6, label=_("算对的数"))
    units = blocks.ListBlock(UnitBlock(), min_num=0, max_num=6, default=[], label=_("单位"))
    unit_rule = blocks.ChoiceBlock(
        [(name, _(sentence)) for name, sentence in UNIT_RULES.items()],
        default="optional",
        label=_("单位怎么判"),
    )
    explanation = parts.explanation_block()
    weight = parts.weight_block()

    class Meta:
        icon = "pilcrow"

    def contents(self, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """As NumericQuestion.contents."""
        body, key = super().contents(value)
        body["unit_rule"] = value["unit_rule"] or ""
        key["answers"] = [
            {
                **answer_of(row["value"] or "", row["tolerance"] or ""),
                "fraction": exact_text(row["fraction"]),
            }
            for row in value["answers"]
        ]
        key["units"] = [
            unit_of(row["name"] or "", row["factor"] or "", row["spellings"] or "")
            for row in value["units"]
        ]
        return body, key

    def raw(self, body: Body, key: Key, old: parts.Raw) -> parts.Raw:
        """Values and units, and the rule for units."""
        answers = [
            {
                "value": answer["value"],
                "tolerance": margin_text(answer),
                "fraction": str(decimal_of(answer["fraction"], 3).normalize()),
            }
            for answer in key["answers"]
        ]
        units = [
            {
                "name": unit["name"],
                "factor": unit["factor"],
                "spellings": "、".join(unit["spellings"]),
            }
            for unit in key.get("units", ())
        ]
        named = [(derived("answer", place), value) for place, value in enumerate(answers)]
        known = [(derived("unit", place), value) for place, value in enumerate(units)]
        return {
            **super().raw(body, key, old),
            "answers": parts.listed(named, old.get("answers"), lambda row: row["value"]),
            "units": parts.listed(known, old.get("units"), lambda row: row["name"]),
            "unit_rule": body["unit_rule"],
        }
