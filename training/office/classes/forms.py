"""What the office types about classes."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from courses.catalogue.models import ProgrammePage
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.services import CohortPlan
from training.office.classes import selectors
from training.people.models import Congress, Organisation, User

REASON = 200
MOST_FREE_DAYS = 60
GONE = gettext_lazy("名单刚才变了，请重新勾选。")
DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")


def day_field(**more: Any) -> forms.DateField:
    """A date, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **more)


def reason_field(label: Any, **more: Any) -> forms.CharField:
    """Why, in one or two lines."""
    return forms.CharField(
        label=label, max_length=REASON, widget=forms.Textarea(attrs={"rows": 2}), **more
    )


class FreeDaysField(forms.CharField):
    """Dates of free days, in any notation with year, month and day, however they are set apart."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=gettext_lazy("不排课的日子"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy(
                "节假日等，一行一个或者用顿号隔开，写全年月日，例如 2026-10-01、2026-10-02。"
                "系统不自带放假安排。"
            ),
            **more,
        )

    def prepare_value(self, value: Any) -> Any:
        """Dates as they are typed."""
        if isinstance(value, str) or value is None:
            return value
        return "、".join(day.isoformat() for day in sorted(value))

    def to_python(self, value: Any) -> Any:
        """A frozen set of dates."""
        if isinstance(value, frozenset):
            return value
        text = unicodedata.normalize("NFKC", str(value or ""))
        found: set[date] = set()
        for year, month, day in DAY.findall(text):
            try:
                found.add(date(int(year), int(month), int(day)))
            except ValueError:
                told = _("没有 %s 这一天，请改正。")
                raise forms.ValidationError(told % f"{year}-{month}-{day}") from None
        left = DAY.sub("", text).strip(" 日,、;\r\n\t。")
        if re.sub(r"[日\s,、;。]", "", left):
            raise forms.ValidationError(_("看不懂“%s”，请写全年月日。") % left[:20])
        if len(found) > MOST_FREE_DAYS:
            raise forms.ValidationError(_("最多标 %d 天。") % MOST_FREE_DAYS)
        return frozenset(found)


KEY_SIGNS = gettext_lazy("字母、数字和连字符，例如 2026-2。定了不能改，用在地址和文件名里。")


class OpenForm(forms.Form):
    """What is decided when a class is opened."""

    programme = forms.ModelChoiceField(
        label=gettext_lazy("培训班方案"),
        queryset=ProgrammePage.objects.none(),
        empty_label=gettext_lazy("请选择"),
    )
    name = forms.CharField(
        label=gettext_lazy("班次名称"),
        max_length=100,
        help_text=gettext_lazy("例如“代表履职学习班（第二期）”。证书和通知上都用这个名称。"),
    )
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=200, required=False)
    key = forms.SlugField(
        label=gettext_lazy("键"),
        max_length=50,
        help_text=KEY_SIGNS,
        error_messages={"invalid": KEY_SIGNS},
    )
    starts_on = day_field(label=gettext_lazy("第一天"))
    skips_weekends = forms.BooleanField(
        label=gettext_lazy("周末不排课"), required=False, initial=True
    )
    skipped = FreeDaysField()

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.congress = congress
        on_offer = selectors.programmes(congress)
        offer(self, programme=on_offer)

    def clean_key(self) -> str:
        """One key a class."""
        key = str(self.cleaned_data["key"])
        if Cohort.objects.filter(congress=self.congress, key=key).exists():
            raise forms.ValidationError(_("已经有班次用了这个键，请换一个。"))
        return key

    def plan(self) -> CohortPlan:
        """What was decided, for the service."""
        typed = self.cleaned_data
        return CohortPlan(
            key=typed["key"],
            name=typed["name"],
            name_en=typed["name_en"],
            starts_on=typed["starts_on"],
            skips_weekends=typed["skips_weekends"],
            skipped=typed["skipped"],
        )


class EditForm(forms.Form):
    """What may be corrected of a class."""

    name = forms.CharField(label=gettext_lazy("班次名称"), max_length=100)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=200, required=False)
    skips_weekends = forms.BooleanField(label=gettext_lazy("周末不排课"), required=False)
    skipped = FreeDaysField()


class ReasonForm(forms.Form):
    """Why a class is not held."""

    reason = reason_field(
        gettext_lazy("取消的原因"),
        help_text=gettext_lazy("会写进发给全班的通知。"),
        error_messages={"required": gettext_lazy("请写明原因。")},
    )


class FindForm(forms.Form):
    """Whom to look for on the roster."""

    q = forms.CharField(label=gettext_lazy("姓名或编号"), max_length=60, required=False)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("镇街"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部"),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, unit=units)


class TakeInForm(forms.Form):
    """Who is taken in, and into which group."""

    person = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        error_messages={
            "required": gettext_lazy("请先勾选要编入的人。"),
            "invalid_choice": GONE,
            "invalid_pk_value": GONE,
        },
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("编入小组"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("先不分组"),
    )

    def __init__(self, *args: Any, people: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, person=people)
        offer(self, group=groups)


class WithdrawForm(forms.Form):
    """Since when somebody is no longer in the class, and why."""

    on = day_field(label=gettext_lazy("从哪天起退出"))
    reason = reason_field(
        gettext_lazy("退出的原因"), error_messages={"required": gettext_lazy("请写明原因。")}
    )

    def __init__(self, *args: Any, enrolment: Enrolment, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.today = timezone.localdate(enrolment.enrolled_at), today

    def clean_on(self) -> date:
        """Between joining and today."""
        on: date = self.cleaned_data["on"]
        if not self.first <= on <= max(self.first, self.today):
            words = {"first": self.first.isoformat(), "today": self.today.isoformat()}
            raise forms.ValidationError(_("日期要在 %(first)s 和 %(today)s 之间。") % words)
        return on

    def at(self) -> datetime:
        """The beginning of that day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], datetime.min.time()))


class DealForm(forms.Form):
    """Between which groups the class is dealt out."""

    among = forms.ModelMultipleChoiceField(
        label=gettext_lazy("分到哪些小组"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少勾选两个小组。")},
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, among=groups)

    def clean_among(self) -> list[Organisation]:
        """Two groups at least."""
        among = list(self.cleaned_data["among"])
        if len(among) < 2:
            raise forms.ValidationError(_("请至少勾选两个小组。"))
        return among


class RoomForm(forms.Form):
    """How many rows and places a room has, and in which order it fills."""

    rows = forms.IntegerField(label=gettext_lazy("几排"), min_value=1, max_value=60)
    columns = forms.IntegerField(label=gettext_lazy("每排几座"), min_value=1, max_value=60)
    by_group = forms.ChoiceField(
        label=gettext_lazy("按什么次序坐"),
        choices=[("unit", gettext_lazy("按镇街")), ("group", gettext_lazy("按小组"))],
    )
