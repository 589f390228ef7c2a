"""What a class gained: page and files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cms.core.downloads import attached
from training.insight.access import viewing
from training.insight.asking import class_asked, file_asked
from training.insight.effect import exports, wording
from training.insight.effect.report import effect


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Before and after of a class, by point and by group."""
    look = viewing(request)
    cohorts, cohort = class_asked(look, request.GET)
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
    cohort, kind = file_asked(look, request.POST)
    found = effect(scope=look.scope, cohort=cohort, now=look.now)
    file = exports.export(effect=found, kind=kind, by=look.viewer, now=look.now)
    return attached(file.content, name=file.name, content_type=file.content_type)
