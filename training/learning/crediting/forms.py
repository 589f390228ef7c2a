"""What is typed about hours."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from training.cohorts.models import Cohort
from training.learning.crediting import selectors
from training.learning.crediting.appeals import LONGEST
from training.learning.crediting.models import OtherEvent
from training.learning.crediting.reading import LARGEST
from training.learning.crediting.selectors import Filters
from training.learning.crediting.services import EventDetails
from training.learning.crediting.tables import Numbers
from training.learning.hours.models import NUMBERS, HoursTable
from training.people.access import Scope
from training.people.models import Congress, Organisation, User


def _day(**more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **more)


def _hours(label: Any, **more: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"step": "0.05", "inputmode": "decimal"})
    return forms.DecimalField(label=label, max_digits=4, decimal_places=2, widget=widget, **more)


class TableForm(forms.Form):
    """The numbers of a version, its date and why."""

    valid_from = _day(
        label=gettext_lazy("从哪天起"),
        help_text=gettext_lazy(
            "写以后的日期：以前的学时不动。写今天或以前的日期：先给您看会怎样变。"
        ),
    )
    long_minutes = forms.IntegerField(label=gettext_lazy("长课从多少分钟起"), max_value=1440)
    long_credit = _hours(gettext_lazy("长课记几学时"))
    middle_minutes = forms.IntegerField(label=gettext_lazy("中课从多少分钟起"), max_value=1440)
    middle_credit = _hours(gettext_lazy("中课记几学时"))
    short_credit = _hours(gettext_lazy("更短的记几学时"))
    lesson_share = _hours(
        gettext_lazy("没有到课、在线学完的，按到课的几成记"),
        help_text=gettext_lazy("0.5 就是一半；0 就是不记。"),
    )
    test_credit = _hours(gettext_lazy("通过一次测验记几学时"))
    day_cap = _hours(gettext_lazy("一天最多记几学时"))
    optional = forms.BooleanField(label=gettext_lazy("选修单元到课也记学时"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("为什么改"),
        max_length=200,
        help_text=gettext_lazy("写文号或会议决定，会留在历次版本里。"),
    )

    def numbers(self) -> Numbers:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return Numbers(valid_from=typed["valid_from"], **{name: typed[name] for name in NUMBERS})


def numbers_of(version: HoursTable, today: date) -> dict[str, Any]:
    """A version's numbers to begin the next one with, from today on."""
    return {**model_to_dict(version, fields=NUMBERS), "valid_from": today}


