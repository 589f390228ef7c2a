"""What an administrator says about a program."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.insight.api.services import Wanted
from training.insight.selectors import UNITS
from training.people.models import Organisation
from training.people.officers import Desk


class ClientForm(forms.Form):
    """A program: what it is called, what it may read, and until when."""

    name = forms.CharField(
        label=gettext_lazy("程序的名称"),
        max_length=60,
        help_text=gettext_lazy("写明是谁的、做什么用，例如“区人大门户网站首页”。"),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("可以读什么"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("全级人大"),
        help_text=gettext_lazy("选一个镇街，就只给这个镇街的数。以后不能改，要改请另添加一个。"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("到哪一天止"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("不填就一直有效，直到停用。"),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        found = desk.congress.organisations.filter(kind__in=UNITS, closed_on=None)
        self.fields["unit"].queryset = found  # type: ignore[attr-defined]

    def clean_ends_on(self) -> Any:
        """Raises ValidationError for a day that is over."""
        day = self.cleaned_data["ends_on"]
        if day and day < self.desk.today:
            raise forms.ValidationError(_("这一天已经过去了。"))
        return day

    def wanted(self) -> Wanted:
        """What was typed, for the service."""
        return Wanted(**self.cleaned_data)
