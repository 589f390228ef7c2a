"""/office/notices/: writing to people, switching reminders on, and lists of calls."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from training.cohorts.selectors import cohorts_of
from training.learning.reminders import access, choosing, forms, selectors, services
from training.learning.reminders.access import Desk
from training.learning.reminders.choosing import Candidate
from training.learning.reminders.planning import plan
from training.notices import composing
from training.notices.errors import NoticeRefused
from training.notices.wording import parts_of
from training.people.models import User
from training.people.requests import SignedInRequest

NAV = {"nav": "notices"}


def _found(desk: Desk, form: forms.WhoForm) -> list[Candidate]:
    """Who was looked for; nobody where the form says what is wrong."""
    if not form.is_valid():
        return []
    today = timezone.localdate(desk.now)
    return choosing.candidates(desk.congress, form.wanted(), desk.now, today)


def _asked(request: SignedInRequest, desk: Desk) -> dict[str, Any]:
    """What was asked for; at first the class that runs now."""
    asked = request.GET.dict()
    if "cohort" not in asked and (first := selectors.running(desk.congress, desk.now)):
        asked["cohort"] = str(first.pk)
    return asked


def _write_page(
    request: SignedInRequest,
    desk: Desk,
    form: forms.MessageForm,
    status: int = 200,
    *,
    everybody: bool = False,
) -> HttpResponse:
    who = forms.WhoForm(_asked(request, desk), congress=desk.congress)
    found = _found(desk, who)
    every = everybody or request.method != "POST"
    ticked = set(request.POST.getlist("person"))
    context = {
        "who": who,
        "form": form,
        "people": [(one, every or str(one.person.pk) in ticked) for one in found],
        "asked": request.GET.urlencode(),
        "now": desk.now,
    }
    return render(request, "pages/notices/write.html", NAV | context, status=status)


@require_safe
def write(request: SignedInRequest) -> HttpResponse:
    """Choose people and write to them."""
    desk = access.desk_of(request)
    return _write_page(request, desk, forms.MessageForm())


@require_POST
def chosen(request: SignedInRequest) -> HttpResponse:
    """Write to people who were ticked on another list, or to all of it where it is one of ours too:
    the same page, with those ticks."""
    desk = access.desk_of(request)
    ticked = set(request.POST.getlist("person"))
    access.refuse_strangers(desk, ticked)
    everybody = "all" in request.POST and bool(request.GET.get("who"))
    if not ticked and not everybody:
        messages.warning(request, _("还没有选人。请在下面的名单里勾选要写给谁。"))
    return _write_page(request, desk, forms.MessageForm(), everybody=everybody)


def _ticked(request: SignedInRequest, desk: Desk) -> list[User]:
    """The ticked people of those on offer; Http404 for another congress's people."""
    who = forms.WhoForm(_asked(request, desk), congress=desk.congress)
    ticked = set(request.POST.getlist("person"))
    found = [one.person for one in _found(desk, who) if str(one.person.pk) in ticked]
    # Who has left the list since it was shown is passed over; who never was on it, is not there.
    access.refuse_strangers(desk, ticked - {str(person.pk) for person in found})
    return found


@require_POST
def preview(request: SignedInRequest) -> HttpResponse:
    """What will be sent, to how many people and by which channels; nothing is sent yet."""
    desk = access.desk_of(request)
    form = forms.MessageForm(request.POST)
    if not form.is_valid():
        return _write_page(request, desk, form, status=422)
    people = _ticked(request, desk)
    message = form.message()
    ids = [person.pk for person in people]
    try:
        composing.check(message, ids)
    except NoticeRefused as refused:
        form.add_error(None, refused.reason)
        return _write_page(request, desk, form, status=422)
    return _preview_page(request, desk, message, people)


def _preview_page(
    request: SignedInRequest, desk: Desk, message: composing.Message, people: list[User]
) -> HttpResponse:
    words = composing.previewed(message, desk.congress)
    ways = composing.ways_of(people, desk.now)
    context = {
        "words": words,
        "people": people,
        "ways": [way for way in ways if way.name in message.channels],
        "length": len(words.sms),
        "parts": parts_of(words.sms),
        "by_sms": "sms" in message.channels,
        "seal": choosing.sealed(message, [person.pk for person in people], desk.officer),
    }
    return render(request, "pages/notices/preview.html", NAV | context)


@require_POST
def send(request: SignedInRequest) -> HttpResponse:
    """Send what was looked at, once; it can be taken back for a minute."""
    desk = access.desk_of(request)
    acted: dict[str, Any] = {"congress": desk.congress, "by": desk.officer, "now": desk.now}
    try:
        key, message, people = choosing.opened(request.POST.get("seal", ""), desk.officer)
        batch = composing.write(message=message, people=people, key=key, **acted)
    except NoticeRefused as refused:
        messages.error(request, refused.reason)
        return redirect("reminders:write")
    if batch.made_at == desk.now:
        messages.success(request, _("一分钟后发出。写错了，现在还可以撤回。"))
    return redirect("notices:batch", batch=batch.pk)


@require_safe
def classes(request: SignedInRequest) -> HttpResponse:
    """Every class and whether it is reminded."""
    desk = access.desk_of(request)
    context = {"rows": selectors.switches(cohorts_of(desk.congress))}
    return render(request, "pages/notices/reminders.html", NAV | context)


@require_safe
def of_class(request: SignedInRequest, cohort: int) -> HttpResponse:
    """Whom the reminders of a class would reach now, and the switch."""
    desk = access.desk_of(request)
    known = access.cohort_at(desk, cohort)
    context = {
        "cohort": known,
        "switch": selectors.switch_of(known),
        "plan": plan(known, desk.now),
        "runs_at": services.RUNS_AT,
        "now": desk.now,
    }
    return render(request, "pages/notices/of_class.html", NAV | context)


@require_POST
def switch(request: SignedInRequest, cohort: int) -> HttpResponse:
    """Switch the reminders of a class on or off, or send what is planned once, now."""
    desk = access.desk_of(request)
    known = access.cohort_at(desk, cohort)
    act = request.POST.get("act")
    if act not in {"on", "off", "once"}:
        raise Http404
    try:
        messages.success(request, _done(desk, known, act))
    except NoticeRefused as refused:
        messages.error(request, refused.reason)
    return redirect("reminders:of_class", cohort=known.pk)


def _done(desk: Desk, cohort: Any, act: str) -> str:
    """Do what was asked; what became of it, in words."""
    if act == "on":
        services.switch_on(cohort=cohort, by=desk.officer, now=desk.now)
        return _("已打开，每天下午五点起发一次。")
    if act == "off":
        services.switch_off(cohort=cohort, by=desk.officer, now=desk.now)
        return _("已停下，不再自动提醒。")
    n = services.remind_now(cohort=cohort, by=desk.officer, now=desk.now)
    return ngettext("发了 %(n)d 条提醒。", "发了 %(n)d 条提醒。", n) % {"n": n}


@require_safe
def calls(request: SignedInRequest) -> HttpResponse:
    """People to be called by telephone, to be printed: those behind at first."""
    desk = access.desk_of(request)
    asked = _asked(request, desk)
    if "who" not in asked:
        asked["who"] = choosing.OVERDUE if asked.get("cohort") else choosing.NEVER
    who = forms.WhoForm(asked, congress=desk.congress)
    context = {"who": who, "people": _found(desk, who), "now": desk.now, "desk": desk}
    return render(request, "pages/notices/call_list.html", NAV | context)
