"""The timetable of a class at the office's desk: shown, changed, printed."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.cohorts import timetabling
from training.cohorts.changes import Entry, after_steps, assigned
from training.cohorts.clashes import clashes
from training.cohorts.errors import TimetableRefused
from training.cohorts.models import Cohort
from training.cohorts.timetabling import Kind, Proposal
from training.office import access
from training.office.access import Desk
from training.office.classes import selectors, sheets
from training.office.classes.access import class_at_desk
from training.office.classes.change_forms import FORMS, ChangeForm, ConfirmForm, posts_typed

require_form = require_http_methods(["GET", "HEAD", "POST"])
NAV = {"nav": "classes"}


@require_safe
def timetable(request: HttpRequest, cohort: int) -> HttpResponse:
    """Every session with room, trainer and check-ins, what speaks against it, and what changed."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    table, clock = timetabling.table_of(known), known.clock(desk.now)
    context = {
        "cohort": known,
        "days": selectors.days(table, selectors.present(known), clock),
        "clashes": clashes(known, table, clock=clock),
        "history": selectors.history(known, table),
        "undoable": timetabling.to_undo(known) if known.changes else None,
        "has_begun": timetabling.has_begun(known, desk.now),
        "cancelled": any(entry.slot.cancelled for entry in table),
    }
    return render(request, "pages/classes/timetable.html", NAV | context)


@require_form
def change(request: HttpRequest, cohort: int, kind: str) -> HttpResponse:
    """Say what to change, see what that does, then confirm it."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    if kind not in FORMS:
        raise Http404
    table = timetabling.table_of(known)
    typed: Any = request.POST or (request.GET if "look" in request.GET else None)
    form = FORMS[kind](typed, cohort=known, table=table, initial=request.GET.dict())
    confirm = ConfirmForm(request.POST or None, initial={"version": known.timetable_version})
    if request.method == "POST" and form.is_valid() and confirm.is_valid():
        form.why = confirm.cleaned_data["reason"]
        proposal = Proposal(kind, form.steps(), confirm.cleaned_data["version"], form.why)
        if _changed(request, desk, known, proposal):
            return redirect("classes:timetable", cohort=known.pk)
        confirm = ConfirmForm(
            initial={"version": known.timetable_version, "reason": proposal.reason}
        )
    context = {"cohort": known, "form": form, "confirm": confirm}
    context |= _preview(desk, known, table, form)
    return render(request, "pages/classes/change.html", NAV | context)


def _changed(request: HttpRequest, desk: Desk, known: Cohort, proposal: Proposal) -> bool:
    """Whether the change was made; if not, the reason is told."""
    try:
        timetabling.change(cohort=known, proposal=proposal, by=desk.officer, now=desk.now)
    except TimetableRefused as refused:
        messages.error(request, refused.reason)
        return False
    messages.success(request, _("课表已改。课程时间有变的，已通知有关的人。"))
    return True


def _preview(desk: Desk, known: Cohort, table: list[Entry], form: ChangeForm) -> dict[str, Any]:
    """What the change would do; nothing while the form does not say enough."""
    if not form.is_bound or not form.is_valid():
        return {}
    steps = form.steps()
    would = after_steps(table, steps)
    changed = {step.scheduled for step in steps}
    return {
        "looked": True,
        "steps": selectors.told(steps, table, selectors.present(known)),
        "clashes": clashes(known, would, clock=known.clock(desk.now), only=changed),
        "fields": [(name, form[name].value()) for name in form.fields],
    }


@require_form
def undo(request: HttpRequest, cohort: int) -> HttpResponse:
    """Show what taking the last change back does, then do it."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    last = timetabling.to_undo(known)
    if request.method == "POST":
        confirm = ConfirmForm(request.POST)
        if last and confirm.is_valid():
            typed = confirm.cleaned_data
            proposal = timetabling.undoing(known, last, typed["reason"])
            proposal = replace(proposal, version=typed["version"])
            _changed(request, desk, known, proposal)
        return redirect("classes:timetable", cohort=known.pk)
    table = timetabling.table_of(known)
    steps = timetabling.undoing(known, last).steps if last else []
    context = {
        "cohort": known,
        "last": last,
        "steps": selectors.told(steps, table, selectors.present(known)),
        "confirm": ConfirmForm(initial={"version": known.timetable_version}),
    }
    return render(request, "pages/classes/undo.html", NAV | context)


@require_form
def rooms(request: HttpRequest, cohort: int) -> HttpResponse:
    """Rooms and trainers of all sessions on one page."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    table = timetabling.table_of(known)
    teaching = selectors.trainers(desk.congress, desk.today)
    if request.method == "POST":
        posts = posts_typed(table, request.POST, [str(one.pk) for one in teaching])
        version = request.POST.get("version", "")
        seen = int(version) if version.isdecimal() else 0
        proposal = Proposal(Kind.ASSIGNED, assigned(table, posts), seen)
        _changed(request, desk, known, proposal)
        return redirect("classes:timetable", cohort=known.pk)
    context = {
        "cohort": known,
        "table": table,
        "teaching": [(str(one.pk), one.name) for one in teaching],
        "known_rooms": selectors.rooms(desk.congress),
    }
    return render(request, "pages/classes/rooms.html", NAV | context)


@require_safe
def printed(request: HttpRequest, cohort: int) -> HttpResponse:
    """The timetable for the wall: a page of A4 across, a column a day; with `place`, of one room
    for its door."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    table = timetabling.table_of(known)
    place = request.GET.get("place", "")
    places = sorted({entry.slot.place for entry in table if entry.slot.place})
    if place and place not in places:
        raise Http404
    context = {
        "cohort": known,
        "weeks": sheets.weeks(table, place=place),
        "place": place,
        "places": places,
        "printed_at": timezone.localtime(desk.now),
    }
    return render(request, "pages/classes/printed.html", NAV | context)
