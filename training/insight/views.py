"""Statistics, read-only: overview › unit › person › records."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.core.downloads import attached
from training.cohorts.models import Enrolment
from training.insight import figures, forms, handing, selectors
from training.insight import records as told
from training.insight.access import Viewing, viewing
from training.insight.definitions import DEFINITIONS
from training.insight.selectors import Completion, Filters, Item, PersonRow
from training.insight.showing import crumbs, people_list, shown
from training.learning.contacts.selectors import contacts_with
from training.people.access import unit_in_scope

RECORDS_PER_PAGE = 100


def _completion(
    look: Viewing, asked: forms.Asked, filters: Filters | None = None
) -> Completion | None:
    """The figures asked for, or None as long as there is no class."""
    if asked.cohort is None:
        return None
    wanted = asked.filters if filters is None else filters
    return selectors.completion(scope=look.scope, cohort=asked.cohort, now=look.now, filters=wanted)


def _nothing_yet(request: HttpRequest, look: Viewing) -> HttpResponse:
    """The page of a congress that has no class."""
    return render(request, "pages/insight/empty.html", {"nav": "overview", "scope": look.scope})


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The class in figures: in all, by township, delegation, group and kind of term, day by day."""
    look = viewing(request)
    asked = forms.asked(request.GET, scope=look.scope, now=look.now)
    if asked.cohort is None:
        return _nothing_yet(request, look)
    told = figures.overview(
        scope=look.scope, cohort=asked.cohort, now=look.now, filters=asked.overview
    )
    whole = "whole" in request.GET
    drawn = shown(told, asked, whole=whole)
    context = {
        "nav": "overview",
        "asked": asked,
        "completion": told,
        "shown": drawn,
        "whole": whole,
    }
    return render(request, "pages/insight/overview.html", context)


def _people(request: HttpRequest, unit_id: int | None) -> HttpResponse:
    look = viewing(request)
    asked = forms.asked(request.GET, scope=look.scope, now=look.now)
    unit = None
    if unit_id is not None:
        unit = unit_in_scope(look.scope, unit_id)
        if unit.kind not in selectors.UNITS:
            raise Http404
        asked = forms.in_unit(asked, unit.pk)
    if asked.cohort is None:
        return _nothing_yet(request, look)
    listed = people_list(
        look=look, asked=asked, cohort=asked.cohort, page=request.GET.get("page", "")
    )
    way = crumbs(asked, unit=unit, last="" if unit else _("名单"))
    context = {"nav": "overview", "asked": asked, "unit": unit, "listed": listed, "crumbs": way}
    return render(request, "pages/insight/people.html", context)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people behind a figure, by unit, group, kind of term and state."""
    return _people(request, None)


@require_safe
def unit(request: HttpRequest, unit: int) -> HttpResponse:
    """The people of one township."""
    return _people(request, unit)


@dataclass(frozen=True)
class _Person:
    """One person of the class, as the pages about her need her."""

    asked: forms.Asked
    completion: Completion
    row: PersonRow
    enrolment: Enrolment
    scores: bool

    def item(self, code: str) -> Item | None:
        """The required item that was named, if one was; Http404 for an unknown one."""
        found = next((item for item in self.completion.items if item.code == code), None)
        if code and found is None:
            raise Http404
        return found


def _person(request: HttpRequest, look: Viewing, person: UUID) -> _Person:
    """A person inside the viewer's scope; Http404 for anybody else."""
    asked = forms.asked(request.GET, scope=look.scope, now=look.now)
    completion = _completion(look, asked, Filters(learner_id=person))
    if completion is None or not completion.people:
        raise Http404
    row = completion.people[0]
    enrolment = told.enrolment_of(row)
    scores = told.may_see_scores(enrolment, look.viewer)
    return _Person(asked, completion, row, enrolment, scores)


@require_safe
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's required items: done when, and by what."""
    look = viewing(request)
    known = _person(request, look, person)
    lines = told.checklist(
        row=known.row,
        items=known.completion.items,
        enrolment=known.enrolment,
        scores=known.scores,
    )
    way = crumbs(known.asked, unit=known.row.unit, row=known.row)
    context = {"lines": lines, "runs_office": look.runs_office, "crumbs": way, **vars(known)}
    context["nav"] = "overview"
    if context["runs_office"]:
        context["contacts"] = contacts_with(known.enrolment.cohort, person)
    return render(request, "pages/insight/person.html", context)


@require_safe
def records(request: HttpRequest, person: UUID) -> HttpResponse:
    """The learning records behind a person's number, or behind one item of it."""
    look = viewing(request)
    known = _person(request, look, person)
    item = known.item(request.GET.get("item", ""))
    found = told.statements(enrolment=known.enrolment, viewer=look.viewer, item=item)
    page = Paginator(found, RECORDS_PER_PAGE).get_page(request.GET.get("page"))
    lines = told.record_lines(page.object_list, scores=known.scores)
    way = crumbs(known.asked, unit=known.row.unit, row=known.row, last=_("学习记录"))
    context = {"nav": "overview", "item": item, "page": page, "lines": lines, "crumbs": way}
    context |= vars(known)
    return render(request, "pages/insight/records.html", context)


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """What each figure means."""
    viewing(request)
    context = {"nav": "overview", "definitions": DEFINITIONS}
    return render(request, "pages/insight/definitions.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The figures just seen, as a file. A POST, because it is written into the audit log."""
    look = viewing(request)
    wish = forms.ExportForm(request.POST)
    asked = forms.asked(request.POST, scope=look.scope, now=look.now)
    if asked.cohort is None or not wish.is_valid():
        raise Http404
    wanted = handing.Wanted(
        table=wish.cleaned_data["table"],
        scope=look.scope,
        cohort=asked.cohort,
        filters=asked.filters if wish.cleaned_data["what"] == "people" else asked.overview,
        order=asked.order,
        kind=wish.cleaned_data["kind"],
        by=look.viewer,
        now=look.now,
    )
    if wish.cleaned_data["what"] == "units":
        try:
            file = handing.overview_file(wanted)
        except LookupError:
            raise Http404 from None
        return attached(file.content, name=file.name, content_type=file.content_type)
    return handing.sent(handing.people_file(wanted))
