"""What is typed about a report."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RemarkForm(forms.Form):
    """A remark of the office that is kept with the report."""

    remark = forms.CharField(
        label=_("工作机构的说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("可以不写。存档以后不能再改。"),
    )


class VoidForm(forms.Form):
    """Why a report is not to be used."""

    reason = forms.CharField(label=_("为什么作废"), max_length=200)


class FileForm(forms.Form):
    """Which kind of file."""

    kind = forms.ChoiceField(choices=[("xlsx", ""), ("csv", ""), ("pdf", "")])
