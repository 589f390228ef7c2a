"""Check-in as staff see it: the day, a session's list, typing a paper, scanning deputies."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.learning.attendance import access, claims, forms, keying, rules, selectors, services
from training.learning.attendance.access import Desk
from training.learning.attendance.errors import CheckInRefused, ClaimRefused
from training.learning.attendance.models import Attendance
from training.learning.attendance.scanning import candidates, nobodys_code, person_shown
from training.learning.attendance.selectors import RoomList, Row
from training.learning.attendance.services import Marked, Marking
from training.people.requests import SignedInRequest

How = Attendance.How
require_form = require_http_methods(["GET", "HEAD", "POST"])


def _chosen(desk: Desk, asked: QueryDict) -> tuple[Cohort | None, date | None, list[date]]:
    """Class and day: those asked for, else the running class, and its day nearest to today."""
    form = forms.DayForm(asked, congress=desk.congress)
    wanted = form.cleaned_data if form.is_valid() else {}
    cohort = wanted.get("cohort") or _running(desk)
    if cohort is None:
        return None, None, []
    days = selectors.days_of(cohort)
    day = wanted.get("day")
    if day not in days:
        today = timezone.localdate(cohort.clock(desk.now))
        day = min(days, key=lambda one: (abs(one - today), one), default=None)
    return cohort, day, days


def _running(desk: Desk) -> Cohort | None:
    """The class that is held now, else the one nearest to now."""
    cohorts = desk.congress.cohorts.filter(cancelled_at=None).order_by("-starts_on", "key")
    dated = [(one, timezone.localdate(one.clock(desk.now))) for one in cohorts]

    def off(pair: tuple[Cohort, date]) -> int:
        cohort, today = pair
        return max((cohort.starts_on - today).days, (today - cohort.ends_on).days, 0)

    nearest = min(dated, key=off, default=None)
    return nearest[0] if nearest else None


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """The day: every session with who is there, late, on leave, missing, and what waits."""
    here = access.staff(request)
    cohort, day, days = _chosen(here, request.GET)
    held = selectors.held_on(cohort, day, here.now) if cohort and day else []
    form = forms.DayForm({"cohort": cohort.pk if cohort else None}, congress=here.congress)
    context = {
        "nav": "attendance",
        "desk": here,
        "cohort": cohort,
        "day": day,
        "days": days,
        "held": held,
        "form": form,
        "claims": selectors.claims_to([here.congress.pk]),
        "leaves": selectors.waiting_leaves(here.congress),
        "clock": cohort.clock(here.now) if cohort else here.now,
    }
    return render(request, "pages/attendance/desk.html", context)


def _list_page(request: SignedInRequest, here: Desk, listed: RoomList) -> HttpResponse:
    shown = request.GET.get("show", "")
    rows = listed.missing if shown == "missing" else listed.rows
    context = {
        "nav": "attendance",
        "desk": here,
        "listed": listed,
        "scheduled": listed.scheduled,
        "rows": rows,
        "shown": shown,
    }
    return render(request, "pages/attendance/list.html", context)


@require_safe
def listing(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """A session's list, and what staff can do with it."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    return _list_page(request, here, selectors.room_list(known, here.now))


def _said(marked: Marked, scheduled: ScheduledSession, now: Any) -> str:
    """What became of a list, in a sentence."""
    n = len(marked.entered)
    words = [ngettext("登记了 %d 人。", "登记了 %d 人。", n) % n]
    if marked.already:
        first = marked.already[0].attendance
        about = {"n": len(marked.already), "at": rules.said(first.at)}
        told = _("%(n)d 人早已登记（%(at)s），没有变。")
        words.append(told % about)
    return "".join(words)


