"""What staff fill in about sittings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.cohorts.models import Cohort
from training.learning.attempts.invigilation.selectors import SORTS, Standing, Wanted
from training.learning.attempts.opening import Limits
from training.people.models import Organisation

LONGEST = 24 * 60 * 7
"""No act gives more than a week."""


class Moment(forms.DateTimeField):
    """A date and time, as the browser's own control sends it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("记入审计记录，也显示在这份作答的经过里。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def chosen(self) -> dict[str, Any]:
        """What the service takes, under its names."""
        return dict(self.cleaned_data)


class ExtendForm(ReasonForm):
    """How much more time."""

    minutes = forms.IntegerField(
        label=_("再给几分钟"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=_("从原来的截止时间起算；已经超时的从现在起算。"),
    )
    due_at = Moment(label=_("或者改到这个时间"), required=False)
    field_order = ("minutes", "due_at", "reason")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError unless exactly one of the two is given."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(given.get("minutes")) == bool(given.get("due_at")):
            raise forms.ValidationError(_("分钟数和截止时间，请填其中一个。"))
        return given


class ReopenForm(ReasonForm):
    """How much time after it is opened again."""

    minutes = forms.IntegerField(
        label=_("从现在起再给几分钟"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=_("时间还没到的可以不填，截止时间不变。"),
    )
    field_order = ("minutes", "reason")


class LimitsForm(ReasonForm):
    """Other times and tries; empty fields are as for everybody."""

    opens_at = Moment(label=_("开放时间"), required=False)
    closes_at = Moment(label=_("关闭时间"), required=False)
    time_limit = forms.IntegerField(
        label=_("限时（分钟）"), min_value=1, max_value=LONGEST, required=False
    )
    attempts_allowed = forms.IntegerField(
        label=_("最多几次"), min_value=1, max_value=99, required=False
    )
    field_order = ("opens_at", "closes_at", "time_limit", "attempts_allowed", "reason")

    def limits(self) -> Limits:
        """What was filled in."""
        return Limits(**{k: v for k, v in self.cleaned_data.items() if k != "reason"})

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a form that sets nothing."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(v for k, v in given.items() if k != "reason"):
            raise forms.ValidationError(_("至少填一项；要取消原来的例外，请用“取消例外”。"))
        return given


class AskForm(forms.Form):
    """Which sittings to list."""

    cohort = forms.ChoiceField(label=_("班次"), required=False)
    unit = forms.TypedChoiceField(
        label=_("镇街或小组"), coerce=int, empty_value=None, required=False
    )
    standing = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), *Standing.choices], required=False
    )
    name = forms.CharField(label=_("姓名或编号"), max_length=40, required=False)
    sort = forms.CharField(required=False)
    p = forms.CharField(required=False)
    whole = forms.BooleanField(required=False)

    def __init__(
        self, given: Any, *, cohorts: Sequence[Cohort], units: Sequence[Organisation]
    ) -> None:
        super().__init__(given)
        self.cohorts = cohorts
        self.fields["cohort"].choices = [  # type: ignore[attr-defined]
            *((str(cohort.pk), str(cohort)) for cohort in cohorts),
            ("all", _("全部班次")),
        ]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("全部")),
            *((unit.pk, str(unit)) for unit in units),
        ]

    def wanted(self) -> Wanted:
        """What is asked for; whatever is not on offer counts as not asked."""
        self.is_valid()
        asked = self.cleaned_data
        sort = asked.get("sort", "")
        return Wanted(
            cohorts=chosen_cohorts(asked.get("cohort", ""), self.cohorts),
            unit=asked.get("unit"),
            standing=asked.get("standing", ""),
            name=asked.get("name", ""),
            sort=sort if sort.removeprefix("-") in SORTS else "-started",
            page=asked.get("p") or "1",
            whole=asked.get("whole", False),
        )


def chosen_cohorts(chosen: str, cohorts: Sequence[Cohort]) -> list[Cohort]:
    """The class asked for, all of them, or else the first."""
    if chosen == "all":
        return list(cohorts)
    return [cohort for cohort in cohorts if str(cohort.pk) == chosen] or list(cohorts[:1])
