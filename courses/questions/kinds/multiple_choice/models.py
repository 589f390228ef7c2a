"""The author's form of a multiple choice question."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.questions.kinds.single_choice.models import ChoiceQuestion, right_count


class MultipleChoiceQuestion(ChoiceQuestion):
    kind = "multiple_choice"

    class Meta:
        verbose_name = _("多选题")
        verbose_name_plural = _("多选题")

    def check_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Raises ValidationError unless at least one option is right."""
        if right_count(rows) < 1:
            raise ValidationError({"choices": _("多选题至少要有一个正确选项。")})
