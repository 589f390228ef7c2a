"""Checking in with one's own phone."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.qr import draw
from training.learning.attendance import access, claims, codes, forms, leaves, scanning, selectors
from training.learning.attendance.errors import CheckInRefused, ClaimRefused, LeaveRefused
from training.learning.attendance.models import Attendance
from training.learning.attendance.rules import check_open
from training.learning.attendance.scanning import Stamp
from training.learning.attendance.services import (
    Entered,
    Scan,
    check_in,
    enrolment_in,
    session_of,
    standing_record,
    told,
)
from training.people.errors import Refused
from training.people.requests import SignedInRequest

SEEN, DEVICE = "attend_seen", "attend_device"
PATH = "/attend/"
A_YEAR = 365 * 24 * 3600
require_form = require_http_methods(["GET", "HEAD", "POST"])


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str, age: int) -> None:
    """A cookie that only these pages get."""
    response.set_cookie(
        name,
        value,
        max_age=age,
        path=PATH,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def _stamp(request: HttpRequest, code: str, now: datetime) -> Stamp:
    kept = scanning.unsealed(request.COOKIES.get(SEEN, ""), now)
    return scanning.stamped(code, kept, now)


@login_not_required
@never_cache
@require_form
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """What the code on the screen opens: one button. Who is not signed in signs in first, and the
    code stays good for her browser meanwhile."""
    now = timezone.now()
    try:
        stamp = _stamp(request, code, now)
    except CheckInRefused as refused:
        return _refused_scan(request, code, refused, now)
    if not request.user.is_authenticated:
        if _wants_json(request):
            response: HttpResponse = JsonResponse({"signed_out": True}, status=401)
        else:
            response = redirect_to_login(request.get_full_path())
    elif request.method == "POST":
        return _checked_in(request, stamp, now)  # type: ignore[arg-type]
    else:
        response = _offer(request, code, stamp, now)  # type: ignore[arg-type]
    _keep(request, response, SEEN, scanning.sealed(stamp), int(scanning.SEEN_FOR.total_seconds()))
    return response


def _refused_scan(
    request: HttpRequest, code: str, refused: CheckInRefused, now: datetime
) -> HttpResponse:
    if not request.user.is_authenticated:
        if _wants_json(request):
            return JsonResponse({"signed_out": True}, status=401)
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        scanning.note_refused(request.user, code, refused, now)
    return _refused(request, refused)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The reason in plain words, and what else one can do."""
    if _wants_json(request):
        return JsonResponse({"done": False, "code": refused.code, "text": refused.reason})
    context = {"refused": refused, "nav": "home", "report": request.method != "POST"}
    return render(request, "pages/attendance/refused.html", context)


def _offer(request: SignedInRequest, code: str, stamp: Stamp, now: datetime) -> HttpResponse:
    """One big button; who is there already, or cannot be, is told so at once."""
    try:
        scheduled = session_of(stamp.scheduled_id)
        if scheduled is None:
            raise CheckInRefused("unknown_code", _("这个码不是签到码，请再扫一次大屏幕上的码。"))
        enrolment_in(request.user, scheduled)
        if standing_record(request.user.pk, scheduled):
            return redirect("attendance:done", scheduled=scheduled.pk)
        clock = scheduled.cohort.clock(stamp.seen_at)
        window = check_open(scheduled, clock)
    except CheckInRefused as refused:
        return _refused(request, refused)
    context = {
        "code": code,
        "scheduled": scheduled,
        "window": window,
        "late": window.is_late(clock),
        "client_id": uuid4(),
        "nav": "home",
    }
    return render(request, "pages/attendance/offer.html", context)


def _checked_in(request: SignedInRequest, stamp: Stamp, now: datetime) -> HttpResponse:
    device = request.COOKIES.get(DEVICE, "")[:40] or uuid4().hex
    scan = Scan(stamp.scheduled_id, stamp.seen_at, Attendance.How.QR, device)
    return _done(request, scan, now)


def _done(request: SignedInRequest, scan: Scan, now: datetime) -> HttpResponse:
    """Check in, and say so; or why not."""
    try:
        entered = check_in(learner=request.user, scan=scan, now=now)
    except CheckInRefused as refused:
        return _refused(request, refused)
    response = _said(request, entered, now)
    if request.COOKIES.get(DEVICE) != scan.device:
        _keep(request, response, DEVICE, scan.device, A_YEAR)
    return response


def _said(request: SignedInRequest, entered: Entered, now: datetime) -> HttpResponse:
    address = reverse("attendance:done", args=[entered.attendance.scheduled_id])
    if _wants_json(request):
        return JsonResponse({"done": True, "text": told(entered, now), "url": address})
    return redirect(address)