@require_POST
def mark(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """Record, correct or take back the ticked people of a session's list."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    listed = selectors.room_list(known, here.now)
    if request.POST.get("act") == "others" and "only" not in request.POST:
        return _ask_of_others(request, listed)
    try:
        words = _acted(request.POST, here, listed)
    except CheckInRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, words)
    return redirect("attendance:list", scheduled=known.pk)


def _acted(posted: QueryDict, here: Desk, listed: RoomList) -> str:
    by_id = {row.person.pk: row for row in listed.rows}
    wanted = [posted["only"]] if "only" in posted else posted.getlist("person")
    form = forms.PeopleForm({"person": wanted}, people=set(by_id))
    act = "came" if "only" in posted else posted.get("act", "")
    if not form.is_valid():
        raise CheckInRefused("nobody", _("请先勾选人。"))
    rows = [by_id[pk] for pk in form.cleaned_data["person"]]
    if act == "back":
        return _taken_back(rows, posted.get("reason", ""), here)
    if act in {"late", "ontime"}:
        return _corrected(rows, act == "late", here, listed)
    return _marked(rows, Marking(How.PAPER) if act == "listed" else Marking(), here, listed)


def _ask_of_others(request: SignedInRequest, listed: RoomList) -> HttpResponse:
    """Everybody but the ticked: by name, before any of them is written down."""
    form = forms.PeopleForm(
        {"person": request.POST.getlist("person")}, people={row.person.pk for row in listed.rows}
    )
    ticked = set(form.cleaned_data["person"]) if form.is_valid() else set()
    away = {"leave", *selectors.HERE}
    rest = [row for row in listed.rows if row.person.pk not in ticked]
    context = {
        "nav": "attendance",
        "scheduled": listed.scheduled,
        "ticked": [row for row in listed.rows if row.person.pk in ticked],
        "rows": [row for row in rest if row.cell.state not in away],
    }
    return render(request, "pages/attendance/others.html", context)


def _marked(rows: list[Row], marking: Marking, here: Desk, listed: RoomList) -> str:
    enrolments = [row.enrolment for row in rows]
    marked = services.mark(
        scheduled=listed.scheduled,
        enrolments=enrolments,
        marking=marking,
        by=here.officer,
        now=here.now,
    )
    return _said(marked, listed.scheduled, here.now)


def _corrected(rows: list[Row], late: bool, here: Desk, listed: RoomList) -> str:
    """Those recorded are corrected; those who are not yet, recorded so."""
    told = []
    if missing := [row for row in rows if not row.cell.record]:
        told.append(_marked(missing, Marking(late=late), here, listed))
    changed = 0
    for row in rows:
        if row.cell.record:
            record = row.cell.record
            record.scheduled = listed.scheduled
            done = services.correct(
                attendance=record,
                enrolment=row.enrolment,
                late=late,
                by=here.officer,
                now=here.now,
            )
            changed += done.is_new
    if changed or not told:
        told.append(ngettext("更正了 %d 人。", "更正了 %d 人。", changed) % changed)
    return "".join(told)


def _taken_back(rows: list[Row], reason: str, here: Desk) -> str:
    done = 0
    for row in rows:
        if row.cell.record:
            done += services.take_back(
                attendance=row.cell.record, reason=reason, by=here.officer, now=here.now
            )
    told = ngettext(
        "撤回了 %d 人的签到，学时也跟着改了。", "撤回了 %d 人的签到，学时也跟着改了。", done
    )
    return told % done


@require_POST
def answer_claims(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """Confirm late check-ins in one tap or all at once; refuse with a reason."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    listed = selectors.room_list(known, here.now)
    waiting = {row.cell.claim.pk for row in listed.claims if row.cell.claim}
    wanted = [str(pk) for pk in waiting] if "all" in request.POST else request.POST.getlist("one")
    form = forms.AnswerForm({**request.POST.dict(), "one": wanted}, waiting=waiting)
    if form.is_valid():
        chosen = form.cleaned_data
        answer = claims.Answer(chosen["verdict"] == "yes", chosen["words"])
        try:
            n = claims.answer(
                claims=chosen["one"], scheduled=known, answer=answer, by=here.officer, now=here.now
            )
        except ClaimRefused as refused:
            messages.error(request, refused.reason)
        else:
            told = ngettext("答复了 %d 人，已经通知本人。", "答复了 %d 人，已经通知本人。", n)
            messages.success(request, told % n)
    else:
        messages.error(request, _("请先勾选要答复的。已经没有的，是同事先答复了。"))
    return redirect("attendance:list", scheduled=known.pk)


@require_POST
def open_early(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """Open a session's check-in before its time."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    try:
        rules.open_early(scheduled=known, by=here.officer, now=here.now)
    except CheckInRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("签到开始了，大屏幕上已经有码。"))
    return redirect("attendance:list", scheduled=known.pk)


@require_form
def typing(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """Type a paper list: first what was understood is shown, then it is recorded."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    listed = selectors.room_list(known, here.now)
    form = forms.KeyingForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        away = typed["kind"] == "away"
        made = keying.plan(listed, form.names(), away=away, late=typed["late"])
        if request.POST.get("apply") == made.mark and made.is_sound:
            return _typed(request, here, listed, made)
    context = {"nav": "attendance", "scheduled": known, "form": form, "plan": made}
    return render(request, "pages/attendance/keying.html", context)


def _typed(
    request: SignedInRequest, here: Desk, listed: RoomList, made: keying.Plan
) -> HttpResponse:
    marking = Marking(How.PAPER, late=made.late)
    try:
        messages.success(request, _marked(made.rows, marking, here, listed))
    except CheckInRefused as refused:
        messages.error(request, refused.reason)
    return redirect("attendance:list", scheduled=listed.scheduled.pk)


# ---- scanning deputies


@never_cache
@require_form
def scanner(request: SignedInRequest, scheduled: int) -> HttpResponse:
    """At the door: scan deputies' own codes one after the other, or type their numbers."""
    here = access.staff(request)
    known = access.session(here, scheduled)
    if request.method == "POST":
        _by_typed(request, here, known)
        return redirect("attendance:scanner", scheduled=known.pk)
    listed = selectors.room_list(known, here.now)
    context = {"nav": "attendance", "scheduled": known, "listed": listed}
    return render(request, "pages/attendance/scanner.html", context)


def _by_typed(request: SignedInRequest, here: Desk, known: ScheduledSession) -> None:
    people = {one.learner_id: one for one in selectors.members(known.cohort)}
    listed = [(pk, one.learner.number or one.learner.username) for pk, one in people.items()]
    found = candidates(listed, request.POST.get("number", ""), here.now)
    if len(found) != 1:
        told = _("没有找到这个号码。代表码每分钟换一次，请照现在的再输，或者输入编号，比如 R001。")
        messages.error(request, told)
        return
    _one(request, here, known, people[found[0]])


def _one(
    request: SignedInRequest, here: Desk, known: ScheduledSession, enrolment: Enrolment
) -> None:
    """Record one person and say when she came."""
    try:
        marked = services.mark(
            scheduled=known,
            enrolments=[enrolment],
            marking=Marking(How.OWN_CODE),
            by=here.officer,
            now=here.now,
        )
    except CheckInRefused as refused:
        messages.error(request, refused.reason)
        return
    done = (marked.entered or marked.already)[0]
    about = {"name": enrolment.learner, "told": services.told(done, here.now)}
    words = _("%(name)s %(told)s") if done.is_new else _("%(name)s早已签到：%(told)s")
    messages.success(request, words % about)


@never_cache
@require_form
def scanned(request: SignedInRequest, code: str) -> HttpResponse:
    """What a deputy's own code opens on the phone of staff: one button for each open session."""
    here = access.staff(request)
    try:
        person_id = person_shown(code, here.now, opened=request.method == "POST")
        person = access.person(here, person_id)
    except (CheckInRefused, Http404) as no:
        # A deputy of elsewhere is told apart from nobody by nothing.
        refused = no if isinstance(no, CheckInRefused) else nobodys_code()
        return render(
            request, "pages/attendance/scanned.html", {"refused": refused, "nav": "attendance"}
        )
    cells = selectors.cells_of(person, here.now, here.congress)
    near = [one for one in cells if one.window.is_open(one.clock) and not one.is_cancelled]
    if request.method == "POST":
        return _scanned(request, here, person_id, near)
    context = {"person": person, "cells": near, "desk": here, "nav": "attendance"}
    context["enrolled"] = bool(cells)
    return render(request, "pages/attendance/scanned.html", context)


def _scanned(
    request: SignedInRequest, here: Desk, person_id: UUID, near: list[selectors.Cell]
) -> HttpResponse:
    chosen = request.POST.get("scheduled", "")
    known = next((one.scheduled for one in near if str(one.scheduled.pk) == chosen), None)
    if known is None:
        messages.error(request, _("这节课现在不能签到，请打开名单登记。"))
        return redirect("attendance:desk")
    enrolment = Enrolment.objects.select_related("learner").get(
        learner=person_id, cohort=known.cohort
    )
    _one(request, here, known, enrolment)
    return redirect("attendance:scanner", scheduled=known.pk)
