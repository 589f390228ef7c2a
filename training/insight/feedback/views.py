"""Results for the office, at its desk and in the statistics: the same pages from two doors."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from cms.core.downloads import attached
from training.cohorts.models import Cohort
from training.insight.feedback.asked import Looking, asked_classes, compared, desk, reading
from training.insight.feedback.exports import export
from training.insight.feedback.report import class_report
from training.people.requests import SignedInRequest


def _classes(request: SignedInRequest, look: Looking) -> HttpResponse:
    context = {"cohorts": asked_classes(look.congress), "look": look, "nav": look.nav}
    return render(request, "pages/feedback/classes.html", context)


def _of_class(request: SignedInRequest, look: Looking, cohort: int) -> HttpResponse:
    found = get_object_or_404(Cohort, congress=look.congress, pk=cohort)
    report = class_report(cohort=found, now=look.now)
    others = [one for one in asked_classes(look.congress) if one.pk != found.pk]
    beside = next((one for one in others if str(one.pk) == request.GET.get("with")), None)
    context = {
        "report": report,
        "others": others,
        "beside": beside and compared(report, beside, look.now),
        "look": look,
        "nav": look.nav,
    }
    return render(request, "pages/feedback/of_class.html", context)


def _export(look: Looking, cohort: int) -> HttpResponse:
    found = get_object_or_404(Cohort, congress=look.congress, pk=cohort)
    report = class_report(cohort=found, now=look.now)
    file = export(report=report, by=look.viewer, now=look.now)
    return attached(file.content, name=file.name, content_type=file.content_type)


@require_safe
def classes(request: SignedInRequest) -> HttpResponse:
    """满意度 at the office's desk: the classes that were asked."""
    return _classes(request, desk(request))


@require_safe
def of_class(request: SignedInRequest, cohort: int) -> HttpResponse:
    """The results of a class, and another beside it."""
    return _of_class(request, desk(request), cohort)


@require_POST
def export_class(request: SignedInRequest, cohort: int) -> HttpResponse:
    """The same as Excel. A POST, because it is written into the audit log."""
    return _export(desk(request), cohort)


@require_safe
def seen_classes(request: SignedInRequest) -> HttpResponse:
    """The classes that were asked, in the statistics."""
    return _classes(request, reading(request))


@require_safe
def seen_class(request: SignedInRequest, cohort: int) -> HttpResponse:
    """The results of a class, in the statistics."""
    return _of_class(request, reading(request), cohort)


@require_POST
def seen_export(request: SignedInRequest, cohort: int) -> HttpResponse:
    """The same as Excel."""
    return _export(reading(request), cohort)
