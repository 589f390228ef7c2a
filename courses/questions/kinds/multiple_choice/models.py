"""The author's form of a multiple choice question."""

from django.utils.translation import gettext_lazy as _

from courses.questions.kinds.single_choice.models import ChoiceQuestion


class MultipleChoiceQuestion(ChoiceQuestion):
    kind = "multiple_choice"

    class Meta:
        verbose_name = _("多选题")
        verbose_name_plural = _("多选题")
