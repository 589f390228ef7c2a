"""What is typed about being there."""

import re
import unicodedata
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Case, IntegerField, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from training.cohorts.models import Cohort, ScheduledSession
from training.learning.attendance.models import CheckInRules, LeaveRequest
from training.learning.attendance.rules import NUMBERS, day_said
from training.people.models import Congress

MOST_TYPED = 20_000


class NumberForm(forms.Form):
    """The number beside the code on the screen."""

    number = forms.CharField(
        label=gettext_lazy("大屏幕上的 6 位数字"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "pattern": "[0-9０-９ ]*"}
        ),
        error_messages={"required": gettext_lazy("请输入大屏幕上的 6 位数字。")},
    )


class SessionChoice(forms.ModelChoiceField):
    """A session by code, title and time."""

    def label_from_instance(self, obj: Any) -> str:
        """As the timetable says it."""
        return _session_label(obj)


class SessionChoices(forms.ModelMultipleChoiceField):
    """Several of them, for ticking."""

    def label_from_instance(self, obj: Any) -> str:
        """As the timetable says it."""
        return _session_label(obj)


def _session_label(scheduled: ScheduledSession) -> str:
    return f"{day_said(scheduled.starts_at)}　{scheduled.session.code} {scheduled.session}"


def _among(sessions: list[ScheduledSession]) -> Any:
    """In the order given."""
    places = [When(pk=one.pk, then=place) for place, one in enumerate(sessions)]
    rows = ScheduledSession.objects.filter(pk__in=[one.pk for one in sessions])
    rows = rows.select_related("session")
    return rows.order_by(Case(*places, default=0, output_field=IntegerField()))


class ClaimForm(forms.Form):
    """I was there, there was no network: which session, and what staff should know."""

    scheduled = SessionChoice(
        label=gettext_lazy("哪一节课"),
        queryset=ScheduledSession.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("请选哪一节课。")},
    )
    words = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("比如坐在第几排、旁边是谁，工作人员好核实。可以不写。"),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sessions: list[ScheduledSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, scheduled=_among(sessions))


class LateForm(forms.Form):
    """What a phone kept while there was no network."""

    code = forms.CharField(max_length=80)
    client_id = forms.UUIDField()
    phone_at = forms.DateTimeField(required=False)


class LeaveForm(forms.Form):
    """For which sessions leave is asked, and why."""

    scheduled = SessionChoices(
        label=gettext_lazy("哪几节课"),
        queryset=ScheduledSession.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请先勾选要请假的课。")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=LeaveRequest.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("事由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明事由，工作机构好答复。")},
    )

    def __init__(self, *args: Any, sessions: list[ScheduledSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, scheduled=_among(sessions))


class PeopleForm(forms.Form):
    """Who is ticked on a list; anybody else's people are no choice."""

    person = forms.TypedMultipleChoiceField(
        coerce=UUID, error_messages={"required": gettext_lazy("请先勾选人。")}
    )

    def __init__(self, *args: Any, people: set[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one), "") for one in people]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a record is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        help_text=gettext_lazy("代表会看到这句话。"),
        error_messages={"required": gettext_lazy("请写明为什么撤回，代表会看到这句话。")},
    )


class KeyingForm(forms.Form):
    """A paper list being typed: numbers or names, and whether they came or stayed away."""

    kind = forms.ChoiceField(
        label=gettext_lazy("下面写的是"),
        choices=[
            ("came", gettext_lazy("到了的人")),
            ("away", gettext_lazy("没到的人，其余的都到了")),
        ],
        widget=forms.RadioSelect,
        initial="came",
    )
    typed = forms.CharField(
        label=gettext_lazy("编号或姓名"),
        max_length=MOST_TYPED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("一行一个，或者用空格、逗号、顿号隔开；从表格里整列粘贴也可以。"),
    )
    late = forms.BooleanField(label=gettext_lazy("登记为迟到"), required=False)

    def names(self) -> list[str]:
        """What was typed, one by one, in plain writing, each once."""
        text = unicodedata.normalize("NFKC", self.cleaned_data["typed"])
        parts = re.split(r"[\s,;、，；。]+", text)
        return list(dict.fromkeys(one.strip() for one in parts if one.strip()))

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when nobody was named who came."""
        told = super().clean() or {}
        if told.get("kind") == "came" and not (told.get("typed") or "").strip():
            self.add_error("typed", _("请写上到了的人的编号或姓名。"))
        return told


class DayForm(forms.Form):
    """Which class and day are looked at."""

    cohort = forms.ModelChoiceField(
        label=gettext_lazy("班次"), queryset=Cohort.objects.none(), required=False, empty_label=None
    )
    day = forms.DateField(label=gettext_lazy("日期"), required=False)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = congress.cohorts.order_by("-starts_on", "key")
        offer(self, cohort=rows)


class CohortForm(forms.Form):
    """Which class is exported."""

    cohort = forms.ModelChoiceField(queryset=Cohort.objects.none())

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, cohort=congress.cohorts.all())


class AnswerForm(forms.Form):
    """What staff say to requests that wait."""

    verdict = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    words = forms.CharField(label=gettext_lazy("答复"), max_length=200, required=False)
    one = forms.TypedMultipleChoiceField(
        coerce=UUID, error_messages={"required": gettext_lazy("请先勾选要答复的。")}
    )

    def __init__(self, *args: Any, waiting: set[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), "") for pk in waiting]
        self.fields["one"].choices = choices  # type: ignore[attr-defined]


class RulesForm(forms.ModelForm[CheckInRules]):
    """The congress's rules."""

    class Meta:
        model = CheckInRules
        fields = NUMBERS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("opens_minutes", 240), ("late_minutes", 240), ("claim_days", 30)):
            field: Any = self.fields[name]
            field.max_value, field.widget.attrs["max"] = most, most
            field.validators.append(_at_most(most))


def _at_most(most: int) -> Any:
    def check(value: int) -> None:
        if value > most:
            raise forms.ValidationError(_("最多填 %d。") % most)

    return check
