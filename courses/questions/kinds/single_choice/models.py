"""The author's form of a single choice question."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel

from courses.questions.models import Question


def right_count(rows: Mapping[str, Sequence[Any]]) -> int:
    """How many options are marked right."""
    return sum(choice.right for choice in rows["choices"])


class ChoiceQuestion(Question):
    """Abstract: a question whose answer is among options."""

    row_relations = ("choices",)
    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        InlinePanel("choices", min_num=2, max_num=10, label=_("选项"), heading=_("选项")),
        *Question.tail_panels,
    ]

    class Meta:
        abstract = True

    def frozen_body(self) -> dict[str, Any]:
        """Stem and options; which one is right is not in here."""
        options = [
            {"id": c.identity, "text": c.text, "keep_last": c.keep_last} for c in self.choices.all()
        ]
        return {**super().frozen_body(), "options": options}

    def frozen_key(self) -> dict[str, Any]:
        """The right options' identities, and the hints for tempting wrong ones."""
        choices = list(self.choices.all())
        return {
            **super().frozen_key(),
            "right": sorted(c.identity for c in choices if c.right),
            "why": {c.identity: c.why for c in choices if c.why},
        }


class SingleChoiceQuestion(ChoiceQuestion):
    kind = "single_choice"

    class Meta:
        verbose_name = _("单选题")
        verbose_name_plural = _("单选题")

    def check_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Raises ValidationError unless exactly one option is right."""
        if right_count(rows) != 1:
            raise ValidationError({"choices": _("单选题要有且只有一个正确选项。")})
