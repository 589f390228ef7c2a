"""/insight/papers/: the report, and its frozen copies."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.core.downloads import attached
from cms.core.papers.errors import PaperRefused
from training.insight import figures, forms
from training.insight.access import Viewing, viewing
from training.insight.figures import Overview
from training.insight.papers import access, exports, services
from training.insight.papers.comparing import compared
from training.insight.papers.drawing import drawn
from training.insight.papers.forms import FileForm, RemarkForm, VoidForm
from training.insight.papers.freezing import Report
from training.insight.papers.models import Snapshot
from training.insight.papers.naming import names_of
from training.insight.papers.wording import report_of
from training.people import audit

NAV = {"nav": "papers"}


def _asked(request: HttpRequest, look: Viewing) -> forms.Asked:
    given = request.POST if request.method == "POST" else request.GET
    return forms.asked(given, scope=look.scope, now=look.now)


def _told(look: Viewing, asked: forms.Asked) -> Overview:
    if asked.cohort is None:
        raise Http404
    return figures.overview(scope=look.scope, cohort=asked.cohort, now=look.now)


def _living(look: Viewing, told: Overview, remark: str = "", names: bool = False) -> Report:
    """The report as it stands; only one of the whole class is compared with the one kept last."""
    before = services.before_of(told.cohort.pk) if access.keeps(look) else None
    return report_of(told, remark=remark, before=before, annex=names_of(told) if names else None)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The report of a class as it stands now, and the reports that were kept."""
    return _page(request, viewing(request), RemarkForm())


def _page(request: HttpRequest, look: Viewing, form: RemarkForm, status: int = 200) -> HttpResponse:
    asked = _asked(request, look)
    context: dict[str, Any] = {"asked": asked, "form": form, "keeps": access.keeps(look)}
    if access.keeps(look):
        kept = Snapshot.objects.filter(congress=look.scope.congress).defer("payload")
        context["kept"] = kept.select_related("by", "cohort", "voided")
    if asked.cohort is not None:
        told = _told(look, asked)
        report = _living(look, told)
        context |= {"report": report, "drawn": drawn(report), "completion": told}
    return render(request, "pages/papers/home.html", NAV | context, status=status)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """The report as it stands now as a file, not kept; noted in the audit log."""
    look = viewing(request)
    form, wish = RemarkForm(request.POST), FileForm(request.POST)
    if not wish.is_valid():
        raise Http404
    if not form.is_valid():
        return _page(request, look, form, status=422)
    asked = _asked(request, look)
    report = _living(look, _told(look, asked), **form.cleaned_data)
    kind = wish.cleaned_data["kind"]
    try:
        file = exports.living_file(report, kind, look.viewer, look.now)
    except PaperRefused as refused:
        messages.error(request, str(refused))
        return redirect("papers:home")
    audit.note(
        actor=look.viewer,
        action="export.report",
        at=look.now,
        target=report.head["cohort"],
        format=kind,
        names=form.cleaned_data["names"],
    )
    return attached(file.content, name=file.name, content_type=file.content_type)


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Keep the report under the next number."""
    look = access.whole(request)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _page(request, look, form, status=422)
    told = _told(look, _asked(request, look))
    made = services.freeze(told=told, by=look.viewer, now=look.now, **form.cleaned_data)
    messages.success(request, _("存好了，编号 %s。") % exports.number_of(made))
    return redirect("papers:kept", year=made.year, number=made.number)


@require_safe
def kept(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """A kept report, drawn from what was kept; one that is no longer what was kept is told of and
    not shown."""
    look = access.whole(request)
    snapshot = access.snapshot_of(look, year, number)
    report = services.opened(snapshot)
    others = Snapshot.objects.filter(cohort=snapshot.cohort_id).exclude(pk=snapshot.pk)
    context: dict[str, Any] = {
        "snapshot": snapshot,
        "report": report,
        "number": exports.number_of(snapshot),
        "others": others.defer("payload"),
        "void": VoidForm(),
    }
    if report:
        context["drawn"] = drawn(report)
        if beside := _beside(look, request.GET.get("with", "")):
            other = services.opened(beside)
            context["comparison"] = compared(report, other) if other else []
            context["beside"] = beside
            context["beside_number"] = exports.number_of(beside)
    return render(request, "pages/papers/kept.html", NAV | context)


def _beside(look: Viewing, asked: str) -> Snapshot | None:
    """The report to compare with; Http404 for what is no number of one."""
    if not asked:
        return None
    year, _dash, number = asked.partition("-")
    if not (year.isdecimal() and number.isdecimal() and len(asked) < 16):
        raise Http404
    return access.snapshot_of(look, int(year), int(number))


@require_POST
def export(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """A kept report as a file, noted in the audit log; refused when it is not what was kept."""
    look = access.whole(request)
    snapshot, form = access.snapshot_of(look, year, number), FileForm(request.POST)
    report = services.opened(snapshot)
    if not form.is_valid() or report is None:
        raise Http404
    kind = form.cleaned_data["kind"]
    try:
        file = exports.kept_file(snapshot, report, kind, look.viewer)
    except PaperRefused as refused:
        messages.error(request, str(refused))
        return redirect("papers:kept", year=year, number=number)
    audit.note(
        actor=look.viewer, action="export.report", at=look.now, target=str(snapshot), format=kind
    )
    return attached(file.content, name=file.name, content_type=file.content_type)


@require_POST
def void(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Say that a kept report is not to be used."""
    look = access.whole(request)
    snapshot, form = access.snapshot_of(look, year, number), VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明为什么作废。"))
        return redirect("papers:kept", year=year, number=number)
    reason = form.cleaned_data["reason"]
    services.declare_void(snapshot=snapshot, reason=reason, by=look.viewer, now=look.now)
    messages.success(request, _("已标明作废。原来的内容还在，可以打开。"))
    return redirect("papers:kept", year=year, number=number)
