"""The screen in the room, and the paper list."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.core.qr import draw
from training.cohorts.models import ScheduledSession
from training.learning.attendance import access, codes, rules, selectors
from training.learning.attendance.selectors import RoomList
from training.people.models import Organisation
from training.people.requests import SignedInRequest

LATE_SHOWN = 8
GROUPINGS = ("unit", "group", "number")


def _stage(listed: RoomList, now: datetime) -> dict[str, Any]:
    """What the screen says instead of a code when there is none."""
    scheduled = listed.scheduled
    if scheduled.cancelled_at or scheduled.cohort.cancelled_at:
        return {"open": False, "words": _("这节课取消了。")}
    if listed.is_ahead:
        when = rules.day_said(listed.window.opens)
        return {"open": False, "words": _("签到从 %s 开始。") % when}
    if not listed.is_open:
        return {"open": False, "words": _("签到结束了。没签上的，请找工作人员。")}
    number = codes.room_number(scheduled.pk, now)
    return {"open": True, "words": "", "number": f"{number[:3]} {number[3:]}"}


def _state(request: SignedInRequest, listed: RoomList, now: datetime) -> dict[str, Any]:
    """All that changes on the screen."""
    counts = listed.counts
    found = _stage(listed, now) | {
        "left": codes.seconds_left(codes.ROOM, now),
        "here": counts.here,
        "total": counts.total,
        "late": counts.late,
        "leave": counts.leave,
        "waiting": counts.waiting,
        "missing": [str(row.person) for row in [*listed.missing, *listed.claims]],
        "latecomers": [
            f"{row.person} {rules.said(row.cell.record.at)}"
            for row in listed.late[:LATE_SHOWN]
            if row.cell.record
        ],
    }
    if found["open"]:
        code = codes.room_code(listed.scheduled.pk, now)
        address = request.build_absolute_uri(reverse("attendance:scan", args=[code]))
        drawing = draw(address, mask=3)
        found |= {"side": drawing.side, "path": drawing.path}
    return found


@require_safe
def room(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """The whole screen for the projector: code, number, who is there, who is missing."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    listed = selectors.room_list(known, here.now)
    context = {
        "scheduled": known,
        "listed": listed,
        "state": _state(request, listed, here.now),
        "names": request.GET.get("names") == "1",
        "address": request.build_absolute_uri(reverse("attendance:type")),
    }
    response = render(request, "pages/attendance/room.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _etag(known: ScheduledSession, now: datetime) -> str:
    """Changes with the code, with the minute of the class's clock, and with whoever comes."""
    window, clock = rules.window_of(known), known.cohort.clock(now)
    stage = (clock >= window.opens) + (clock > window.closes) + 4 * bool(known.cancelled_at)
    step = codes.step_at(codes.ROOM, now)
    return f'"{step}-{stage}-{known.sequence}-{selectors.version_of(known)}"'


@require_safe
def room_now(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """What the screen asks for every few seconds; 304 while nobody came and the code stays."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    etag = _etag(known, here.now)
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        listed = selectors.room_list(known, here.now)
        response = JsonResponse(_state(request, listed, here.now))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _grouped(listed: RoomList, by: str) -> list[tuple[str, list[selectors.Row]]]:
    if by == "number":
        return [("", list(listed.rows))]
    groups: dict[Organisation | None, list[selectors.Row]] = {}
    for row in listed.rows:
        of = row.enrolment.unit if by == "unit" else row.enrolment.group
        groups.setdefault(of, []).append(row)
    # As the office orders its units; who is in no group comes last.
    ordered = sorted(groups, key=lambda one: (one is None, one and (one.order, one.name)))
    return [(str(one) if one else _("没有分组"), groups[one]) for one in ordered]


@require_safe
def paper(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """The list to be signed by hand: of this session, or with a column for each of its day."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    listed = selectors.room_list(known, here.now)
    by = request.GET.get("by", "unit")
    by = by if by in GROUPINGS else "unit"
    whole = request.GET.get("whole") == "day"
    day = timezone.localdate(known.starts_at)
    held = selectors.held_on(known.cohort, day, here.now) if whole else []
    columns = [one.scheduled for one in held if one.stage != "cancelled"] or [known]
    context = {
        "nav": "attendance",
        "scheduled": known,
        "columns": columns,
        "groups": _grouped(listed, by),
        "by": by,
        "whole": whole,
        "total": listed.counts.total,
        "now": here.now,
    }
    return render(request, "pages/attendance/paper.html", context)
