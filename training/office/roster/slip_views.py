"""Sign-in slips for a class, a township, or everybody who never signed in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from training.notices.activation import send_codes
from training.office.access import Desk, desk_of
from training.office.roster import forms, slips
from training.office.roster.slips import Audience, Recipient


def _wanted(form: forms.BatchForm, desk: Desk) -> list[Recipient]:
    """The people a valid form means, no more than fit one printing and one."""
    said = form.cleaned_data
    wanted = Audience(said["cohort"], said["unit"], said["never"])
    return slips.recipients(desk, list(slips.audience(desk, wanted)[: slips.MOST_AT_ONCE + 1]))


def _page(
    request: HttpRequest, form: forms.BatchForm, people: list[Recipient], status: int = 200
) -> HttpResponse:
    allowed = [one for one in people if not one.hindrance]
    context: dict[str, Any] = {
        "nav": "slips",
        "form": form,
        "counted": slips.counted(people),
        "total": len(allowed),
        "too_many": len(people) > slips.MOST_AT_ONCE,
        "most": slips.MOST_AT_ONCE,
        "left_out": [one for one in people if one.hindrance],
        "reachable": sum(bool(one.person.phone or one.person.email) for one in allowed),
    }
    return render(request, "pages/office/roster/slips.html", context, status=status)


@require_safe
def batch(request: HttpRequest) -> HttpResponse:
    """For whom slips can be printed, and how many they would be."""
    desk = desk_of(request)
    form = forms.BatchForm(request.GET or None, congress=desk.congress, now=desk.now)
    return _page(request, form, _wanted(form, desk) if form.is_valid() else [])


@never_cache
@require_POST
def print_batch(request: HttpRequest) -> HttpResponse:
    """Slips on sheets to be cut, township by township. The codes are in this answer alone."""
    desk = desk_of(request)
    form = forms.BatchForm(request.POST, congress=desk.congress, now=desk.now)
    people = _wanted(form, desk) if form.is_valid() else []
    if not any(not one.hindrance for one in people) or len(people) > slips.MOST_AT_ONCE:
        return _page(request, form, people, status=422)
    address, life = request.build_absolute_uri(reverse("people:slip")), form.length()
    sheets = slips.print_sheets(
        people=people, life=life, page=address, by=desk.officer, now=desk.now
    )
    context = {"nav": "slips", "sheets": sheets, "address": address, "congress": desk.congress}
    left_out = [one for one in people if one.hindrance]
    context |= {"until": desk.now + life, "left_out": left_out}
    return render(request, "pages/office/roster/slip_sheets.html", context)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """A code by text message or e-mail for each of them; the worker makes and sends it."""
    desk = desk_of(request)
    form = forms.BatchForm(request.POST, congress=desk.congress, now=desk.now)
    people = _wanted(form, desk) if form.is_valid() else []
    reachable = [
        one.person.pk
        for one in people
        if not one.hindrance and (one.person.phone or one.person.email)
    ]
    if "sure" not in request.POST or not reachable or len(people) > slips.MOST_AT_ONCE:
        messages.error(request, _("没有发出。请核对人数，勾上“我已核对”再发。"))
        return redirect("roster:slips")
    send_codes(people=reachable, congress=desk.congress, by=desk.officer, now=desk.now)
    n = len(reachable)
    told = ngettext("登录码正在发给 %(n)d 人。", "登录码正在发给 %(n)d 人。", n) % {"n": n}
    messages.success(request, told)
    return redirect("roster:slips")
