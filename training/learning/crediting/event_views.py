"""Other events at the office's desk: entered, listed, people added, taken back, imported."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.learning.crediting import access, exports, forms, planning, reading, selectors
from training.learning.crediting import services as crediting
from training.learning.crediting.access import Looking
from training.learning.crediting.errors import CreditingRefused
from training.learning.crediting.models import OtherEvent
from training.learning.crediting.office_views import handed_out
from training.people.models import User
from training.people.requests import SignedInRequest

PER_PAGE = 50
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def events(request: SignedInRequest) -> HttpResponse:
    """Every event, the newest first."""
    look = access.desk(request)
    page = Paginator(selectors.events(look.congress), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/hours/events.html", {"nav": "hours", "page": page})


@require_form
def add(request: SignedInRequest) -> HttpResponse:
    """Enter an event; people come next."""
    look = access.desk(request)
    form = forms.EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = crediting.enter_event(
                congress=look.congress, details=form.details(), by=look.viewer, now=look.now
            )
        except CreditingRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("活动已登记，请把参加的人加进来。"))
            return redirect("hours:event", event=event.pk)
    return render(request, "pages/hours/add_event.html", {"nav": "hours", "form": form})


def _event_page(
    request: SignedInRequest, event: OtherEvent, form: forms.PeopleForm, status: int = 200
) -> HttpResponse:
    choice = forms.ClassForm(request.GET, congress=event.congress)
    found = selectors.presences(event)
    there = [one for one in found if one.taken_back_at is None]
    context = {
        "nav": "hours",
        "event": event,
        "there": there,
        "gone": [one for one in found if one.taken_back_at is not None],
        "on_offer": selectors.on_offer(event, choice.chosen()),
        "choice": choice,
        "form": form,
    }
    return render(request, "pages/hours/event.html", context, status=status)


@require_safe
def event(request: SignedInRequest, event: int) -> HttpResponse:
    """One event: who is on its list, and who can be put on it."""
    look = access.desk(request)
    known = access.event(look, event)
    return _event_page(request, known, forms.PeopleForm(congress=look.congress))


def _told_of(added: list[User], asked: int) -> str:
    told = ngettext("加了 %(n)d 人。", "加了 %(n)d 人。", len(added)) % {"n": len(added)}
    left = asked - len(added)
    return told + (_("另有 %d 人本来就在名单上。") % left if left else "")


@require_POST
def add_people(request: SignedInRequest, event: int) -> HttpResponse:
    """Put ticked people, and those whose numbers were typed, on the list."""
    look = access.desk(request)
    known = access.event(look, event)
    form = forms.PeopleForm(request.POST, congress=look.congress)
    if not form.is_valid():
        return _event_page(request, known, form, status=422)
    people = form.cleaned_data["people"]
    added = crediting.add_people(event=known, people=people, by=look.viewer, now=look.now)
    messages.success(request, _told_of(added, len(people)))
    return redirect("hours:event", event=known.pk)


@require_POST
def take_back(request: SignedInRequest, event: int) -> HttpResponse:
    """Take people off the list; without a reason the page asks for one."""
    look = access.desk(request)
    known = access.event(look, event)
    asked = request.POST if "confirm" in request.POST else None
    ticked = request.POST.getlist("person")
    form = forms.TakeBackForm(asked, event=known, initial={"person": ticked})
    if asked is not None and form.is_valid():
        people = [person.pk for person in form.cleaned_data["person"]]
        n = crediting.take_back(
            event=known,
            people=people,
            reason=form.cleaned_data["reason"],
            by=look.viewer,
            now=look.now,
        )
        told = ngettext("已撤下 %(n)d 人，学时已冲销。", "已撤下 %(n)d 人，学时已冲销。", n)
        messages.success(request, told % {"n": n})
        return redirect("hours:event", event=known.pk)
    there = [one for one in selectors.presences(known) if one.taken_back_at is None]
    chosen = [one.learner for one in there if str(one.learner_id) in ticked]
    context = {"nav": "hours", "event": known, "form": form, "chosen": chosen}
    return render(request, "pages/hours/take_back.html", context)


def _plan_page(request: SignedInRequest, look: Looking, name: str, sheet: Any) -> HttpResponse:
    plan = planning.plan(congress=look.congress, name=name, sheet=sheet, today=look.today)
    seal = "" if plan.problems else planning.sealed(name, sheet, look.viewer)
    context = {"nav": "hours", "plan": plan, "seal": seal, "form": forms.FileForm()}
    return render(request, "pages/hours/import.html", context)


@require_form
def import_people(request: SignedInRequest) -> HttpResponse:
    """A file with people and events: first what it would do, then all of it or nothing."""
    look = access.desk(request)
    form = forms.FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _plan_page(request, look, file.name, reading.read(file.name, file.read()))
        except CreditingRefused as refused:
            form.add_error("file", refused.reason)
    return render(request, "pages/hours/import.html", {"nav": "hours", "form": form})


@require_POST
def carry_out(request: SignedInRequest) -> HttpResponse:
    """Import what was planned; if the roster has changed since, the plan is shown again."""
    look = access.desk(request)
    try:
        name, sheet = planning.opened(request.POST.get("seal", ""), look.viewer)
    except CreditingRefused as refused:
        messages.error(request, refused.reason)
        return redirect("hours:import")
    plan = planning.plan(congress=look.congress, name=name, sheet=sheet, today=look.today)
    if plan.problems:
        return _plan_page(request, look, name, sheet)
    n = planning.carry_out(plan=plan, congress=look.congress, by=look.viewer, now=look.now)
    told = ngettext("已导入，加了 %(n)d 人次。", "已导入，加了 %(n)d 人次。", n) % {"n": n}
    messages.success(request, told)
    return redirect("hours:events")


@require_safe
def template(request: SignedInRequest) -> HttpResponse:
    """An empty file to fill in."""
    access.desk(request)
    return handed_out(exports.template())
