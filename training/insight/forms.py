"""What was asked of the statistics, checked against what the viewer may ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.cohorts.models import Cohort
from training.insight import selectors
from training.insight.definitions import State
from training.insight.selectors import NO_GROUP, Filters, first_term_words
from training.people.access import Scope
from training.people.models import Organisation

Choices = Sequence[tuple[Any, Any]]


class AskForm(forms.Form):
    """Class and filters, as they stand in an address. Another congress's are not among the
    choices."""

    cohort = forms.ChoiceField(label=gettext_lazy("班次"), required=False)
    unit = forms.TypedChoiceField(
        label=gettext_lazy("镇街"), required=False, coerce=int, empty_value=None
    )
    group = forms.TypedChoiceField(
        label=gettext_lazy("小组"), required=False, coerce=int, empty_value=None
    )
    first = forms.ChoiceField(label=gettext_lazy("初任或连任"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(
        self,
        asked: Mapping[str, Any] | None,
        *,
        cohorts: Sequence[Cohort],
        organisations: Sequence[Organisation],
    ) -> None:
        super().__init__(asked)
        everything = [("", _("全部"))]
        groups = [o for o in organisations if o.kind == Organisation.Kind.GROUP]
        units = [o for o in organisations if o.kind != Organisation.Kind.GROUP]
        choices: dict[str, Choices] = {
            "cohort": [(cohort.key, str(cohort)) for cohort in cohorts],
            "unit": everything + [(o.pk, str(o)) for o in units],
            "group": [*everything, *((o.pk, str(o)) for o in groups), (NO_GROUP, _("未分组"))],
            "first": everything
            + [(key, first_term_words(value)) for key, value in selectors.FIRST_TERM.items()],
            "state": everything + list(State.choices),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]


class ExportForm(forms.Form):
    """Which table, as what kind of file."""

    what = forms.ChoiceField(choices=[("units", ""), ("people", "")])
    kind = forms.ChoiceField(choices=[("xlsx", ""), ("csv", "")])


@dataclass(frozen=True)
class Asked:
    """A checked question: which class, which part of it. No class means that there is none yet."""

    form: AskForm
    cohorts: Sequence[Cohort]
    cohort: Cohort | None
    filters: Filters

    @property
    def overview(self) -> Filters:
        """The filters of the overview, which always shows every unit and state."""
        return replace(self.filters, unit=None, state=None)

    @property
    def shared(self) -> dict[str, Any]:
        """What every link of the statistics carries on: class, group and first term."""
        asked = {
            "cohort": self.cohort.key if self.cohort else None,
            "group": self.filters.group,
            "first": self.filters.first_term,
        }
        return {key: value for key, value in asked.items() if value is not None}

    @property
    def query(self) -> str:
        """The shared part of an address."""
        return urlencode(self.shared)

    @property
    def fields(self) -> dict[str, Any]:
        """Everything that was asked, for the hidden fields of an export."""
        asked = {"unit": self.filters.unit, "state": self.filters.state}
        return self.shared | {key: value for key, value in asked.items() if value is not None}


def asked(given: QueryDict, *, scope: Scope, now: datetime) -> Asked:
    """The question in an address or an export form; raises Http404 for anything not on offer.

    Two queries.
    """
    cohorts = selectors.cohorts_in(scope)
    newest = selectors.newest_begun(cohorts, timezone.localdate(now))
    wish = given.dict()
    if newest and not wish.get("cohort"):
        wish["cohort"] = newest.key
    form = AskForm(wish, cohorts=cohorts, organisations=selectors.organisations_in(scope))
    if not form.is_valid():
        raise Http404(_("没有这样的班次、镇街、小组或状态。"))
    chosen = form.cleaned_data
    return Asked(
        form=form,
        cohorts=cohorts,
        cohort=next((cohort for cohort in cohorts if cohort.key == chosen["cohort"]), None),
        filters=Filters(
            unit=chosen["unit"],
            group=chosen["group"],
            first_term=chosen["first"] or None,
            state=chosen["state"] or None,
        ),
    )


def in_unit(question: Asked, unit_id: int) -> Asked:
    """The same question about one unit."""
    return replace(question, filters=replace(question.filters, unit=unit_id))
