"""The author's form of a numeric question: values with their tolerance, and the units they may be
written in."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from courses.questions.kinds.numeric.sheet import answer_of, margin_text, unit_of
from courses.questions.models import Contents, Question
from courses.questions.numerals import decimal_of, exact_text
from courses.questions.outcome import Body, Key
from courses.questions.widgets import ShortNumber


class NumericQuestion(Question):
    class UnitRule(models.TextChoices):
        OPTIONAL = "optional", _("不写单位也算对")
        REQUIRED = "required", _("不写单位或写错单位，不得分")
        HALF = "half", _("数对了、单位没写或写错，得一半分")

    kind = "numeric"
    row_relations = ("answers", "units")
    frozen_names: ClassVar[dict[str, Any]] = {
        "answers": _("答案"),
        "value": _("数"),
        "tolerance": _("允许误差"),
        "relative": _("按百分比"),
        "fraction": _("得几成"),
        "units": _("单位"),
        "name": _("名称"),
        "spellings": _("别的写法"),
        "factor": _("合多少"),
        "unit_rule": _("单位怎么判"),
        **{f"unit_rule={rule.value}": rule.label for rule in UnitRule},
    }
    unit_rule = models.CharField(
        _("单位怎么判"), max_length=12, choices=UnitRule.choices, default=UnitRule.OPTIONAL
    )

    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        InlinePanel("answers", min_num=1, max_num=6, label=_("答案"), heading=_("算对的数")),
        InlinePanel("units", max_num=6, label=_("单位"), heading=_("单位")),
        FieldPanel("unit_rule"),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("数值题")
        verbose_name_plural = _("数值题")

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """The stem and the rule for units; numbers in their exact spelling."""
        body, key = super().contents(rows)
        body["unit_rule"] = self.unit_rule
        key["answers"] = [
            {**answer_of(row.value, row.tolerance), "fraction": exact_text(row.fraction)}
            for row in rows["answers"]
        ]
        key["units"] = [unit_of(row.name, row.factor, row.spellings) for row in rows["units"]]
        return body, key

    def fill(self, body: Body, key: Key) -> None:
        """Values and units row by row, and the rule for units."""
        super().fill(body, key)
        own: Any = self
        self.unit_rule = body["unit_rule"]
        old, answers = list(self.answers.all()), []
        for place, answer in enumerate(key["answers"]):
            row = old[place] if place < len(old) else NumericAnswer()
            row.value, row.tolerance = answer["value"], margin_text(answer)
            row.fraction, row.sort_order = decimal_of(answer["fraction"], 3), place
            answers.append(row)
        own.answers = answers
        known, units = list(self.units.all()), []
        for place, unit in enumerate(key.get("units", ())):
            named = known[place] if place < len(known) else NumericUnit()
            named.name, named.factor = unit["name"], unit["factor"]
            named.spellings, named.sort_order = "、".join(unit["spellings"]), place
            units.append(named)
        own.units = units


class NumericAnswer(Orderable):
    """A value that is right, how far off one may be, and what it is worth."""

    question = ParentalKey(NumericQuestion, on_delete=models.CASCADE, related_name="answers")
    value = models.CharField(
        _("数"), max_length=40, help_text=_("如 24、0.6、60%、2/3、三分之二、1.2万。")
    )
    tolerance = models.CharField(
        _("允许误差"),
        max_length=40,
        blank=True,
        help_text=_("如 0.5，差在 0.5 以内（含）都算对；如 1%，差不超过答案的 1%。空着就要正好。"),
    )
    fraction = models.DecimalField(
        _("得几成"),
        max_digits=4,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("1 是全部分数；差得远一点的可以另写一行，只给 0.5。"),
    )

    panels: ClassVar = [
        FieldRowPanel(
            [
                FieldPanel("value"),
                FieldPanel("tolerance"),
                FieldPanel("fraction", widget=ShortNumber(attrs={"step": "any"})),
            ]
        )
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("答案")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fraction__range=(0, 1)), name="numeric_answer_fraction_0_to_1"
            )
        ]


class NumericUnit(Orderable):
    """A unit an answer may carry, and how many of the first row's unit it makes."""

    question = ParentalKey(NumericQuestion, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(_("单位"), max_length=30, help_text=_("第一行是答案用的单位。"))
    spellings = models.CharField(
        _("别的写法"), max_length=200, blank=True, help_text=_("用顿号隔开，如：平方公里、km²。")
    )
    factor = models.CharField(
        _("合多少"),
        max_length=40,
        default="1",
        help_text=_("一个这样的单位合第一行的多少。答案用万元，这一行写亿元，就填 10000。"),
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("factor"), FieldPanel("spellings")])
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("单位")
