"""What is typed about a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Lines(forms.CharField):
    """A text of several lines, each break being one sign, as the browser counts them."""

    def to_python(self, value: Any) -> Any:
        """The text as it is kept."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class RemarkForm(forms.Form):
    """A remark of the office that is kept with the report, and whether it names people."""

    remark = Lines(
        label=_("说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("可以不写；写了就印在报告里。"),
    )
    names = forms.BooleanField(
        label=_("附上滞后和未开始的人的名单"),
        required=False,
        help_text=_("平时不附。名单只写姓名、单位和进度，没有成绩。"),
    )


class VoidForm(forms.Form):
    """Why a report is not to be used."""

    reason = forms.CharField(label=_("为什么作废"), max_length=200)


class FileForm(forms.Form):
    """Which kind of file."""

    kind = forms.ChoiceField(choices=[("xlsx", ""), ("csv", ""), ("pdf", "")])
