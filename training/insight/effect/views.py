"""What a class gained: page and files."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from training.cohorts.models import Cohort
from training.insight.access import Viewing, viewing
from training.insight.effect import exports, wording
from training.insight.effect.report import effect
from training.insight.selectors import cohorts_in, newest_begun


class KindForm(forms.Form):
    """Which kind of file."""

    kind = forms.ChoiceField(choices=[("xlsx", ""), ("csv", "")])


def _chosen(look: Viewing, asked: QueryDict) -> tuple[list[Cohort], Cohort | None]:
    """The classes on offer and the one asked for; Http404 for another congress's. One query."""
    cohorts = cohorts_in(look.scope)
    key = asked.get("cohort", "")
    if not key:
        return cohorts, newest_begun(cohorts, timezone.localdate(look.now))
    found = next((one for one in cohorts if one.key == key), None)
    if found is None:
        raise Http404(_("没有这样的班次、镇街、小组或状态。"))
    return cohorts, found


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Before and after of a class, by point and by group."""
    look = viewing(request)
    cohorts, cohort = _chosen(look, request.GET)
    if cohort is None:
        return render(request, "pages/insight/empty.html", {"nav": "overview", "scope": look.scope})
    found = effect(scope=look.scope, cohort=cohort, now=look.now)
    context = {
        "nav": "overview",
        "cohorts": cohorts,
        "effect": found,
        "definitions": wording.DEFINITIONS,
        "cautions": wording.CAUTIONS,
    }
    return render(request, "pages/insight/effect.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The figures just seen, as a file. A POST, because it is written into the audit log."""
    look = viewing(request)
    wish = KindForm(request.POST)
    _cohorts, cohort = _chosen(look, request.POST)
    if cohort is None or not wish.is_valid():
        raise Http404
    found = effect(scope=look.scope, cohort=cohort, now=look.now)
    kind = wish.cleaned_data["kind"]
    file = exports.export(effect=found, kind=kind, by=look.viewer, now=look.now)
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response
