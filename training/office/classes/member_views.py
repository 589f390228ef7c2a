"""Who is in a class, in which group, and on which seat."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.cohorts import members
from training.cohorts.errors import ClassRefused
from training.cohorts.models import Cohort
from training.office import access
from training.office import selectors as office
from training.office.access import Desk
from training.office.classes import selectors, services, sheets
from training.office.classes.access import class_at_desk, place_in_class
from training.office.classes.forms import (
    DealForm,
    FindForm,
    RoomForm,
    TakeInForm,
    WithdrawForm,
)
from training.office.selectors import RosterFilters
from training.people.models import User

require_form = require_http_methods(["GET", "HEAD", "POST"])
NAV = {"nav": "classes"}
SHOWN = 1000
"""So many people are offered at once; of more, the page asks for a township or a name."""


@require_safe
def listing(request: HttpRequest, cohort: int) -> HttpResponse:
    """Who is in the class, and who left it."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    context = {
        "cohort": known,
        "members": members.active(known),
        "withdrawn": members.withdrawn(known),
    }
    return render(request, "pages/classes/members.html", NAV | context)


@require_form
def add(request: HttpRequest, cohort: int) -> HttpResponse:
    """Take people of the roster into the class, a whole township at once if so wished."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    find = FindForm(request.GET or None, units=office.units(desk.congress))
    found = find.cleaned_data if find.is_valid() else {}
    filters = RosterFilters(text=found.get("q", ""), unit=found.get("unit"))
    people = selectors.on_offer(desk.congress, known, filters, desk.today)
    form = TakeInForm(
        request.POST or None,
        people=User.objects.filter(pk__in=[one.pk for one in _everybody(desk, known)]),
        groups=office.groups(desk.congress),
    )
    if request.method == "POST" and known.changes and form.is_valid():
        _take_in(request, desk, known, form.cleaned_data)
        return redirect("classes:members", cohort=known.pk)
    shown = people[:SHOWN]
    units = selectors.units_of(shown, desk.congress, desk.today)
    rows = [(one, units.get(one.pk)) for one in shown]
    more = len(people) - len(shown)
    context = {"cohort": known, "find": find, "form": form, "rows": rows, "more": more}
    return render(request, "pages/classes/add.html", NAV | context)


def _everybody(desk: Desk, known: Cohort) -> list[User]:
    return selectors.on_offer(desk.congress, known, RosterFilters(), desk.today)


def _take_in(request: HttpRequest, desk: Desk, known: Cohort, typed: dict[str, Any]) -> None:
    held = selectors.memberships(list(typed["person"]), desk.congress, desk.today)
    count = services.take_in(
        desk=desk, cohort=known, people=list(held.values()), group=typed["group"]
    )
    told = ngettext("已编入 %(n)s 人，并通知了本人。", "已编入 %(n)s 人，并通知了本人。", count)
    messages.success(request, told % {"n": count})


@require_form
def withdraw(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Say what leaving the class does, then note since when and why."""
    desk = access.desk_of(request)
    known = place_in_class(desk, enrolment)
    form = WithdrawForm(
        request.POST or None, enrolment=known, today=desk.today, initial={"on": desk.today}
    )
    if request.method == "POST" and form.is_valid():
        members.withdraw(
            enrolment=known,
            reason=form.cleaned_data["reason"],
            at=form.at(),
            by=desk.officer,
            now=desk.now,
        )
        messages.success(request, _("已退出班次。学习记录都保留，可以再编入。"))
        return redirect("classes:members", cohort=known.cohort_id)
    context = {"cohort": known.cohort, "enrolment": known, "form": form}
    return render(request, "pages/classes/withdraw.html", NAV | context)


