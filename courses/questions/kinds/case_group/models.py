"""The author's form of a case group: a situation, and parts of simple kinds in one stream."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel

from cms.core.fields import BodyField
from courses.questions.kinds.fill_blank.paper import BLANK
from courses.questions.models import Question


class PartOptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("选项"))
    right = blocks.BooleanBlock(required=False, label=_("正确"))
    why = blocks.CharBlock(required=False, label=_("选错时的提示"))


class ChoicePartBlock(blocks.StructBlock):
    stem = blocks.TextBlock(label=_("小题"))
    options = blocks.ListBlock(PartOptionBlock(), min_num=2, max_num=8, label=_("选项"))
    explanation = blocks.TextBlock(required=False, label=_("解析"))

    class Meta:
        icon = "list-ul"


class TrueFalsePartBlock(blocks.StructBlock):
    stem = blocks.TextBlock(label=_("小题"))
    answer = blocks.ChoiceBlock([("true", _("正确")), ("false", _("错误"))], label=_("这句话"))
    explanation = blocks.TextBlock(required=False, label=_("解析"))

    class Meta:
        icon = "tick"


class FillBlankPartBlock(blocks.StructBlock):
    stem = blocks.TextBlock(label=_("小题"), help_text=_("用 ____ 表示空。"))
    blanks = blocks.ListBlock(blocks.TextBlock(), label=_("各空的答案，一行一个"))
    explanation = blocks.TextBlock(required=False, label=_("解析"))

    class Meta:
        icon = "edit"


def freeze_part(kind: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Body and key of one part; option identities are those of the list items."""
    body: dict[str, Any] = {"stem": value["stem"]}
    key: dict[str, Any] = {"explanation": value["explanation"]}
    if kind in {"single_choice", "multiple_choice"}:
        options = value["options"].bound_blocks
        body["options"] = [{"id": o.id, "text": o.value["text"]} for o in options]
        key["right"] = sorted(o.id for o in options if o.value["right"])
        key["why"] = {o.id: o.value["why"] for o in options if o.value["why"]}
    elif kind == "true_false":
        key["answer"] = value["answer"] == "true"
    else:
        key["blanks"] = [str(blank).split("\n") for blank in value["blanks"]]
    return body, key


def part_problem(kind: str, body: dict[str, Any], key: dict[str, Any]) -> str:
    """Why a part could not be marked, in words; empty when it can."""
    if kind == "single_choice" and len(key["right"]) != 1:
        return str(_("单选题要有且只有一个正确选项。"))
    if kind == "multiple_choice" and not key["right"]:
        return str(_("多选题至少要有一个正确选项。"))
    if kind == "fill_blank" and body["stem"].count(BLANK) != len(key["blanks"]):
        return str(_("题干里空（____）的个数与答案的行数不一样。"))
    return ""


class CaseGroupQuestion(Question):
    kind = "case_group"
    parts = BodyField(
        [
            ("single_choice", ChoicePartBlock(label=_("单选"))),
            ("multiple_choice", ChoicePartBlock(label=_("多选"))),
            ("true_false", TrueFalsePartBlock(label=_("判断"))),
            ("fill_blank", FillBlankPartBlock(label=_("填空"))),
        ],
        use_json_field=True,
        min_num=1,
        verbose_name=_("小题"),
    )

    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        FieldPanel("parts"),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("案例题")
        verbose_name_plural = _("案例题")

    def frozen_body(self) -> dict[str, Any]:
        """The situation and the bodies of its parts."""
        parts = [
            {"kind": part.block_type, "body": freeze_part(part.block_type, part.value)[0]}
            for part in self.parts
        ]
        return {**super().frozen_body(), "parts": parts}

    def frozen_key(self) -> dict[str, Any]:
        """The keys of the parts in order."""
        keys = [freeze_part(part.block_type, part.value)[1] for part in self.parts]
        return {**super().frozen_key(), "parts": keys}

    def check_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Raises ValidationError when there is no part, or one could not be marked."""
        if not len(self.parts):
            raise ValidationError({"parts": _("案例题至少要有一个小题。")})
        for number, part in enumerate(self.parts, start=1):
            if problem := part_problem(part.block_type, *freeze_part(part.block_type, part.value)):
                message = _("小题 %(number)d：%(problem)s")
                raise ValidationError({"parts": message % {"number": number, "problem": problem}})
