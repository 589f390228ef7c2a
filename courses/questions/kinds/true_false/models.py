"""The author's form of a true/false question."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from courses.questions.models import Contents, Question
from courses.questions.outcome import Body, Key


class TrueFalseQuestion(Question):
    kind = "true_false"
    frozen_names: ClassVar[dict[str, Any]] = {
        "answer": _("这句话"),
        "answer=True": _("正确"),
        "answer=False": _("错误"),
    }
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

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """The statement, and whether it is right."""
        body, key = super().contents(rows)
        return body, {**key, "answer": self.answer}

    def fill(self, body: Body, key: Key) -> None:
        """Whether the statement is right."""
        super().fill(body, key)
        self.answer = bool(key["answer"])
