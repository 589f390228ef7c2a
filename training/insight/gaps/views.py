"""What a class lacks: page and files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cms.core.downloads import attached
from training.insight.access import viewing
from training.insight.asking import class_asked, file_asked
from training.insight.gaps import exports, wording
from training.insight.gaps.report import gaps


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What a class lacks, by point and township, and what the next one should teach."""
    look = viewing(request)
    cohorts, cohort = class_asked(look, request.GET)
    if cohort is None:
        return render(request, "pages/insight/empty.html", {"nav": "overview", "scope": look.scope})
    found = gaps(scope=look.scope, cohort=cohort, now=look.now)
    context = {
        "nav": "overview",
        "cohorts": cohorts,
        "gaps": found,
        "definitions": wording.DEFINITIONS,
    }
    return render(request, "pages/insight/gaps.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The figures just seen, as a file. A POST, because it is written into the audit log."""
    look = viewing(request)
    cohort, kind = file_asked(look, request.POST)
    found = gaps(scope=look.scope, cohort=cohort, now=look.now)
    file = exports.export(gaps=found, kind=kind, by=look.viewer, now=look.now)
    return attached(file.content, name=file.name, content_type=file.content_type)
