"""What pages about one class are asked for: which class, and as which kind of file."""

from django import forms
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.insight.access import Viewing
from training.insight.selectors import cohorts_in, newest_begun


class KindForm(forms.Form):
    """Which kind of file."""

    kind = forms.ChoiceField(choices=[("xlsx", ""), ("csv", "")])


def class_asked(look: Viewing, asked: QueryDict) -> tuple[list[Cohort], Cohort | None]:
    """The classes on offer and the one asked for, else the newest begun; None where there is no
    class. Http404 for another congress's. One query."""
    cohorts = cohorts_in(look.scope)
    key = asked.get("cohort", "")
    if not key:
        return cohorts, newest_begun(cohorts, timezone.localdate(look.now))
    found = next((one for one in cohorts if one.key == key), None)
    if found is None:
        raise Http404(_("没有这样的班次。"))
    return cohorts, found


def file_asked(look: Viewing, asked: QueryDict) -> tuple[Cohort, str]:
    """The class and the kind of file; Http404 for anything else."""
    wish = KindForm(asked)
    _cohorts, cohort = class_asked(look, asked)
    if cohort is None or not wish.is_valid():
        raise Http404
    return cohort, wish.cleaned_data["kind"]
