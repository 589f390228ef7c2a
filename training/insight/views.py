"""Statistics, read-only: overview › unit › person › records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from training.insight import exports, forms, records as told, selectors
from training.insight.definitions import DEFINITIONS
from training.insight.selectors import Completion, Filters, Item, PersonRow
from training.people.access import insight_scope, unit_in_scope

PEOPLE_PER_PAGE = 200
RECORDS_PER_PAGE = 100


def _question(request: HttpRequest, now: datetime) -> tuple[Any, forms.Asked]:
    """The viewer's scope and what she asked; Http404 for people without a scope."""
    scope = insight_scope(request.user, timezone.localdate(now))
    given = request.POST if request.method == "POST" else request.GET
    return scope, forms.asked(given, scope=scope, now=now)


def _person(request: HttpRequest, person: UUID) -> tuple[forms.Asked, Completion, PersonRow]:
    """One person of the class inside the viewer's scope; Http404 for anybody else."""
    now = timezone.now()
    scope, asked = _question(request, now)
    if asked.cohort is None:
        raise Http404
    completion = selectors.completion(
        scope=scope, cohort=asked.cohort, now=now, filters=Filters(learner_id=person)
    )
    if not completion.people:
        raise Http404
    return asked, completion, completion.people[0]


def _item(completion: Completion, code: str) -> Item | None:
    """The required item that was named, if one was; Http404 for an unknown one."""
    found = next((item for item in completion.items if item.code == code), None)
    if code and found is None:
        raise Http404
    return found


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The class in figures: in all, by township, by group, by kind of term."""
    now = timezone.now()
    scope, asked = _question(request, now)
    if asked.cohort is None:
        return render(request, "pages/insight/empty.html", {"nav": "overview", "scope": scope})
    completion = selectors.completion(
        scope=scope, cohort=asked.cohort, now=now, filters=asked.overview
    )
    context = {"nav": "overview", "asked": asked, "completion": completion}
    return render(request, "pages/insight/overview.html", context)


def _people(request: HttpRequest, unit_id: int | None = None) -> HttpResponse:
    now = timezone.now()
    scope, asked = _question(request, now)
    unit = unit_in_scope(scope, unit_id) if unit_id is not None else None
    if unit and unit.kind not in selectors.UNITS:
        raise Http404
    if asked.cohort is None:
        return render(request, "pages/insight/empty.html", {"nav": "overview", "scope": scope})
    asked = forms.in_unit(asked, unit.pk) if unit else asked
    completion = selectors.completion(
        scope=scope, cohort=asked.cohort, now=now, filters=asked.filters
    )
    page = Paginator(completion.people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {"nav": "overview", "asked": asked, "completion": completion, "unit": unit}
    return render(request, "pages/insight/people.html", context | {"page": page})


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people behind a figure, by unit, group, kind of term and state."""
    return _people(request)


@require_safe
def unit(request: HttpRequest, unit: int) -> HttpResponse:
    """The people of one township."""
    return _people(request, unit)


@require_safe
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's required items: done when, and by what."""
    asked, completion, row = _person(request, person)
    enrolment = told.enrolment_of(row)
    scores = told.may_see_scores(enrolment, request.user)
    lines = told.checklist(row=row, items=completion.items, enrolment=enrolment, scores=scores)
    context = {"nav": "overview", "asked": asked, "completion": completion, "row": row}
    return render(
        request,
        "pages/insight/person.html",
        context | {"enrolment": enrolment, "lines": lines, "scores": scores},
    )


@require_safe
def records(request: HttpRequest, person: UUID) -> HttpResponse:
    """The learning records behind a person's number, or behind one item of it."""
    asked, completion, row = _person(request, person)
    item = _item(completion, request.GET.get("item", ""))
    enrolment = told.enrolment_of(row)
    scores = told.may_see_scores(enrolment, request.user)
    found = told.statements(enrolment=enrolment, viewer=request.user, item=item)
    page = Paginator(found, RECORDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"nav": "overview", "asked": asked, "completion": completion, "row": row}
    lines = told.record_lines(page.object_list, scores=scores)
    more = {"item": item, "page": page, "lines": lines, "scores": scores}
    return render(request, "pages/insight/records.html", context | more)


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """What each figure means."""
    insight_scope(request.user, timezone.localdate())
    context = {"nav": "overview", "definitions": DEFINITIONS}
    return render(request, "pages/insight/definitions.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The figures just seen, as a file. A POST, because it is written into the audit log."""
    now = timezone.now()
    scope, asked = _question(request, now)
    wish = forms.ExportForm(request.POST)
    if asked.cohort is None or not wish.is_valid():
        raise Http404
    completion = selectors.completion(
        scope=scope, cohort=asked.cohort, now=now, filters=asked.filters
    )
    file = exports.export(completion=completion, by=request.user, now=now, **wish.cleaned_data)
    named = content_disposition_header(True, file.name)
    headers = {"Content-Disposition": named or "attachment"}
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)
