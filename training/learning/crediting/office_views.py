"""Hours at the office's desk, and read-only for directors: people, accounts, appeals, the table."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.downloads import attached
from training.learning.crediting import access, appeals, exports, forms, selectors, tables
from training.learning.crediting.access import Looking
from training.learning.crediting.errors import CreditingRefused
from training.learning.crediting.exports import Exported
from training.learning.crediting.models import HourAppeal
from training.learning.crediting.selectors import Filters
from training.learning.hours.models import HoursTable
from training.learning.hours.selectors import (
    account,
    default_rules,
    lines_by_version,
    rules_of,
    sentence,
    versions,
)
from training.people.requests import SignedInRequest

PER_PAGE = 200
require_form = require_http_methods(["GET", "HEAD", "POST"])


def handed_out(file: Exported) -> HttpResponse:
    """A file as a download."""
    return attached(file.content, name=file.name, content_type=file.content_type)


def _asked(look: Looking, given: QueryDict) -> tuple[forms.HoursForm, Filters]:
    """The filters; this year's days unless some were asked for. Http404 for foreign ones."""
    asked = given.dict()
    if "since" not in asked and "until" not in asked:
        asked["since"] = date(look.today.year, 1, 1).isoformat()
    form = forms.HoursForm(asked, scope=look.scope)
    filters = form.filters()
    if filters is None:
        raise Http404(_("没有这样的镇街、小组或日期。"))
    return form, filters


def _people(request: SignedInRequest, look: Looking) -> HttpResponse:
    form, filters = _asked(look, request.GET)
    rows = selectors.people_hours(look.scope, filters)
    context = {
        "nav": "hours" if look.at_desk else "insight_hours",
        "look": look,
        "form": form,
        "filters": filters,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "columns": selectors.COLUMNS,
        "all": selectors.gathered(_("合计"), rows),
        "units": selectors.gathered_by(rows, "unit"),
        "groups": selectors.gathered_by(rows, "group"),
        "waiting": selectors.waiting(look.congress) if look.at_desk else 0,
    }
    return render(request, "pages/hours/people.html", context)


def _account(request: SignedInRequest, look: Looking, person_id: UUID) -> HttpResponse:
    known = access.person(look, person_id)
    _form, filters = _asked(look, request.GET)
    context = {
        "nav": "hours" if look.at_desk else "insight_hours",
        "look": look,
        "person": known,
        "account": account(known.pk, since=filters.since, until=filters.until),
        "filters": filters,
        "appeals": selectors.appeals_of(known) if look.at_desk else [],
    }
    return render(request, "pages/hours/person.html", context)


def _export(request: SignedInRequest, look: Looking) -> HttpResponse:
    wish = forms.KindForm(request.POST)
    if not wish.is_valid():
        raise Http404
    _form, filters = _asked(look, request.POST)
    kind = wish.cleaned_data["kind"]
    file = exports.export_people(
        scope=look.scope, filters=filters, kind=kind, by=look.viewer, now=look.now
    )
    return handed_out(file)


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody's hours, by unit and group, at the desk."""
    return _people(request, access.desk(request))


@require_safe
def seen_people(request: SignedInRequest) -> HttpResponse:
    """The same for whoever sees statistics; a director her own unit."""
    return _people(request, access.reading(request))


@require_safe
def person(request: SignedInRequest, person: UUID) -> HttpResponse:
    """One person's account, at the desk."""
    return _account(request, access.desk(request), person)


@require_safe
def seen_person(request: SignedInRequest, person: UUID) -> HttpResponse:
    """The same for whoever sees statistics."""
    return _account(request, access.reading(request), person)


@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """The list as a file. A POST, because it is written into the audit log."""
    return _export(request, access.desk(request))


@require_POST
def seen_export(request: SignedInRequest) -> HttpResponse:
    """The same for whoever sees statistics."""
    return _export(request, access.reading(request))


