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
from training.insight.access import Viewing
from training.insight.figures import Overview
from training.insight.papers import access, exports, services
from training.insight.papers.comparing import compared
from training.insight.papers.drawing import drawn
from training.insight.papers.forms import FileForm, RemarkForm, VoidForm
from training.insight.papers.freezing import digest_of, unpacked
from training.insight.papers.models import Snapshot
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


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The report of a class as it stands now, and the reports that were kept."""
    look = access.whole(request)
    asked = _asked(request, look)
    kept = Snapshot.objects.filter(congress=look.scope.congress).select_related(
        "by", "cohort", "voided"
    )
    context: dict[str, Any] = {"asked": asked, "kept": kept.defer("payload"), "form": RemarkForm()}
    if asked.cohort is not None:
        before = services.newest_of(asked.cohort.pk)
        known = unpacked(before.payload).figures if before else None
        told = _told(look, asked)
        report = report_of(told, before=known)
        context |= {"report": report, "drawn": drawn(report), "completion": told}
    return render(request, "pages/papers/home.html", NAV | context)


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Keep the report under the next number."""
    look = access.whole(request)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    told = _told(look, _asked(request, look))
    remark = form.cleaned_data["remark"]
    made = services.freeze(told=told, remark=remark, by=look.viewer, now=look.now)
    messages.success(request, _("存好了，编号 %s。") % exports.number_of(made))
    return redirect("papers:kept", year=made.year, number=made.number)


@require_safe
def kept(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """A kept report, drawn from what was kept; told when that is not what was kept."""
    look = access.whole(request)
    snapshot = access.snapshot_of(look, year, number)
    report = unpacked(snapshot.payload)
    others = Snapshot.objects.filter(cohort=snapshot.cohort_id).exclude(pk=snapshot.pk)
    context = {
        "snapshot": snapshot,
        "report": report,
        "drawn": drawn(report),
        "number": exports.number_of(snapshot),
        "sound": digest_of(snapshot.payload) == snapshot.digest,
        "others": others.defer("payload"),
        "void": VoidForm(),
    }
    if beside := request.GET.get("with", ""):
        context["comparison"] = compared(report, unpacked(_beside(look, beside).payload))
        context["beside"] = beside
    return render(request, "pages/papers/kept.html", NAV | context)


def _beside(look: Viewing, asked: str) -> Snapshot:
    year, _dash, number = asked.partition("-")
    if not (year.isdecimal() and number.isdecimal() and len(asked) < 16):
        raise Http404
    return access.snapshot_of(look, int(year), int(number))


@require_POST
def export(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """A kept report as a file, noted in the audit log; refused when it is not what was kept."""
    look = access.whole(request)
    snapshot, form = access.snapshot_of(look, year, number), FileForm(request.POST)
    if not form.is_valid() or digest_of(snapshot.payload) != snapshot.digest:
        raise Http404
    kind = form.cleaned_data["kind"]
    try:
        file = exports.file_of(snapshot, unpacked(snapshot.payload), kind, look.viewer)
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
