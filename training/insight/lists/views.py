"""/office/lists/: lists that lead to action."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.insight.handing import sent
from training.insight.lists import exports, forms
from training.insight.lists.selectors import (
    LISTS,
    Asked,
    Listed,
    each_listed,
    learners_on,
    page_of,
)
from training.learning.contacts.models import Contact
from training.learning.contacts.services import note_contacts, take_back
from training.people.access import Scope
from training.people.officers import Desk, desk_of
from training.people.requests import SignedInRequest

NAV = {"nav": "lists"}
PER_PAGE = 100
LONGEST_NUMBER = 9


def _asked(request: SignedInRequest, desk: Desk) -> tuple[forms.ListForm, Asked | None]:
    return forms.asked_of(request.GET, desk, timezone.localdate(desk.now))


def _known(request: SignedInRequest, desk: Desk) -> Asked:
    """The list that an act is about; Http404 without a class."""
    _form, asked = _asked(request, desk)
    if asked is None:
        raise Http404
    return asked


def _page(
    request: SignedInRequest, desk: Desk, spoken: forms.SpokenForm, status: int = 200
) -> HttpResponse:
    form, asked = _asked(request, desk)
    context: dict[str, Any] = {"form": form, "lists": LISTS, "asked": asked, "now": desk.now}
    if asked is not None:
        number = request.GET.get("page", "")
        at = int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else 1
        scope = Scope(desk.congress)
        told = page_of(asked=asked, scope=scope, now=desk.now, number=at, size=PER_PAGE)
        pages = Paginator(range(told.total), PER_PAGE).get_page(told.number)
        ticked = set(request.POST.getlist("person"))
        context |= {"told": told, "page": pages, "spoken": spoken, "ticked": ticked}
        context |= {"every": "all" in request.POST, "to_write": urlencode(asked.written_to)}
        context["query"] = request.GET.urlencode()
    return render(request, "pages/lists/list.html", NAV | context, status=status)


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """A list, and what can be done with the people on it."""
    desk = desk_of(request)
    return _page(request, desk, forms.SpokenForm(now=desk.now))


def _ticked(request: SignedInRequest) -> set[UUID]:
    """Whose boxes are ticked; what is no key of anybody is passed over."""
    found = set()
    for typed in request.POST.getlist("person"):
        with suppress(ValueError):
            found.add(UUID(typed))
    return found


def _chosen(request: SignedInRequest, desk: Desk, asked: Asked) -> list[Listed]:
    """The ticked people that are on the list now, or all of it; who has left it meanwhile is passed
    over, and so is a stranger's key."""
    only = None if request.POST.get("all") else _ticked(request)
    return list(each_listed(asked=asked, scope=Scope(desk.congress), now=desk.now, only=only))


def _back(request: SignedInRequest) -> str:
    query = request.GET.urlencode()
    return reverse("lists:home") + (f"?{query}" if query else "")


@require_POST
def spoken(request: SignedInRequest) -> HttpResponse:
    """Note that the chosen people were spoken to."""
    desk = desk_of(request)
    asked = _known(request, desk)
    form = forms.SpokenForm(request.POST, now=desk.now)
    if not form.is_valid():
        return _page(request, desk, form, status=422)
    people = learners_on(asked=asked, scope=Scope(desk.congress), now=desk.now)
    if not request.POST.get("all"):
        ticked = _ticked(request)
        people = [one for one in people if one in ticked]
    if not people:
        form.add_error(None, _nobody(request))
        return _page(request, desk, form, status=422)
    n = note_contacts(
        cohort=asked.cohort, people=people, word=form.word(), by=desk.officer, now=desk.now
    )
    messages.success(request, ngettext("记好了，%d 人。", "记好了，%d 人。", n) % n)
    _tell_passed_over(request, len(people))
    return redirect(_back(request))


def _nobody(request: SignedInRequest) -> str:
    if _ticked(request):
        return _("勾选的人都已经不在这张名单上了，没有记。")
    return _("没有选人。请先在名单里勾选，再记。")


def _tell_passed_over(request: SignedInRequest, noted: int) -> None:
    """Say of how many that were ticked nothing was noted, as they have left the list meanwhile."""
    gone = 0 if request.POST.get("all") else len(_ticked(request)) - noted
    if gone > 0:
        words = ngettext(
            "勾选的人里有 %d 人已经不在这张名单上，没有记。",
            "勾选的人里有 %d 人已经不在这张名单上，没有记。",
            gone,
        )
        messages.warning(request, words % gone)


@require_http_methods(["GET", "HEAD", "POST"])
def unspoken(request: SignedInRequest, contact: UUID) -> HttpResponse:
    """Ask why a note of having spoken to somebody was a mistake, and take it back."""
    desk = desk_of(request)
    found = get_object_or_404(
        Contact.objects.select_related("learner", "by"),
        pk=contact,
        cohort__congress=desk.congress,
    )
    form = forms.UnspokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "contact": found, "back": _back(request)}
        status = 422 if form.is_bound else 200
        return render(request, "pages/lists/unspoken.html", NAV | context, status=status)
    reason = form.cleaned_data["reason"]
    take_back(contact=found, reason=reason, by=desk.officer, now=desk.now)
    messages.success(request, _("撤回了。原来那条还留着，标明已撤回。"))
    return redirect(_back(request))


@require_POST
def calls(request: SignedInRequest) -> HttpResponse:
    """The chosen people as a list of calls, to be printed."""
    desk = desk_of(request)
    asked = _known(request, desk)
    context = {"people": _chosen(request, desk, asked), "desk": desk, "now": desk.now}
    context |= {"asked": asked, "name": LISTS[asked.which], "back": _back(request)}
    return render(request, "pages/lists/calls.html", NAV | context)


@require_POST
def export(request: SignedInRequest) -> HttpResponseBase:
    """The whole list as a file, noted in the audit log."""
    desk = desk_of(request)
    asked = _known(request, desk)
    kind = request.POST.get("kind")
    if kind not in {"xlsx", "csv"}:
        raise Http404
    scope = Scope(desk.congress)
    return sent(exports.export(asked=asked, scope=scope, kind=kind, by=desk.officer, now=desk.now))
