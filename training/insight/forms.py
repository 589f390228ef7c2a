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
from training.insight.people import ORDERS
from training.insight.selectors import NO_GROUP, Filters, first_term_words
from training.people.access import Scope
from training.people.models import Organisation, Term

Choices = Sequence[tuple[Any, Any]]
SIZES = (50, 100, 200)
PER_PAGE = 50


class AskForm(forms.Form):
    """Class and filters, as they stand in an address. Another congress's are not among the
    choices."""

    cohort = forms.ChoiceField(label=gettext_lazy("班次"), required=False)
    unit = forms.TypedChoiceField(
        label=gettext_lazy("镇街"), required=False, coerce=int, empty_value=None
    )
    delegation = forms.TypedChoiceField(
        label=gettext_lazy("代表团"), required=False, coerce=int, empty_value=None
    )
    group = forms.TypedChoiceField(
        label=gettext_lazy("小组"), required=False, coerce=int, empty_value=None
    )
    first = forms.ChoiceField(label=gettext_lazy("初任或连任"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    missing = forms.SlugField(label=gettext_lazy("还没完成"), required=False, max_length=40)
    name = forms.CharField(label=gettext_lazy("姓名或编号"), required=False, max_length=40)
    order = forms.ChoiceField(
        label=gettext_lazy("排序"),
        required=False,
        choices=[(turn + key, key) for key in ORDERS for turn in ("", "-")],
    )
    size = forms.TypedChoiceField(
        label=gettext_lazy("每页"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(size, size) for size in SIZES],
    )

    def __init__(
        self,
        asked: Mapping[str, Any] | None,
        *,
        cohorts: Sequence[Cohort],
        organisations: Sequence[Organisation],
        terms: Sequence[Term] = (),
    ) -> None:
        super().__init__(asked)
        everything = [("", _("全部"))]
        groups = [o for o in organisations if o.kind == Organisation.Kind.GROUP]
        delegations = [o for o in organisations if o.kind == Organisation.Kind.DELEGATION]
        units = [o for o in organisations if o.kind in selectors.UNITS]
        choices: dict[str, Choices] = {
            "cohort": _by_term(cohorts, terms),
            "unit": everything + [(o.pk, str(o)) for o in units],
            "delegation": [
                *everything,
                *((o.pk, str(o)) for o in delegations),
                (NO_GROUP, _("没有代表团")),
            ],
            "group": [*everything, *((o.pk, str(o)) for o in groups), (NO_GROUP, _("未分组"))],
            "first": everything
            + [(key, first_term_words(value)) for key, value in selectors.FIRST_TERM.items()],
            "state": everything + list(State.choices),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]


def _by_term(cohorts: Sequence[Cohort], terms: Sequence[Term]) -> Choices:
    """The classes under the term of office in which each began, the newest first; those of no known
    term come last."""
    found: dict[str, list[tuple[str, str]]] = {}
    for cohort in cohorts:
        name = next((_("第%d届") % t.number for t in terms if _holds(t, cohort)), "")
        found.setdefault(name, []).append((cohort.key, str(cohort)))
    if set(found) <= {""}:
        return [pair for pairs in found.values() for pair in pairs]
    named = [(name, pairs) for name, pairs in found.items() if name]
    return [*named, *found.get("", [])]


def _holds(term: Term, cohort: Cohort) -> bool:
    begun = term.starts_on is not None and term.starts_on <= cohort.starts_on
    return begun and (term.ends_on is None or cohort.starts_on <= term.ends_on)


class ExportForm(forms.Form):
    """Which table, as what kind of file."""

    what = forms.ChoiceField(choices=[("units", ""), ("people", "")])
    kind = forms.ChoiceField(choices=[("xlsx", ""), ("csv", "")])
    table = forms.SlugField(required=False, max_length=40)


@dataclass(frozen=True)
class Asked:
    """A checked question: which class, which part of it. No class means that there is none yet."""

    form: AskForm
    cohorts: Sequence[Cohort]
    cohort: Cohort | None
    filters: Filters
    order: str = "unit"
    size: int = PER_PAGE

    @property
    def overview(self) -> Filters:
        """The filters of the overview, which always shows every unit and state."""
        return replace(self.filters, unit=None, state=None, missing=None, name=None)

    @property
    def shared(self) -> dict[str, Any]:
        """What every link of the statistics carries on: class, delegation, group, first term."""
        asked = {
            "cohort": self.cohort.key if self.cohort else None,
            "delegation": self.filters.delegation,
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
        asked = {
            "unit": self.filters.unit,
            "state": self.filters.state,
            "missing": self.filters.missing,
            "name": self.filters.name,
            "order": None if self.order == "unit" else self.order,
        }
        return self.shared | {key: value for key, value in asked.items() if value is not None}

    @property
    def whole_query(self) -> str:
        """Everything that was asked as an address, for what lies below a list."""
        return urlencode(self.fields)

    @property
    def narrowed(self) -> bool:
        """Whether a list was narrowed beyond what every link carries on."""
        told = self.filters
        return bool(told.state or told.missing or told.name)

    def label(self, name: str) -> str:
        """What was chosen for a filter, in words; nothing where everything was."""
        chosen = self.fields.get(name)
        offered = dict(self.form.fields[name].choices)  # type: ignore[attr-defined]
        return "" if chosen is None else str(offered[chosen])

    @property
    def words(self) -> str:
        """Every filter of a list in words, for paper."""
        told = [self.label(name) for name in ("delegation", "unit", "group", "first", "state")]
        if self.filters.missing:
            told.append(_("还没完成 %s") % self.filters.missing)
        if self.filters.name:
            told.append(_("姓名或编号含“%s”") % self.filters.name)
        return _("，").join(word for word in told if word)

    @property
    def shared_words(self) -> str:
        """The filters of the overview in words."""
        told = (self.label(name) for name in ("delegation", "group", "first"))
        return _("，").join(word for word in told if word)


def asked(given: QueryDict, *, scope: Scope, now: datetime) -> Asked:
    """The question in an address or an export form; raises Http404 for anything not on offer.

    Three queries.
    """
    cohorts = selectors.cohorts_in(scope)
    newest = selectors.newest_begun(cohorts, timezone.localdate(now))
    wish = given.dict()
    if newest and not wish.get("cohort"):
        wish["cohort"] = newest.key
    form = AskForm(
        wish,
        cohorts=cohorts,
        organisations=selectors.organisations_in(scope),
        terms=list(scope.congress.terms.all()) if len(cohorts) > 1 else (),
    )
    if not form.is_valid():
        raise Http404(_("没有这样的班次、镇街、小组或状态。"))
    chosen = form.cleaned_data
    return Asked(
        form=form,
        cohorts=cohorts,
        cohort=next((cohort for cohort in cohorts if cohort.key == chosen["cohort"]), None),
        filters=Filters(
            unit=chosen["unit"],
            delegation=chosen["delegation"],
            missing=chosen["missing"] or None,
            name=chosen["name"].strip() or None,
            group=chosen["group"],
            first_term=chosen["first"] or None,
            state=chosen["state"] or None,
        ),
        order=chosen["order"] or "unit",
        size=chosen["size"] or PER_PAGE,
    )


def in_unit(question: Asked, unit_id: int) -> Asked:
    """The same question about one unit."""
    return replace(question, filters=replace(question.filters, unit=unit_id))
