"""What a marker says of one answer."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.learning.attempts.grading.levels import LEVELS
from training.learning.attempts.grading.rubric import Criterion
from training.learning.attempts.grading.selectors import AnswerPage
from training.learning.attempts.grading.services import Judgement
from training.learning.attempts.models import ManualMark
from training.people.models import User


class MarkForm(forms.Form):
    """A level for every criterion, a comment for the deputy, and for a finished sitting the
    reason."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    decides = forms.BooleanField(required=False, widget=forms.HiddenInput)
    phrase = forms.ChoiceField(label=_("常用评语"), required=False)
    comment = forms.CharField(
        label=_("给代表的评语"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("代表在成绩页看到。写好在哪里、还差什么。"),
    )
    # Asked for by the service, after it has looked whether somebody else was faster.
    reason = forms.CharField(
        label=_("改分的理由"),
        required=False,
        min_length=4,
        max_length=200,
        widget=forms.TextInput(attrs={"required": True}),
        help_text=_("成绩已经出来了。代表会看到改了多少和这条理由。"),
        error_messages={"min_length": _("理由太短了。")},
    )

    def __init__(self, *args: Any, page: AnswerPage, **kwargs: Any) -> None:
        """Asks by the rubric of the page."""
        super().__init__(*args, **kwargs)
        self.criteria = page.asked.criteria
        for criterion in self.criteria:
            self.fields[self.name_of(criterion)] = forms.ChoiceField(
                label=criterion.text,
                choices=LEVELS,
                widget=forms.RadioSelect,
                error_messages={"required": _("请选一项。")},
            )
        phrases = [(phrase, phrase) for phrase in page.phrases]
        self.fields["phrase"] = forms.ChoiceField(
            label=_("常用评语"), choices=[("", "—"), *phrases], required=False
        )
        if not page.finished:
            del self.fields["reason"]

    @staticmethod
    def name_of(criterion: Criterion) -> str:
        """The field of a criterion."""
        return f"criterion-{criterion.identity}"

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every criterion with its levels: how each looks, and which is chosen."""
        for criterion in self.criteria:
            field = self[self.name_of(criterion)]
            looks = ("", criterion.partial, criterion.full)
            levels = [
                {"value": value, "name": name, "looks": look, "chosen": field.value() == value}
                for (value, name), look in zip(LEVELS, looks, strict=True)
            ]
            yield {"criterion": criterion, "field": field, "levels": levels}

    def judgement(self) -> Judgement:
        """What a valid form says; a chosen phrase is added to the comment."""
        said = self.cleaned_data
        comment = "\n".join(dict.fromkeys(filter(None, [said["comment"], said["phrase"]])))
        return Judgement(
            marks={one.identity: said[self.name_of(one)] for one in self.criteria},
            comment=comment,
            decides=said["decides"],
            seen=said["seen"] or 0,
            reason=said.get("reason", ""),
        )


def initial(page: AnswerPage, user: User) -> dict[str, str]:
    """What the form starts from: the newest mark; with two markers her own; for a decision only
    those levels on which all agree."""
    marks = page.in_force
    if page.decides:
        return _common(marks)
    if page.second_marker:
        marks = [mark for mark in marks if mark.grader_id == user.pk]
    return {**_levels(marks[-1]), "comment": marks[-1].comment} if marks else {}


def _levels(mark: ManualMark) -> dict[str, str]:
    return {f"criterion-{identity}": value for identity, value in mark.marks.items()}


def _common(marks: list[ManualMark]) -> dict[str, str]:
    told = [_levels(mark).items() for mark in marks]
    return dict(set(told[0]).intersection(*told[1:])) if told else {}