@require_POST
def take_back_in(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Take somebody in again who left."""
    desk = access.desk_of(request)
    known = place_in_class(desk, enrolment)
    try:
        services.return_to_class(desk=desk, enrolment=known)
    except ClassRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("已重新编入，进度按全部学习记录算。"))
    return redirect("classes:members", cohort=known.cohort_id)


def _typed_groups(request: HttpRequest, desk: Desk, here: Any) -> dict[UUID, int | None]:
    """The group chosen for each member; what is not of the congress is left as it was."""
    known = {str(one.pk): one.pk for one in office.groups(desk.congress)}
    found: dict[UUID, int | None] = {}
    for one in here:
        chosen = request.POST.get(f"group-{one.pk}")
        if chosen is not None and (chosen == "" or chosen in known):
            found[one.pk] = known.get(chosen)
    return found


@require_form
def groups(request: HttpRequest, cohort: int) -> HttpResponse:
    """Groups by hand, or dealt out evenly after a look."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    here, on_offer = members.active(known), office.groups(desk.congress)
    if request.method == "POST" and known.changes:
        chosen = _typed_groups(request, desk, here)
        count = members.put_in_groups(cohort=known, groups=chosen, by=desk.officer, now=desk.now)
        told = ngettext("改了 %(n)s 人的小组。", "改了 %(n)s 人的小组。", count) % {"n": count}
        messages.success(request, told)
        return redirect("classes:groups", cohort=known.pk)
    deal = DealForm(request.GET if "among" in request.GET else None, groups=on_offer)
    shares = members.dealt(here, deal.cleaned_data["among"]) if deal.is_valid() else []
    context = {"cohort": known, "members": here, "groups": list(on_offer), "deal": deal}
    context |= {"shares": shares, "lists": sheets.group_lists(here)}
    return render(request, "pages/classes/groups.html", NAV | context)


@require_safe
def group_lists(request: HttpRequest, cohort: int) -> HttpResponse:
    """Group lists for paper."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    context = {"cohort": known, "lists": sheets.group_lists(members.active(known))}
    return render(request, "pages/classes/group_lists.html", NAV | context)


@require_form
def seats(request: HttpRequest, cohort: int) -> HttpResponse:
    """Seats given row by row after a look, or typed by hand."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    here = members.active(known)
    size = (known.seat_rows, known.seat_columns)
    wanted = {one.pk: one.seat for one in here}
    form = RoomForm(
        request.GET if "rows" in request.GET else None,
        initial={"rows": size[0] or None, "columns": size[1] or None},
    )
    if request.method == "POST" and known.changes:
        typed = {one.pk: request.POST.get(f"seat-{one.pk}", one.seat) for one in here}
        if _seated(request, desk, known, typed):
            return redirect("classes:seats", cohort=known.pk)
        wanted, size = typed, _size(request.POST, size)
    elif form.is_valid():
        size = (form.cleaned_data["rows"], form.cleaned_data["columns"])
        wanted = _laid_out(form, here, wanted)
    for one in here:
        one.seat = wanted[one.pk]
    context = {"cohort": known, "members": here, "form": form, "size": size}
    context["plan"] = sheets.seat_plan(here, rows=size[0], columns=size[1])
    return render(request, "pages/classes/seats.html", NAV | context)


def _laid_out(form: RoomForm, here: Any, before: dict[UUID, str]) -> dict[UUID, str]:
    """The seats as the form would give them; as they were where there are too few."""
    typed = form.cleaned_data
    try:
        return members.laid_out(
            here,
            rows=typed["rows"],
            columns=typed["columns"],
            by_group=typed["by_group"] == "group",
        )
    except ClassRefused as refused:
        form.add_error(None, refused.reason)
        return before


def _size(typed: Any, before: tuple[int, int]) -> tuple[int, int]:
    """Rows and places as they were looked at."""
    said = [typed.get(name, "") for name in ("rows", "columns")]
    rows, columns = (int(one) if one.isdecimal() and len(one) < 3 else -1 for one in said)
    return (rows, columns) if rows >= 0 and columns >= 0 else before


def _seated(request: HttpRequest, desk: Desk, known: Cohort, typed: dict[UUID, str]) -> bool:
    """Whether the seats were given; if not, the reason is told."""
    size = _size(request.POST, (known.seat_rows, known.seat_columns))
    try:
        count = members.seat(cohort=known, seats=typed, size=size, by=desk.officer, now=desk.now)
    except ClassRefused as refused:
        messages.error(request, refused.reason)
        return False
    told = ngettext("改了 %(n)s 人的座位。", "改了 %(n)s 人的座位。", count) % {"n": count}
    messages.success(request, told)
    return True


@require_safe
def cards(request: HttpRequest, cohort: int) -> HttpResponse:
    """Seat cards (桌签) for paper: folded, the name to both sides."""
    desk = access.desk_of(request)
    known = class_at_desk(desk, cohort)
    here = members.active(known)
    seated = [one for one in here if one.seat]
    context = {"cohort": known, "members": seated or here, "unseated": len(here) - len(seated)}
    return render(request, "pages/classes/cards.html", NAV | context)
