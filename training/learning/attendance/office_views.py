"""Check-in at the office's desk: leave, one person, refusals, the rules, Excel."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.downloads import attached
from training.learning.attendance import access, exports, forms, leaves, rules, selectors
from training.learning.attendance.errors import LeaveRefused
from training.people.models import User
from training.people.requests import SignedInRequest

PER_PAGE = 100
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
def leave_queue(request: SignedInRequest) -> HttpResponse:
    """Requests for leave that wait, answered here one by one or many at once."""
    here = access.office(request)
    waiting = list(selectors.leaves_to(here.congress, waiting=True))
    if request.method == "POST":
        form = forms.AnswerForm(request.POST, waiting={one.pk for one in waiting})
        _answer(request, here, form)
        return redirect("attendance:leaves")
    told = selectors.leaves_to(here.congress, waiting=False)
    context = {
        "nav": "attendance",
        "desk": here,
        "waiting": waiting,
        "page": Paginator(told, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "pages/attendance/leaves.html", context)


def _answer(request: SignedInRequest, here: access.Desk, form: forms.AnswerForm) -> None:
    if not form.is_valid():
        messages.error(request, _("请先勾选要答复的。已经没有的，是同事先答复了。"))
        return
    chosen = form.cleaned_data
    answer = leaves.Answer(chosen["verdict"] == "yes", chosen["words"])
    try:
        n = leaves.answer(
            leaves=chosen["one"],
            congress=here.congress,
            answer=answer,
            by=here.officer,
            now=here.now,
        )
    except LeaveRefused as refused:
        messages.error(request, refused.reason)
    else:
        told = ngettext("答复了 %d 条请假，已经通知本人。", "答复了 %d 条请假，已经通知本人。", n)
        messages.success(request, told % n)


def _person_page(
    request: SignedInRequest, here: access.Desk, person: User, form: Any
) -> HttpResponse:
    cells = selectors.cells_of(person, here.now, here.congress)
    context = {
        "nav": "attendance",
        "desk": here,
        "person": person,
        "cells": cells,
        "counts": selectors.counted(cells),
        "clock": cells[0].clock if cells else here.now,
        "history": selectors.history_of(person, here.congress),
        "refusals": selectors.refusals_of(person, here.congress),
        "form": form,
    }
    return render(request, "pages/attendance/person.html", context)


@require_form
def person(request: SignedInRequest, person: UUID) -> HttpResponse:
    """One person against every session, with all that was recorded, taken back and refused; and
    leave that she asked for by telephone."""
    here = access.office(request)
    known = access.person(here, person)
    mine = selectors.cells_of(known, here.now, here.congress)
    sessions = [one.scheduled for one in mine if one.may_ask_leave]
    form = forms.LeaveForm(request.POST or None, sessions=sessions)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        wish = leaves.Wish([one.pk for one in typed["scheduled"]], typed["kind"], typed["words"])
        try:
            leaves.grant(learner=known, wish=wish, by=here.officer, now=here.now)
        except LeaveRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("请假记下了，已经通知本人。"))
            return redirect("attendance:person", person=known.pk)
    return _person_page(request, here, known, form)


@require_safe
def refusals(request: SignedInRequest, cohort: int) -> HttpResponse:
    """Why people of a class could not check in, the newest first."""
    here = access.staff(request)
    known = access.cohort(here, cohort)
    page = Paginator(selectors.refusals_in(known), PER_PAGE).get_page(request.GET.get("page"))
    context = {"nav": "attendance", "desk": here, "cohort": known, "page": page}
    return render(request, "pages/attendance/refusals.html", context)


@require_form
def set_rules(request: SignedInRequest) -> HttpResponse:
    """When check-in opens, what is late, whether late counts."""
    here = access.office(request)
    found = rules.rules_of(here.congress)
    form = forms.RulesForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        numbers = {name: form.cleaned_data[name] for name in rules.NUMBERS}
        rules.set_rules(congress=here.congress, numbers=numbers, by=here.officer, now=here.now)
        messages.success(request, _("签到规则改好了，从现在起的签到照新的算，以前的不变。"))
        return redirect("attendance:rules")
    context = {"nav": "attendance", "desk": here, "form": form, "rules": found}
    return render(request, "pages/attendance/rules.html", context)


@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """A class's attendance as Excel. A POST, because it is written into the audit log."""
    here = access.office(request)
    form = forms.CohortForm(request.POST, congress=here.congress)
    if not form.is_valid():
        raise Http404
    file = exports.export(cohort=form.cleaned_data["cohort"], by=here.officer, now=here.now)
    return attached(file.content, name=file.name, content_type=file.content_type)