@require_safe
def done(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """When she checked in to a session of a class of hers; without a record, her list."""
    known = access.own_session(access.learner(request), scheduled)
    record = standing_record(request.user.pk, known)
    if record is None:
        return redirect("attendance:mine")
    context = {"record": record, "scheduled": known, "nav": "home"}
    return render(request, "pages/attendance/done.html", context)


@require_form
def type_number(request: SignedInRequest) -> HttpResponse:
    """For the back row: type the number beside the code."""
    learner, now = access.learner(request), timezone.now()
    form = forms.NumberForm(request.POST or None)
    mine = selectors.cells_of(learner, now)
    sessions = [cell.scheduled for cell in mine if cell.is_open]
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["number"]
        # Typed again after it worked: the list says when she checked in.
        if not sessions and (here := _just_here(mine)):
            return redirect("attendance:done", scheduled=here.scheduled.pk)
        try:
            found = scanning.by_number(learner=learner, sessions=sessions, typed=typed, now=now)
        except CheckInRefused as refused:
            form.add_error("number", refused.reason)
        else:
            device = request.COOKIES.get(DEVICE, "")[:40] or uuid4().hex
            scan = Scan(found.scheduled_id, now, found.how, device)
            return _done(request, scan, now)
    today = [cell for cell in mine if _is_today(cell)]
    context = {"form": form, "cells": today, "open": sessions, "nav": "home"}
    return render(request, "pages/attendance/type.html", context)


def _just_here(mine: list[selectors.Cell]) -> selectors.Cell | None:
    here = [one for one in mine if one.is_here and one.window.is_open(one.clock)]
    return here[-1] if here else None


def _is_today(cell: selectors.Cell) -> bool:
    return timezone.localdate(cell.scheduled.starts_at) == timezone.localdate(cell.clock)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """One's own list: every session of one's classes, and what can be done about each."""
    learner = access.learner(request)
    cells = selectors.cells_of(learner, timezone.now())
    context = {
        "cells": cells,
        "claimable": any(cell.may_claim for cell in cells),
        "nav": "mine",
    }
    return render(request, "pages/attendance/mine.html", context)


@require_form
def late(request: SignedInRequest) -> HttpResponse:
    """补签: by hand, or what the phone kept while there was no network."""
    learner, now = access.learner(request), timezone.now()
    if request.method == "POST" and "code" in request.POST:
        return _kept(request, now)
    sessions = [one.scheduled for one in selectors.cells_of(learner, now) if one.may_claim]
    sessions.reverse()  # what she was last at is the one she means
    initial = {"client_id": uuid4(), "scheduled": request.GET.get("session")}
    form = forms.ClaimForm(request.POST or None, sessions=sessions, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        wish = claims.Wish(
            typed["client_id"], scheduled_id=typed["scheduled"].pk, words=typed["words"]
        )
        try:
            claimed = claims.claim(learner=learner, wish=wish, now=now)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            return _received(request, claimed, now)
    context = {"form": form, "sessions": sessions, "nav": "mine"}
    return render(request, "pages/attendance/late.html", context)


def _received(request: SignedInRequest, claimed: claims.Claimed, now: datetime) -> HttpResponse:
    if claimed.entered:
        return _said(request, claimed.entered, now)
    text = _("补签已经收到，等工作人员核实，结果会通知您。")
    if _wants_json(request):
        return JsonResponse({"done": True, "text": text, "url": reverse("attendance:mine")})
    messages.success(request, text)
    return redirect("attendance:mine")


def _kept(request: SignedInRequest, now: datetime) -> HttpResponse:
    form = forms.LateForm(request.POST)
    if not form.is_valid():
        refused = ClaimRefused("unreadable", _("手机上记下的签到看不懂了，请在补签页选是哪节课。"))
        return _refused(request, refused)
    wish = claims.Wish(**form.cleaned_data, device=request.COOKIES.get(DEVICE, "")[:40])
    try:
        claimed = claims.claim(learner=request.user, wish=wish, now=now)
    except Refused as refused:
        return _refused(request, refused)
    return _received(request, claimed, now)


@require_form
def leave(request: SignedInRequest) -> HttpResponse:
    """请假 for some sessions."""
    learner, now = access.learner(request), timezone.now()
    cells = [one for one in selectors.cells_of(learner, now) if one.may_ask_leave]
    # Mostly it is asked for what is still to come.
    cells.sort(key=lambda one: one.scheduled.ends_at <= one.clock)
    sessions = [one.scheduled for one in cells]
    initial = {"scheduled": request.GET.getlist("session")}
    form = forms.LeaveForm(request.POST or None, sessions=sessions, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        wish = leaves.Wish([one.pk for one in typed["scheduled"]], typed["kind"], typed["words"])
        try:
            leaves.ask(learner=learner, wish=wish, now=now)
        except LeaveRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("请假已经交给工作机构，答复会通知您。"))
            return redirect("attendance:mine")
    context = {"form": form, "sessions": sessions, "nav": "mine"}
    return render(request, "pages/attendance/leave.html", context)


@require_POST
def withdraw(request: SignedInRequest, leave: UUID) -> HttpResponse:
    """Take back one's own request for leave."""
    own = access.own_leave(request, leave)
    try:
        found = leaves.withdraw(learner=request.user, leave_id=own.pk, now=timezone.now())
    except LeaveRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("“%s”的请假收回了，请按时来。") % found.scheduled.session)
    return redirect("attendance:mine")


# ---- one's own code


def _own_code(request: SignedInRequest, now: datetime) -> dict[str, Any]:
    code = codes.person_code(request.user.pk, now)
    address = request.build_absolute_uri(reverse("attendance:scanned", args=[code]))
    number = codes.person_number(request.user.pk, now)
    return {
        "drawing": draw(address, mask=3),
        "number": f"{number[:3]} {number[3:]}",
        "left": codes.seconds_left(codes.PERSON, now),
    }


@never_cache
@require_safe
def code(request: SignedInRequest) -> HttpResponse:
    """代表码: staff scan the deputy."""
    access.learner(request)
    context = _own_code(request, timezone.now())
    context["number_of_roster"] = request.user.number or request.user.username
    return render(request, "pages/attendance/code.html", context | {"nav": "mine"})


@never_cache
@require_safe
def code_now(request: SignedInRequest) -> HttpResponse:
    """The code of this minute, for the page that shows it."""
    access.learner(request)
    told_now = _own_code(request, timezone.now())
    drawing = told_now.pop("drawing")
    return JsonResponse({**told_now, "side": drawing.side, "path": drawing.path})
