"""The author's form of a true/false question."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from courses.questions.models import Question


class TrueFalseQuestion(Question):
    kind = "true_false"
    answer = models.BooleanField(
        _("这句话"), choices=[(True, _("正确")), (False, _("错误"))], default=True
    )

    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        FieldPanel("answer"),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("判断题")
        verbose_name_plural = _("判断题")

    def frozen_key(self) -> dict[str, Any]:
        """Whether the statement is right."""
        return {**super().frozen_key(), "answer": self.answer}
