"""The author's form of a fill-in question: ____ in the stem, one row of accepted answers per
blank."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from courses.questions.kinds.fill_blank.paper import BLANK
from courses.questions.models import Question


class FillBlankQuestion(Question):
    kind = "fill_blank"
    row_relations = ("blanks",)
    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        InlinePanel("blanks", min_num=1, max_num=10, label=_("空"), heading=_("各空的答案")),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("填空题")
        verbose_name_plural = _("填空题")

    def frozen_key(self) -> dict[str, Any]:
        """The accepted answers blank by blank."""
        return {**super().frozen_key(), "blanks": [blank.answers() for blank in self.blanks.all()]}

    def check_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Raises ValidationError when stem and answers disagree about the number of blanks."""
        gaps, given = self.stem.count(BLANK), len(rows["blanks"])
        if gaps != given:
            message = _("题干里有 %(gaps)d 个空（____），答案却有 %(rows)d 行，两者要一样多。")
            raise ValidationError({"blanks": message % {"gaps": gaps, "rows": given}})


class Blank(Orderable):
    """The accepted answers of one blank, one per line."""

    question = ParentalKey(FillBlankQuestion, on_delete=models.CASCADE, related_name="blanks")
    accepted = models.TextField(_("可接受的答案"), help_text=_("一行一个。"))

    panels: ClassVar = [FieldPanel("accepted")]

    class Meta(Orderable.Meta):
        verbose_name = _("空")

    def answers(self) -> list[str]:
        """The lines that are not empty."""
        return [line.strip() for line in self.accepted.splitlines() if line.strip()]
