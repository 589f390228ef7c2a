"""The author's form of a fill-in question: ____ in the stem, one row of accepted answers per
blank."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from courses.questions.kinds.fill_blank.checks import MOST_BLANKS
from courses.questions.models import Contents, Question
from courses.questions.outcome import Body, Key


class FillBlankQuestion(Question):
    kind = "fill_blank"
    frozen_names: ClassVar[dict[str, Any]] = {"blanks": _("空")}
    row_relations = ("blanks",)
    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        InlinePanel(
            "blanks",
            min_num=1,
            max_num=MOST_BLANKS,
            label=_("空"),
            heading=_("各空的答案"),
            help_text=_("题干里用四个下划线 ____ 表示空，有几个空就写几行，次序一样。"),
        ),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("填空题")
        verbose_name_plural = _("填空题")

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """The stem with its blanks, and the accepted answers blank by blank."""
        body, key = super().contents(rows)
        return body, {**key, "blanks": [blank.answers() for blank in rows["blanks"]]}

    def fill(self, body: Body, key: Key) -> None:
        """A row of accepted answers for each blank, in their order."""
        super().fill(body, key)
        own: Any = self
        old, rows = list(self.blanks.all()), []
        for place, accepted in enumerate(key["blanks"]):
            blank = old[place] if place < len(old) else Blank()
            blank.accepted, blank.sort_order = "\n".join(accepted), place
            rows.append(blank)
        own.blanks = rows


class Blank(Orderable):
    """The accepted answers of one blank, one per line."""

    question = ParentalKey(FillBlankQuestion, on_delete=models.CASCADE, related_name="blanks")
    accepted = models.TextField(_("可接受的答案"), help_text=_("一行一个。"))

    panels: ClassVar = [
        FieldPanel(
            "accepted",
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("一行一种写法。全角半角、繁简、标点和数字的写法都会认，不用重复写。"),
        )
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("空")

    def answers(self) -> list[str]:
        """The lines that are not empty."""
        return [line.strip() for line in self.accepted.splitlines() if line.strip()]
