"""The author's form of a matching question."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from courses.questions.models import Question, option_id


class MatchingQuestion(Question):
    kind = "matching"
    row_relations = ("pairs",)
    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        InlinePanel(
            "pairs",
            min_num=2,
            max_num=10,
            label=_("一对"),
            heading=_("配对"),
            help_text=_("左边留空的一行，右边就是干扰项。"),
        ),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("匹配题")
        verbose_name_plural = _("匹配题")

    def frozen_body(self) -> dict[str, Any]:
        """Left entries and all partners; ids of partners are sorted, so order tells nothing."""
        pairs = list(self.pairs.all())
        right = [{"id": p.right_identity, "text": p.right} for p in pairs]
        return {
            **super().frozen_body(),
            "left": [{"id": p.left_identity, "text": p.left} for p in pairs if p.left],
            "right": sorted(right, key=lambda entry: entry["id"]),
        }

    def frozen_key(self) -> dict[str, Any]:
        """Partner by left entry."""
        pairs = {p.left_identity: p.right_identity for p in self.pairs.all() if p.left}
        return {**super().frozen_key(), "pairs": pairs}

    def check_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Raises ValidationError unless at least two left entries have partners to choose from."""
        if sum(bool(pair.left) for pair in rows["pairs"]) < 2:
            raise ValidationError({"pairs": _("匹配题至少要有两行左右都写了内容。")})


class MatchPair(Orderable):
    """A left entry and its partner; without a left text the partner is a distractor."""

    question = ParentalKey(MatchingQuestion, on_delete=models.CASCADE, related_name="pairs")
    left_identity = models.CharField(max_length=12, default=option_id, editable=False)
    right_identity = models.CharField(max_length=12, default=option_id, editable=False)
    left = models.CharField(_("左"), max_length=255, blank=True)
    right = models.CharField(_("右"), max_length=255)

    panels: ClassVar = [FieldRowPanel([FieldPanel("left"), FieldPanel("right")])]

    class Meta(Orderable.Meta):
        verbose_name = _("配对")