@require_POST
def export_person(request: SignedInRequest, person: UUID) -> HttpResponse:
    """One person's lines of the days looked at, as a file."""
    look = access.desk(request)
    known = access.person(look, person)
    wish = forms.KindForm(request.POST)
    if not wish.is_valid():
        raise Http404
    _form, filters = _asked(look, request.POST)
    told = account(known.pk, since=filters.since, until=filters.until)
    kind = wish.cleaned_data["kind"]
    file = exports.export_account(
        person=known, account=told, kind=kind, by=look.viewer, now=look.now
    )
    return handed_out(file)


@require_safe
def appeal_queue(request: SignedInRequest) -> HttpResponse:
    """What waits for an answer, and what was answered last."""
    look = access.desk(request)
    told = selectors.appeals_to(look.congress, waiting=False)
    context = {
        "nav": "hours",
        "waiting": list(selectors.appeals_to(look.congress, waiting=True)),
        "page": Paginator(told, 50).get_page(request.GET.get("page")),
    }
    return render(request, "pages/hours/appeals.html", context)


def _answered(look: Looking, appeal: HourAppeal, form: forms.AnswerForm) -> bool:
    """Whether the answer was taken; if not, the form says why."""
    typed = form.cleaned_data
    common: dict[str, Any] = {
        "appeal": appeal,
        "answer": typed["answer"],
        "by": look.viewer,
        "now": look.now,
    }
    try:
        if typed["accepted"] == "yes":
            appeals.accept(credit=typed["credit"], **common)
        else:
            appeals.decline(**common)
    except CreditingRefused as refused:
        form.add_error("credit" if refused.code == "below_nothing" else None, refused.reason)
        return False
    return True


@require_form
def appeal(request: SignedInRequest, appeal: UUID) -> HttpResponse:
    """One objection beside the account of its day, and the answer to it."""
    look = access.desk(request)
    known = access.appeal(look, appeal)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(look, known, form):
        messages.success(request, _("已答复，代表在自己的学时页上看得到。"))
        return redirect("hours:appeals")
    day = account(known.learner_id, since=known.day, until=known.day)
    context = {
        "nav": "hours",
        "appeal": known,
        "form": form,
        "day": day,
        "told": sentence(known.entry) if known.entry else "",
    }
    return render(request, "pages/hours/answer.html", context)


def _table_page(
    request: SignedInRequest, look: Looking, form: forms.TableForm, **more: Any
) -> HttpResponse:
    context = {
        "nav": "hours",
        "form": form,
        "rules": rules_of(versions(look.congress.pk), today=look.today),
        "lines": lines_by_version(look.congress.pk),
        "default_rules": default_rules(),
        "today": look.today,
    }
    return render(request, "pages/hours/table.html", context | more)


def _present(look: Looking) -> HoursTable:
    """The newest version, or what will be the first; nothing is written on a GET."""
    known = versions(look.congress.pk)
    return known[0] if known else HoursTable(congress=look.congress, number=1)


@require_form
def table(request: SignedInRequest) -> HttpResponse:
    """The table and its history; a new version is shown with what it changes before it counts."""
    look = access.desk(request)
    initial = forms.numbers_of(_present(look), look.today)
    form = forms.TableForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _table_page(request, look, form)
    try:
        version = tables.next_version(
            congress=look.congress,
            numbers=form.numbers(),
            reason=form.cleaned_data["reason"],
            by=look.viewer,
            now=look.now,
        )
        return _adopted(request, look, form, version)
    except CreditingRefused as refused:
        form.add_error(None, refused.reason)
        return _table_page(request, look, form)


def _adopted(
    request: SignedInRequest, look: Looking, form: forms.TableForm, version: HoursTable
) -> HttpResponse:
    """Write the version, or first show what it would do to lines that stand already."""
    past = tables.touches_the_past(version, look.today)
    if past and "confirm" not in request.POST:
        rehearsal = tables.rehearse(version=version, now=look.now)
        return _table_page(request, look, form, rehearsal=rehearsal)
    tables.adopt(version=version, now=look.now)
    words = _("第 %d 版办法已经生效。") if past else _("第 %d 版办法已经存好，到日子生效。")
    messages.success(request, words % version.number)
    return redirect("hours:table")
