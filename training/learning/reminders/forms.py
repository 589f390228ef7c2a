"""Whom the office writes to, and what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.cohorts.models import Cohort
from training.learning.progress.states import State
from training.learning.reminders import choosing
from training.learning.reminders.choosing import Wanted
from training.notices.composing import LONGEST_TEXT, LONGEST_TITLE, Message
from training.notices.kinds import CHANNELS
from training.people.models import Congress, Organisation

UNITS = (Organisation.Kind.TOWNSHIP, Organisation.Kind.STREET)
OF_A_CLASS = [
    ("", _("全部")),
    (choosing.OVERDUE, _("课上完了还没完成的")),
    (State.BEHIND.value, _("滞后的")),
    (choosing.UNFINISHED, _("还没有结业的")),
    (State.NOT_STARTED.value, _("还没有开始学的")),
]
OF_ANYBODY = [
    (choosing.NEVER, _("还没有登录过的")),
    (choosing.NO_CONTACT, _("没有登记手机和邮箱的")),
]


class WhoForm(forms.Form):
    """Of which class, unit and group, and how they stand."""

    cohort = forms.ModelChoiceField(
        label=_("班次"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=_("全部代表和主任"),
    )
    unit = forms.ModelChoiceField(
        label=_("镇街"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("全部"),
    )
    group = forms.ModelChoiceField(
        label=_("小组"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("全部"),
    )
    who = forms.ChoiceField(label=_("谁"), choices=[*OF_A_CLASS, *OF_ANYBODY], required=False)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["cohort"].queryset = congress.cohorts.select_related("congress")
        fields["unit"].queryset = congress.organisations.filter(kind__in=UNITS)
        fields["group"].queryset = congress.organisations.filter(kind=Organisation.Kind.GROUP)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when a standing is asked for without a class."""
        typed = super().clean() or {}
        standing = {key for key, _name in OF_A_CLASS if key}
        if not typed.get("cohort") and (typed.get("who") in standing or typed.get("group")):
            self.add_error("cohort", _("要按学习情况或小组选人，请先选班次。"))
        return typed

    def wanted(self) -> Wanted:
        """Who is looked for."""
        asked = self.cleaned_data
        return Wanted(asked["cohort"], asked["unit"], asked["group"], asked["who"])


class MessageForm(forms.Form):
    """What is written, and by which channels it goes beside the inbox."""

    title = forms.CharField(label=_("标题"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("正文"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "data-sms": ""}),
        help_text=_("写 {姓名} 的地方换成各人的名字。要发短信的，70 字以内最好。"),
    )
    channels = forms.MultipleChoiceField(
        label=_("收件箱以外再发"),
        choices=list(CHANNELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def message(self) -> Message:
        """What was typed."""
        typed = self.cleaned_data
        return Message(typed["title"].strip(), typed["text"].strip(), tuple(typed["channels"]))
