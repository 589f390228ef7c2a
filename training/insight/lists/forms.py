"""What was asked of a list, and what is to be done with the people on it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.cohorts.models import Cohort
from training.insight.lists.selectors import BEHIND, LISTS, MISSING, Asked
from training.insight.selectors import UNITS, newest_begun
from training.learning.contacts.models import Contact
from training.learning.contacts.services import Word
from training.people.models import Organisation
from training.people.officers import Desk

CLOCKS_DIFFER = timedelta(minutes=10)
LONG_AGO = timedelta(days=366)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


class ListForm(forms.Form):
    """Which list; another congress's things are not on offer."""

    which = forms.ChoiceField(choices=list(LISTS.items()), required=False)
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("班次"),
        queryset=Cohort.objects.none(),
        to_field_name="key",
        required=False,
    )
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
    missing = forms.SlugField(required=False, max_length=40)
    since = forms.DateField(
        label=gettext_lazy("从哪天起没登录"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        # A day that no clock of a database can tell in its own time is a slip of the pen.
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )
    untouched = forms.BooleanField(label=gettext_lazy("只看还没联系过的"), required=False)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        organisations = desk.congress.organisations
        fields["cohort"].queryset = desk.congress.cohorts.select_related("congress")
        fields["unit"].queryset = organisations.filter(kind__in=UNITS)
        fields["group"].queryset = organisations.filter(kind=Organisation.Kind.GROUP)


def asked_of(given: QueryDict, desk: Desk, today: Any) -> tuple[ListForm, Asked | None]:
    """The checked question; None while there is no class. Http404 for what is not on offer."""
    wish = given.copy()
    if not wish.get("cohort"):
        cohorts = list(desk.congress.cohorts.order_by("-starts_on", "key"))
        first = newest_begun(cohorts, today)
        wish["cohort"] = first.key if first else ""
    form = ListForm(wish, desk=desk)
    if not form.is_valid():
        raise Http404(_("没有这样的名单。"))
    chosen = form.cleaned_data
    if chosen["cohort"] is None:
        return form, None
    which = chosen["which"] or BEHIND
    return form, Asked(
        which=which,
        cohort=chosen["cohort"],
        unit=chosen["unit"].pk if chosen["unit"] else None,
        group=chosen["group"].pk if chosen["group"] else None,
        missing=(chosen["missing"] or None) if which == MISSING else None,
        since=chosen["since"],
        untouched=chosen["untouched"],
    )


class SpokenForm(forms.Form):
    """That the ticked people were spoken to."""

    asked = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    how = forms.ChoiceField(label=gettext_lazy("怎样联系的"), choices=Contact.How.choices)
    at = forms.DateTimeField(
        label=gettext_lazy("什么时候"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("不写就是现在。"),
    )
    note = forms.CharField(
        label=gettext_lazy("说了什么"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("可以不写。只有工作机构看得到。"),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_at(self) -> datetime:
        """When it was; nobody has spoken to anybody yet who says tomorrow, or before the longest
        of classes."""
        at: datetime = self.cleaned_data["at"] or self.now
        if at > self.now + CLOCKS_DIFFER:
            raise forms.ValidationError(_("这个时间还没有到。请填联系的时间，或者空着。"))
        if at < self.now - LONG_AGO:
            raise forms.ValidationError(_("这是一年以前了。请核对年份。"))
        return min(at, self.now)

    def word(self) -> Word:
        """What was typed."""
        typed = self.cleaned_data
        return Word(typed["asked"], typed["how"], typed["note"].strip(), typed["at"])


class UnspokenForm(forms.Form):
    """Why a note was a mistake."""

    reason = forms.CharField(label=gettext_lazy("为什么撤回"), max_length=200)
