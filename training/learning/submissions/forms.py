"""What a marker says of a draft."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.workshops.scoring import LEVELS
from courses.workshops.wording import Line
from training.learning.submissions.assessing import Judgement

LONGEST_REMARK = 300


class MarkForm(forms.Form):
    """A level for every criterion, a comment for the deputy, and for a correction the reason."""

    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("给代表的评语"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("三句话：一处好，一处必须改，一步怎么改。代表会看到。"),
    )
    reason = forms.CharField(
        label=_("更正的理由"),
        required=False,
        min_length=4,
        max_length=300,
        help_text=_("成绩已经给出。代表会看到更正和这条理由，原来的评分留在记录里。"),
        error_messages={"min_length": _("理由太短了。")},
    )
    withdraws = forms.BooleanField(
        label=_("更正后不到合格分，就取消原来的合格"),
        required=False,
        help_text=_("不勾：分数更正，原来的合格仍然算数。"),
    )

    def __init__(
        self, *args: Any, lines: Sequence[Line], correcting: bool, passed: bool, **kwargs: Any
    ) -> None:
        """Asks by the rubric's lines."""
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"level-{line.code}"] = forms.TypedChoiceField(
                label=line.title,
                choices=[(level, level) for level in LEVELS],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("请选一档。")},
            )
            self.fields[f"remark-{line.code}"] = forms.CharField(
                label=_("这一项的话"), required=False, max_length=LONGEST_REMARK
            )
        if not correcting:
            del self.fields["reason"]
        if not (correcting and passed):
            del self.fields["withdraws"]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every criterion with its levels: how each looks, and which is chosen."""
        for line in self.lines:
            field = self[f"level-{line.code}"]
            chosen = str(field.value()) if field.value() is not None else ""
            yield {
                "line": line,
                "field": field,
                "remark": self[f"remark-{line.code}"],
                "levels": [(level, str(level.value) == chosen) for level in line.levels],
            }

    def judgement(self) -> Judgement:
        """What a valid form says."""
        said = self.cleaned_data
        return Judgement(
            levels={line.code: said[f"level-{line.code}"] for line in self.lines},
            remarks={line.code: said[f"remark-{line.code}"] for line in self.lines},
            comment=said["comment"].strip(),
            seen=said["seen"] or 0,
            reason=said.get("reason", "").strip(),
            withdraws=said.get("withdraws", False),
        )


def held(posted: Mapping[str, Any], lines: Sequence[Line]) -> dict[str, str]:
    """What a half-filled form has so far, as MarkForm's initial values; nonsense is left out."""
    found = {"comment": str(posted.get("comment", ""))[:2000]}
    for line in lines:
        level = posted.get(f"level-{line.code}", "")
        if level in {str(one) for one in LEVELS}:
            found[f"level-{line.code}"] = level
        if remark := str(posted.get(f"remark-{line.code}", ""))[:LONGEST_REMARK]:
            found[f"remark-{line.code}"] = remark
    return found


class ReturnForm(forms.Form):
    """Why a draft is given back to be written on."""

    reason = forms.CharField(
        label=_("为什么退回"),
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
