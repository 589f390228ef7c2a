"""The author's form of a multiple choice question."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.questions.kinds.single_choice.models import ChoiceQuestion


class MultipleChoiceQuestion(ChoiceQuestion):
    kind = "multiple_choice"

    class Meta:
        verbose_name = _("多选题")
        verbose_name_plural = _("多选题")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError unless at least one option is right."""
        super().full_clean(*args, **kwargs)
        if self.right_count() < 1:
            raise ValidationError(_("多选题至少要有一个正确选项。"))
