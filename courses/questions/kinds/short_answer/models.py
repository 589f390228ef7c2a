"""The author's form of a short answer: what a good one says, and the rubric it is marked by."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from courses.questions.continuing import kept_named
from courses.questions.models import Contents, Question, option_id
from courses.questions.outcome import Body, Key


class ShortAnswerQuestion(Question):
    kind = "short_answer"
    row_relations = ("criteria",)
    frozen_names: ClassVar[dict[str, Any]] = {
        "shortest": _("至少写几个字"),
        "longest": _("最多写几个字"),
        "model_answer": _("参考答案"),
        "criteria": _("评分点"),
        "weight": _("权重"),
        "full": _("怎样得满分"),
        "partial": _("怎样得一部分分"),
    }
    model_answer = models.TextField(_("参考答案"), blank=True)
    shortest = models.PositiveSmallIntegerField(
        _("至少写几个字"), default=0, validators=[MaxValueValidator(2000)]
    )
    longest = models.PositiveSmallIntegerField(
        _("最多写几个字"),
        default=500,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
    )

    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        FieldRowPanel([FieldPanel("shortest"), FieldPanel("longest")]),
        InlinePanel("criteria", min_num=1, max_num=10, label=_("评分点"), heading=_("评分标准")),
        FieldPanel("model_answer"),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("简答题")
        verbose_name_plural = _("简答题")

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """The stem and the length asked for; the model answer and the rubric."""
        body, key = super().contents(rows)
        body |= {"shortest": self.shortest or 0, "longest": self.longest or 0}
        key["model_answer"] = self.model_answer
        key["criteria"] = [
            {
                "id": row.identity,
                "text": row.text,
                "full": row.full,
                "partial": row.partial,
                "weight": row.weight or 0,
            }
            for row in rows["criteria"]
        ]
        return body, key

    def fill(self, body: Body, key: Key) -> None:
        """The lengths, the model answer and the rubric."""
        super().fill(body, key)
        own: Any = self
        self.shortest, self.longest = body["shortest"], body["longest"]
        self.model_answer = key["model_answer"]
        wanted = [(criterion["id"], criterion["text"]) for criterion in key["criteria"]]
        kept = kept_named(list(self.criteria.all()), wanted, lambda c: (c.identity, c.text))
        rows = []
        for place, (criterion, row) in enumerate(zip(key["criteria"], kept, strict=True)):
            line = row or ShortAnswerCriterion(identity=criterion["id"])
            for name in ("text", "full", "partial", "weight"):
                setattr(line, name, criterion[name])
            line.sort_order = place
            rows.append(line)
        own.criteria = rows


class ShortAnswerCriterion(Orderable):
    """One line of the rubric: what is looked for, how full and partial marks show, its weight."""

    question = ParentalKey(ShortAnswerQuestion, on_delete=models.CASCADE, related_name="criteria")
    identity = models.CharField(max_length=12, default=option_id, editable=False)
    text = models.CharField(_("评分点"), max_length=255)
    full = models.TextField(_("怎样得满分"), blank=True)
    partial = models.TextField(_("怎样得一部分分"), blank=True)
    weight = models.PositiveSmallIntegerField(
        _("权重"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("text"), FieldPanel("weight")]),
        FieldRowPanel([FieldPanel("full"), FieldPanel("partial")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("评分点")
