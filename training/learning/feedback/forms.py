"""The office's forms: questions and rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.learning.feedback.models import FeedbackRules
from training.learning.feedback.questions import KINDS, LONGEST_TEXT, MOST


class RulesForm(forms.ModelForm[FeedbackRules]):
    """Whether it is asked, and for how long."""

    class Meta:
        model = FeedbackRules
        fields = ("asks", "day_stays_open", "end_stays_open")

    day_stays_open = forms.IntegerField(label=_("每天的表开放几天"), min_value=1, max_value=14)
    end_stays_open = forms.IntegerField(label=_("结业的表开放几天"), min_value=1, max_value=30)


class QuestionForm(forms.Form):
    """One line: what is asked, and how it is answered. An empty text leaves the line out."""

    text = forms.CharField(label=_("题目"), max_length=LONGEST_TEXT, required=False)
    kind = forms.ChoiceField(label=_("怎样回答"), choices=list(KINDS.items()))
    text_en = forms.CharField(label=_("英文（可以空着）"), max_length=LONGEST_TEXT, required=False)


QuestionLines = forms.formset_factory(QuestionForm, extra=0, max_num=MOST)


def wanted(lines: forms.BaseFormSet[QuestionForm]) -> list[tuple[str, str, str]]:
    """The lines of a valid formset as (kind, text, English text), in order."""
    rows: list[dict[str, Any]] = [line.cleaned_data for line in lines.forms]
    return [(row.get("kind", ""), row.get("text", ""), row.get("text_en", "")) for row in rows]
