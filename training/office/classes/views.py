"""Classes at the office's desk: opening, correcting, cancelling, finishing."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.cohorts import classes, feeds, members, timetabling
from training.cohorts.clashes import clashes
from training.cohorts.errors import ClassRefused
from training.cohorts.models import Cohort
from training.cohorts.selectors import last_day_of_class
from training.cohorts.services import days_of, open_cohort
from training.office import access
from training.office.classes import selectors
from training.office.classes.access import class_at_desk
from training.office.classes.forms import EditForm, OpenForm, ReasonForm

require_form = require_http_methods(["GET", "HEAD", "POST"])
NAV = {"nav": "classes"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every class of the congress, by how it stands."""
    desk = access.desk_of(request)
    context = {**NAV, "shelves": selectors.shelves(desk.congress, desk.now)}
    return render(request, "pages/classes/home.html", context)


def _dates(form: OpenForm) -> list[dict[str, Any]]:
    """The dates the class would have, each with the sessions of its programme day."""
    programme, plan = form.cleaned_data["programme"], form.plan()
    held: dict[int, list[Any]] = {}
    for session in programme.sessions.order_by("day", "starts"):
        held.setdefault(session.day, []).append(session)
    dates = plan.dates(days_of(programme))
    return [
        {"number": number, "date": day, "sessions": held.get(number, [])}
        for number, day in enumerate(dates, start=1)
    ]


def _opened(desk: access.Desk, form: OpenForm) -> Cohort | None:
    """The new class; None where somebody opened one with this key in the same moment."""
    try:
        return open_cohort(
            congress=desk.congress,
            programme=form.cleaned_data["programme"],
            plan=form.plan(),
            now=desk.now,
            by=desk.officer,
        )
    except IntegrityError:
        form.add_error("key", _("已经有班次用了这个键，请换一个。"))
        return None


@require_form
def open_class(request: HttpRequest) -> HttpResponse:
    """Decide on a class, see its dates, then open it."""
    desk = access.desk_of(request)
    form = OpenForm(request.POST or None, congress=desk.congress)
    dates = _dates(form) if request.method == "POST" and form.is_valid() else []
    if dates and "save" in request.POST and (made := _opened(desk, form)):
        messages.success(request, _("已开班。接着编入学员，再定教室和讲师。"))
        return redirect("classes:overview", cohort=made.pk)
    return render(request, "pages/classes/open.html", {**NAV, "form": form, "dates": dates})


@require_safe
def overview(request: HttpRequest, cohort: int) -> HttpResponse:
    """A class: how it stands, what is still to be settled, and its calendar."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    table = timetabling.table_of(known)
    here = members.active(known)
    context = {
        "cohort": known,
        "row": selectors.ClassRow(known, selectors.state_of(known, desk.now), len(here)),
        "table": table,
        "clashes": clashes(known, table, clock=known.clock(desk.now)),
        "roomless": [one for one in table if not (one.slot.place or one.slot.cancelled)],
        "groupless": sum(one.group_id is None for one in here),
        "seatless": sum(not one.seat for one in here),
        "calendar": _calendar(request, known),
        "last_day": last_day_of_class(known),
        "over": known.ends_on < desk.today,
    }
    return render(request, "pages/classes/overview.html", NAV | context)


def _calendar(request: HttpRequest, cohort: Cohort) -> str:
    """The address of the class's calendar."""
    signature = feeds.class_signature_of(cohort)
    return request.build_absolute_uri(reverse("timetable:class_feed", args=[cohort.pk, signature]))


@require_form
def edit(request: HttpRequest, cohort: int) -> HttpResponse:
    """Correct names and free days."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    initial: dict[str, Any] = {"name": known.name, "name_en": known.name_en}
    initial |= {"skips_weekends": known.skips_weekends, "skipped": known.free_days}
    form = EditForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _edit(desk, known, form.cleaned_data)
        messages.success(request, _("已保存。已经排好的课不会自动挪动。"))
        return redirect("classes:overview", cohort=known.pk)
    return render(request, "pages/classes/edit.html", {**NAV, "cohort": known, "form": form})


def _edit(desk: access.Desk, known: Cohort, typed: dict[str, Any]) -> None:
    acted: dict[str, Any] = {"by": desk.officer, "now": desk.now}
    if (typed["name"], typed["name_en"]) != (known.name, known.name_en):
        classes.rename(cohort=known, name=typed["name"], name_en=typed["name_en"], **acted)
    free = {day.isoformat() for day in typed["skipped"]}
    if (free, typed["skips_weekends"]) != (set(known.skipped_days), known.skips_weekends):
        timetabling.mark_free(
            cohort=known, days=free, skips_weekends=typed["skips_weekends"], **acted
        )


@require_form
def cancel(request: HttpRequest, cohort: int) -> HttpResponse:
    """Say what cancelling a class does, then do it with a reason."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        classes.cancel(
            cohort=known, reason=form.cleaned_data["reason"], by=desk.officer, now=desk.now
        )
        messages.success(request, _("班次已取消，已通知全班和讲师。学习记录都保留。"))
        return redirect("classes:overview", cohort=known.pk)
    context = {**NAV, "cohort": known, "form": form, "people": len(members.active(known))}
    return render(request, "pages/classes/cancel.html", context)


@require_POST
def resume(request: HttpRequest, cohort: int) -> HttpResponse:
    """Hold a cancelled class after all, or open a finished one again."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    classes.resume(cohort=known, by=desk.officer, now=desk.now)
    messages.success(request, _("班次已恢复，一切照原样。"))
    return redirect("classes:overview", cohort=known.pk)


@require_POST
def close(request: HttpRequest, cohort: int) -> HttpResponse:
    """Settle a class that is over."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    try:
        classes.close(cohort=known, by=desk.officer, now=desk.now, today=desk.today)
    except ClassRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("班次已办结。要再改，可以重新打开。"))
    return redirect("classes:overview", cohort=known.pk)


@require_POST
def renew_calendar(request: HttpRequest, cohort: int) -> HttpResponse:
    """Give the class's calendar a new address."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    feeds.renew_class(cohort=known, by=desk.officer, now=desk.now)
    messages.success(request, _("已换新的日历地址，旧地址不能再用。"))
    return redirect("classes:overview", cohort=known.pk)
