"""The form of a quiz: every slot must be able to yield a question."""

from typing import Any

from django.utils.translation import gettext as _

from cms.desk.ownership import OwnedForm
from cms.taxonomy.models import KnowledgePoint
from courses.questions.models import Question
from courses.quizzes.models import Quiz


class QuizForm(OwnedForm):
    """Validates the paper down to its slots; the key is fixed once the quiz exists."""

    steady = ("key",)

    def is_valid(self) -> bool:
        """Whether everything is well, slots included."""
        return bool(super().is_valid()) and self.slots_are_right()

    def slots_are_right(self) -> bool:
        """Whether every slot can yield a question; if not, says so beside the slot."""
        known = set(KnowledgePoint.objects.values_list("key", flat=True))
        slots = [
            slot for section in _kept(self.formsets["sections"]) for slot in _slots_of(section)
        ]
        # A list, so that every slot is looked at and all mistakes are told at once.
        return all([self._slot_is_right(slot, known) for slot in slots])  # noqa: C419

    def _slot_is_right(self, slot: Any, known: set[str]) -> bool:
        question = slot.cleaned_data.get("question")
        if question and (mistake := self._why_not(question)):
            slot.add_error("question", mistake)
        unknown = [key for key in slot.cleaned_data["draw_points"].split() if key not in known]
        if unknown:
            slot.add_error("draw_points", _("没有这个知识点：%s。") % "、".join(unknown))
        return not slot.errors

    def _why_not(self, question: Question) -> str:
        """Why a named question may not stand in this paper; empty when it may."""
        if question.owner_root_id != self.instance.owner_root_id:
            return _("这道题不属于同一个人大。")
        examination = question.use == Question.Use.EXAMINATION
        if self.cleaned_data["purpose"] == Quiz.Purpose.PRACTICE and examination:
            return _("考试专用的题不能放进练习。")
        if not question.live or question.retired_at:
            return _("这道题还没有发布，或者已经停用。")
        return ""


def _kept(formset: Any) -> list[Any]:
    return [form for form in formset.forms if form not in formset.deleted_forms]


def _slots_of(section: Any) -> list[Any]:
    slots = _kept(section.formsets["slots"])
    return [slot for slot in slots if slot.has_changed() or slot.instance.pk]
