"""Importing a roster at the office's desk: a file, its plan, what the office decides, the
report."""

import tempfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.exchange.contract import Unreadable
from training.office.access import Desk, desk_of
from training.office.roster import access, forms, reporting, selectors, services, tasks, templating
from training.office.roster.errors import RosterRefused
from training.people.rosters import RosterImport, RosterRow

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 30
WORKER_SILENT = 60
"""Seconds after which a waiting import says that the jobs worker may be off."""
State = RosterImport.State
require_form = require_http_methods(["GET", "HEAD", "POST"])


def _go_on(job: RosterImport, desk: Desk, *, kept: str = "") -> HttpResponse:
    """Do the next step now where it is small, else leave it to the worker; on to its page, narrowed
    as before where nothing was done."""
    if job.is_busy and services.is_small(job):
        services.go_on(job=job, now=desk.now)
    elif job.is_busy:
        tasks.later(job)
    elif kept:
        return redirect(f"{reverse('roster:job', args=[job.uuid])}?{kept}")
    return redirect("roster:job", roster=job.uuid)


def _as_it_stands(job: RosterImport) -> HttpResponse:
    """Back to an import about which nothing is to be decided any more: a button pressed twice."""
    return redirect("roster:job", roster=job.uuid)


@require_form
def home(request: HttpRequest) -> HttpResponse:
    """A file to import, and the imports so far."""
    desk = desk_of(request)
    form = forms.UploadForm(request.POST or None, request.FILES or None, congress=desk.congress)
    if request.method == "POST" and form.is_valid():
        try:
            job = services.open_import(
                congress=desk.congress, sent=form.sent(), by=desk.officer, now=desk.now
            )
        except Unreadable as refused:
            form.add_error("file", str(refused))
        else:
            return _go_on(job, desk)
    page = Paginator(selectors.imports_of(desk.congress), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"nav": "roster", "form": form, "page": page, "here": "roster"}
    return render(request, "pages/office/roster/home.html", context)


@require_safe
def template(request: HttpRequest) -> FileResponse:
    """An empty file to fill in, with this congress's townships to choose from."""
    desk = desk_of(request)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
    templating.write_template(out, desk.congress)
    out.seek(0)
    name = _("名册导入模板.xlsx")
    return FileResponse(out, as_attachment=True, filename=name, content_type=EXCEL)


@require_safe
def job(request: HttpRequest, roster: UUID) -> HttpResponse:
    """One import: under way, its plan to decide about, or what it did."""
    desk, known = access.import_of(request, roster)
    if known.is_busy:
        waiting = (desk.now - (known.worked_at or known.created_at)).total_seconds()
        busy = {"nav": "roster", "job": known, "silent": waiting > WORKER_SILENT}
        return render(request, "pages/office/roster/busy.html", busy)
    show = request.GET.get("show", "")
    context = _shown(desk, known, show if show in selectors.SHOWN else "", request.GET.get("page"))
    return render(request, "pages/office/roster/job.html", context)


def _shown(desk: Desk, known: RosterImport, show: str, number: str | None) -> dict[str, Any]:
    """What the page of an import shows: a page of rows, or of people who are not in the file."""
    missing = selectors.missing_from(known, desk.today)
    found: Any = missing if show == "missing" else selectors.rows_shown(known, show)
    page = Paginator(found, PER_PAGE).get_page(number)
    ready = known.state == State.READY
    unknown = selectors.unknown_names(known, desk.today) if ready else []
    return {
        "nav": "roster",
        "job": known,
        "ready": ready,
        "counts": selectors.counts_of(known),
        "missing": missing.count() if known.sheets else 0,
        "show": show,
        "page": page,
        "rows": [] if show == "missing" else [_row(known, row) for row in page],
        "meanings": forms.MeaningsForm(unknown=unknown) if unknown else None,
        "cohort": known.congress.cohorts.filter(key=known.cohort).first() if known.cohort else None,
    }


def _row(known: RosterImport, row: RosterRow) -> dict[str, Any]:
    sheet = known.sheets[row.sheet]["name"] if len(known.sheets) > 1 else ""
    return {
        "row": row,
        "sheet": sheet,
        "fate": selectors.fate(known, row),
        "changes": [selectors.change_words(*change) for change in row.changes],
        "problems": [
            {**problem, "label": selectors.column_name(problem["column"])}
            for problem in row.problems
        ],
        "takes": row.outcome in RosterRow.TAKEN,
    }


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isdecimal() and len(key) < 15]


def _remember(request: HttpRequest, known: RosterImport) -> bool:
    """Keep the ticks and answers of a page; whether rows must be planned again."""
    shown = _keys(request, "shown")
    answers = {}
    for key in shown:
        code, answer = request.POST.get(f"asked{key}", ""), request.POST.get(f"answer{key}")
        if code and answer is not None:
            answers[key] = (code[:20], answer[:60])
    return services.decide(job=known, shown=shown, ticked=_keys(request, "take"), answers=answers)


@require_POST
def decide(request: HttpRequest, roster: UUID) -> HttpResponse:
    """Keep the ticks and answers of a page; with 导入, apply what is chosen on all pages."""
    desk, known = access.import_of(request, roster)
    if not access.is_waiting(known):
        return _as_it_stands(known)
    wants_all = "apply" in request.POST
    try:
        again = _remember(request, known)
        if wants_all and not again:
            services.choose(job=known, by=desk.officer, now=desk.now)
    except RosterRefused as refused:
        messages.error(request, refused.reason)
        return redirect("roster:job", roster=known.uuid)
    if wants_all and again:
        messages.info(request, _("按您的回答重新对照过了，请再看一遍，然后导入。"))
    elif not wants_all:
        messages.success(request, _("记下了这一页的选择。"))
    return _go_on(known, desk, kept=request.GET.urlencode())


@require_POST
def names(request: HttpRequest, roster: UUID) -> HttpResponse:
    """Say what names of townships mean that the roster does not know."""
    desk, known = access.import_of(request, roster)
    if not access.is_waiting(known):
        return _as_it_stands(known)
    unknown = selectors.unknown_names(known, desk.today)
    form = forms.MeaningsForm(request.POST, unknown=unknown)
    if form.is_valid() and services.name_units(job=known, meanings=form.meanings()):
        messages.success(request, _("按您说的重新对照过了。"))
    return _go_on(known, desk)


@require_POST
def again(request: HttpRequest, roster: UUID) -> HttpResponse:
    """Compare the file with the roster as it is now."""
    desk, known = access.import_of(request, roster)
    if not access.is_waiting(known):
        return _as_it_stands(known)
    services.compare_again(job=known)
    return _go_on(known, desk)


@require_POST
def discard(request: HttpRequest, roster: UUID) -> HttpResponse:
    """Throw a plan away that was not applied."""
    desk, known = access.import_of(request, roster)
    if not access.is_waiting(known):
        return _as_it_stands(known)
    services.discard(job=known, by=desk.officer, now=desk.now)
    messages.success(request, _("丢掉了，名册没有任何变化。"))
    return redirect("roster:home")


@require_safe
def report(request: HttpRequest, roster: UUID) -> FileResponse:
    """The file with the result and the problems beside each row."""
    _desk, known = access.import_of(request, roster)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
    reporting.write_report(known, out)
    out.seek(0)
    stamp = timezone.localtime(known.created_at).strftime("%Y%m%d-%H%M")
    name = _("名册导入结果-%s.xlsx") % stamp
    return FileResponse(out, as_attachment=True, filename=name, content_type=EXCEL)