class EventForm(forms.Form):
    """What is typed of an event."""

    name = forms.CharField(label=gettext_lazy("活动名称"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=OtherEvent.Kind.choices)
    organiser = forms.CharField(label=gettext_lazy("主办单位"), max_length=80, required=False)
    starts_on = _day(label=gettext_lazy("日期"))
    ends_on = _day(
        label=gettext_lazy("到哪天"),
        required=False,
        help_text=gettext_lazy("只有一天的不用填。"),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("每天多少分钟"),
        required=False,
        min_value=1,
        max_value=1440,
        help_text=gettext_lazy("填分钟就按办法折算。"),
    )
    credit = _hours(
        gettext_lazy("或者每天记几学时"),
        required=False,
        help_text=gettext_lazy("文件上写明学时的填这里。分钟和学时只填一个。"),
    )

    def details(self) -> EventDetails:
        """What was typed, for the service."""
        typed = self.cleaned_data
        names = ("name", "organiser", "kind", "starts_on", "minutes", "credit")
        return EventDetails(
            ends_on=typed["ends_on"] or typed["starts_on"], **{name: typed[name] for name in names}
        )


class PeopleForm(forms.Form):
    """Whom to put on a list: ticked, or typed as numbers."""

    person = forms.ModelMultipleChoiceField(queryset=User.objects.none(), required=False)
    numbers = forms.CharField(
        label=gettext_lazy("或者写编号"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一行一个，或者用空格、逗号、顿号隔开。"),
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.congress = congress
        people = selectors.learners(Scope(congress))
        offer(self, person=people)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for unknown numbers, and when nobody was named."""
        typed = super().clean() or {}
        text = unicodedata.normalize("NFKC", typed.get("numbers") or "")
        numbers = [one for one in re.split(r"[\s,;、，；]+", text) if one]
        found = selectors.by_number(self.congress, numbers) if numbers else {}
        if unknown := [one for one in dict.fromkeys(numbers) if one not in found]:
            told = _("名册上没有这些编号：%s。谁都还没有加。") % "、".join(unknown)
            self.add_error("numbers", told)
        people = {one.pk: one for one in [*typed.get("person", ()), *found.values()]}
        if not people and not self.errors:
            raise forms.ValidationError(_("请勾选参加的人，或者写上编号。"))
        typed["people"] = list(people.values())
        return typed


class TakeBackForm(forms.Form):
    """Whom to take off a list, and why."""

    person = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        error_messages={"required": gettext_lazy("请先勾选要撤下的人。")},
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        help_text=gettext_lazy("代表会看到这句话。"),
    )

    def __init__(self, *args: Any, event: OtherEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = event.presences.filter(taken_back_at=None).values("learner")
        offer(self, person=User.objects.filter(pk__in=there))


class ClassForm(forms.Form):
    """Whose roster is shown for ticking."""

    cohort = forms.ModelChoiceField(
        label=gettext_lazy("名单"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("全体代表"),
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, cohort=congress.cohorts.all())

    def chosen(self) -> Cohort | None:
        """The class; None for everybody, also when a foreign one was asked for."""
        return self.cleaned_data.get("cohort") if self.is_valid() else None


class FileForm(forms.Form):
    """A file with a list."""

    file = forms.FileField(
        label=gettext_lazy("Excel 或 CSV 文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": gettext_lazy("请先选择文件。")},
    )

    def clean_file(self) -> Any:
        """Raises ValidationError for a file that is too large to be a list."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 2 MB，请只留要导入的那张表。"))
        return file


class AppealForm(forms.Form):
    """What a person says about her account."""

    day = _day(label=gettext_lazy("哪一天"))
    text = forms.CharField(
        label=gettext_lazy("情况说明"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("写清楚做了什么、在哪里、谁能证明，工作机构好查。"),
    )


class AnswerForm(forms.Form):
    """What the office answers."""

    accepted = forms.ChoiceField(
        label=gettext_lazy("怎样答复"),
        choices=[
            ("yes", gettext_lazy("采纳，更正学时")),
            ("no", gettext_lazy("不采纳，学时不变")),
        ],
        widget=forms.RadioSelect,
    )
    credit = _hours(
        gettext_lazy("更正几学时"),
        required=False,
        help_text=gettext_lazy("采纳时填。加写 0.5，减写 -0.5。"),
    )
    answer = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("代表会看到这段话。"),
    )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when a correction has no number."""
        typed = super().clean() or {}
        if (
            typed.get("accepted") == "yes"
            and not typed.get("credit")
            and "credit" not in self.errors
        ):
            self.add_error("credit", _("采纳时请写要加或要减几学时。"))
        return typed


class HoursForm(forms.Form):
    """Which people, and which days."""

    q = forms.CharField(label=gettext_lazy("姓名或编号"), max_length=60, required=False)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("镇街"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("小组"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    since = _day(label=gettext_lazy("从"), required=False)
    until = _day(label=gettext_lazy("到"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = scope.congress.organisations
        kinds = Organisation.Kind
        units = here.filter(kind__in=(kinds.TOWNSHIP, kinds.STREET))
        if scope.units is not None:
            units = units.filter(pk__in=scope.units)
        groups = here.filter(kind=kinds.GROUP)
        offer(self, unit=units)
        offer(self, group=groups)

    def filters(self) -> Filters | None:
        """What is looked for; None when something was asked that is not on offer."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return Filters(
            text=asked["q"],
            unit=asked["unit"],
            group=asked["group"],
            since=asked["since"],
            until=asked["until"],
        )


class KindForm(forms.Form):
    """What kind of file."""

    kind = forms.ChoiceField(choices=[("xlsx", ""), ("csv", "")])
