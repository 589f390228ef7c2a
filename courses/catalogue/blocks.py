"""Lesson blocks that point into the bank and the case library."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.questions.models import Question


class QuestionChooserBlock(SnippetChooserBlock):
    """Reads all practice questions of a page in one query, with the versions that are asked."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        questions = (
            Question.objects.non_polymorphic().select_related("live_version").in_bulk(values)
        )
        return [questions.get(value) for value in values]


class PracticeBlock(blocks.StructBlock):
    """A practice question inside a lesson: answered at once, never counted towards a mark."""

    question = QuestionChooserBlock("courses.Question", label=_("练习题"))

    def clean(self, value: Any) -> Any:
        """Names the field when the question is kept for examinations."""
        cleaned = super().clean(value)
        question = cleaned["question"]
        if question and question.use != Question.Use.PRACTICE:
            mistake = ValidationError(_("考试专用的题不能当练习题，请另选一道。"))
            raise StructBlockValidationError(block_errors={"question": mistake})
        return cleaned

    class Meta:
        icon = "help"
        label = _("想一想（练习题）")
        template = "blocks/practice.html"


class CaseChooserBlock(blocks.PageChooserBlock):
    """Reads all cases of a page in one query, without their bodies."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        cases = self.model_class.objects.defer_streamfields().in_bulk(values)
        return [cases.get(value) for value in values]


class CaseBlock(blocks.StructBlock):
    """A card that leads to a case."""

    case = CaseChooserBlock(page_type="cms.CaseStudyPage", label=_("案例"))
    why = blocks.CharBlock(required=False, label=_("为什么现在读它"))

    class Meta:
        icon = "folder-open-inverse"
        label = _("案例卡片")
        template = "blocks/case.html"
