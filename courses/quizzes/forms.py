"""The form of a quiz: what contradicts itself is said beside the field, and a paper that cannot be
made beside the slot."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.desk.ownership import OwnedForm
from cms.taxonomy.models import KnowledgePoint
from courses.questions.models import Question
from courses.quizzes.assembly import shortfalls
from courses.quizzes.fields import ReviewField, RulesField
from courses.quizzes.models import Quiz

PRACTICE = Quiz.Purpose.PRACTICE


class QuizForm(OwnedForm):
    """Validates the rules and the paper down to its slots; the key is fixed once the quiz
    exists."""

    steady = ("key",)

    marking_rules = RulesField(label=gettext_lazy("每种题型怎样给分"), required=False)
    review = ReviewField(label=gettext_lazy("讲评内容"), required=False)

    def clean(self) -> dict[str, Any]:
        """As always, and what one field asks of another."""
        cleaned = super().clean()
        for place, mistake in _contradictions(cleaned):
            if place in self.fields:
                self.add_error(place, mistake)
        return cleaned

    def is_valid(self) -> bool:
        """Whether everything is well, slots included."""
        return bool(super().is_valid()) and self.slots_are_right() and self.paper_can_be_made()

    def _slots(self) -> list[Any]:
        """The forms of the slots that are kept, in the order they were typed."""
        sections = _kept(self.formsets["sections"])
        return [slot for section in sections for slot in _slots_of(section)]

    def slots_are_right(self) -> bool:
        """Whether every slot could stand on the paper by itself; if not, says so beside it."""
        known = set(KnowledgePoint.objects.values_list("key", flat=True))
        named: set[int] = set()
        # First a list, so that every slot is looked at and all mistakes are told at once.
        right = [self._slot_is_right(slot, known, named) for slot in self._slots()]
        return all(right)

    def _slot_is_right(self, slot: Any, known: set[str], named: set[int]) -> bool:
        question = slot.cleaned_data.get("question")
        if question and (mistake := self._why_not(question)):
            slot.add_error("question", mistake)
        elif question and question.pk in named:
            slot.add_error("question", _("这道题已经在前面的题位里了，一份卷子里只问一次。"))
        if question:
            named.add(question.pk)
        unknown = [key for key in slot.cleaned_data["draw_points"].split() if key not in known]
        if unknown:
            slot.add_error("draw_points", _("没有这个知识点：%s。") % "、".join(unknown))
        return not slot.errors

    def _why_not(self, question: Question) -> str:
        """Why a named question may not stand in this paper; empty when it may."""
        if question.owner_root_id != self.instance.owner_root_id:
            return _("这道题不属于同一个人大。")
        examination = question.use == Question.Use.EXAMINATION
        if self.cleaned_data["purpose"] == PRACTICE and examination:
            return _("考试专用的题不能放进练习。")
        if not question.live or question.retired_at:
            return _("这道题还没有发布，或者已经停用。")
        return ""

    def paper_can_be_made(self) -> bool:
        """Whether the draws leave each other enough questions; if not, names the slots."""
        slots = self._slots()
        short = shortfalls(self.instance, [slot.instance for slot in slots])
        for place, told in short.items():
            slots[place].add_error(None, _("%s。请放宽条件，或者先补题、发布。") % told)
        if short:
            first = next(iter(short.values()))
            self.add_error(None, _("这份卷子组不成：%s。") % first)
        worth = sum((slot.instance.mark * slot.instance.asks for slot in slots), Decimal(0))
        if slots and not worth:
            self.add_error(None, _("各题的分值加起来是 0，请给题位写上分值。"))
        return not self.errors and not short


def _contradictions(cleaned: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """What two fields say against each other: where to tell it, and what."""
    opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
    if opens and closes and opens >= closes:
        yield "closes_at", _("关闭时间要晚于开放时间。")
    at_once = cleaned.get("behaviour") == Quiz.Behaviour.IMMEDIATE
    if at_once and cleaned.get("purpose") != PRACTICE:
        yield "behaviour", _("只有练习可以每题当场讲评；考试请选“交卷以后讲评”。")
    if cleaned.get("overdue") == Quiz.Overdue.GRACE and not cleaned.get("grace_minutes"):
        yield "grace_minutes", _("选了宽限期，请写宽限几分钟。")
    endless = cleaned.get("pass_mark") is None and cleaned.get("attempts_allowed") is None
    if cleaned.get("keys_wait") and endless:
        yield (
            "keys_wait",
            _("没有及格线，也不限次数，答案就永远不会显示。请去掉这一项，或者写上及格线或次数。"),
        )
    review = cleaned.get("review") or {}
    later = set(review.get("after_close", [])) - set(review.get("while_open", []))
    if later and not closes:
        yield "closes_at", _("讲评里有的要等测验关闭以后才给，请写关闭时间，或者改讲评。")


def _kept(formset: Any) -> list[Any]:
    return [form for form in formset.forms if form not in formset.deleted_forms]


def _slots_of(section: Any) -> list[Any]:
    slots = _kept(section.formsets["slots"])
    return [slot for slot in slots if slot.has_changed() or slot.instance.pk]


class CopyForm(forms.Form):
    """The name and the key of a copy."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    key = forms.SlugField(
        label=gettext_lazy("键"),
        max_length=50,
        help_text=gettext_lazy("网址和命令里用的名字，只用字母、数字和短横线，存了不能改。"),
    )

    def __init__(self, *args: Any, quiz: Quiz, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quiz = quiz

    def clean_key(self) -> str:
        """Raises ValidationError for a key that another quiz of the congress has."""
        key: str = self.cleaned_data["key"]
        if Quiz.objects.filter(owner_root=self.quiz.owner_root_id, key=key).exists():
            raise forms.ValidationError(_("“%s”已经用过了，请换一个。") % key)
        return key


class PrintForm(forms.Form):
    """How many different papers to print."""

    count = forms.IntegerField(
        label=gettext_lazy("印几份不同的卷子"),
        min_value=1,
        max_value=10,
        initial=1,
        help_text=gettext_lazy("两份以上编成 A、B、C 卷：抽的题、题序和选项的顺序各不相同。"),
    )
