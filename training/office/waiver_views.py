"""The office's desk: waivers, rulings and what a programme requires."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from training.cohorts.versions import changes_of
from training.learning.progress.acts import acts_of
from training.learning.progress.checklist import checklist_of
from training.learning.waivers import selectors as waivers
from training.learning.waivers import services
from training.learning.waivers.errors import WaiverRefused
from training.learning.waivers.services import Ground, Kind
from training.office import access, waiver_forms, waiver_pages
from training.office.access import Desk

require_form = require_http_methods(["GET", "HEAD", "POST"])
NAV = {"nav": "waivers"}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The waivers and rulings of a class, the newest first."""
    desk = access.desk_of(request)
    choice = waiver_pages.chosen(desk, request.GET.get("cohort", ""))
    page, rows = waiver_pages.acts_page(choice.cohort, request.GET.get("p"))
    form = waiver_forms.ClassForm(_asked(choice), classes=choice.classes)
    context = {**NAV, "choice": choice, "form": form, "page": page, "rows": rows}
    return render(request, "pages/office/waivers/list.html", context)


def _asked(choice: waiver_pages.Choice, **more: str) -> dict[str, str]:
    return {"cohort": choice.cohort.key if choice.cohort else "", **more}


@require_form
def give(request: HttpRequest) -> HttpResponse:
    """Choose an item, then the people and the grounds."""
    desk = access.desk_of(request)
    asked = request.POST or request.GET
    choice = waiver_pages.chosen(desk, asked.get("cohort", ""))
    item = choice.item(asked.get("item", ""))
    find = _asked(choice, item=item["code"] if item else "", q=asked.get("q", ""))
    context = {
        **NAV,
        "choice": choice,
        "item": item,
        "find": waiver_forms.ItemForm(find, classes=choice.classes, items=choice.items),
    }
    if item is None or choice.cohort is None:
        return render(request, "pages/office/waivers/give.html", context)
    return _grounds(request, desk, choice, context)


def _grounds(
    request: HttpRequest, desk: Desk, choice: Any, context: dict[str, Any]
) -> HttpResponse:
    """The people who lack the item, and the form of the grounds."""
    item, asked = context["item"], request.POST or request.GET
    people = waiver_pages.candidates(
        choice.cohort,
        item,
        text=asked.get("q", "").strip(),
        ticked=frozenset(asked.getlist("enrolment")),
    )
    lacking = waiver_pages.lacking(choice.cohort, item["code"])
    form = waiver_forms.WaiverForm(
        request.POST or None,
        on_offer=lacking.select_related("learner", "cohort__programme"),
        initial=_suggested(people),
    )
    if request.method == "POST" and form.is_valid() and _given(desk, item["code"], people, form):
        return _after(request, choice, len(form.cleaned_data["enrolment"]))
    context |= {"people": people, "form": form, "title": waiver_forms.title_of(item)}
    return render(request, "pages/office/waivers/give.html", context)


def _suggested(people: waiver_pages.Candidates) -> dict[str, Any]:
    words = people.suggestion
    return {"reason": words, "kind": Kind.EQUIVALENT_AU} if words else {}


def _given(desk: Desk, code: str, people: waiver_pages.Candidates, form: Any) -> bool:
    """Whether the waivers were given; if not, the reason stands on the form."""
    typed = form.cleaned_data
    ground = Ground(kind=Kind(typed["kind"]), reason=typed["reason"], earlier=people.earlier)
    try:
        services.waive_several(
            enrolments=list(typed["enrolment"]),
            code=code,
            ground=ground,
            by=desk.officer,
            now=desk.now,
        )
    except WaiverRefused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


def _after(request: HttpRequest, choice: Any, count: int) -> HttpResponse:
    told = ngettext("已给 %(n)s 人免修。", "已给 %(n)s 人免修。", count) % {"n": count}
    messages.success(request, told)
    return redirect(f"{reverse('office:waivers')}?{urlencode({'cohort': choice.cohort.key})}")


@require_safe
def person(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """One person's required items with what the office may do about each."""
    desk = access.desk_of(request)
    known = waiver_pages.enrolment_at_desk(desk, enrolment)
    context = {
        **NAV,
        "enrolment": known,
        "checklist": checklist_of(known),
        "acts": waivers.named(acts_of(known.learner_id, known.pk)),
    }
    return render(request, "pages/office/waivers/person.html", context)


@require_form
def rule(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Declare an item, or the whole verdict, done or not done."""
    desk = access.desk_of(request)
    known = waiver_pages.enrolment_at_desk(desk, enrolment)
    checklist = checklist_of(known)
    code = request.GET.get("item", "")
    line = next((one for one in checklist.lines if one.code == code), None)
    if code and line is None:
        raise Http404
    form = waiver_forms.RulingForm(request.POST or None, code=code)
    if request.method == "POST" and form.is_valid() and _ruled(desk, known, form):
        messages.success(request, _("裁定已记下。"))
        return redirect("office:waivers_person", enrolment=known.pk)
    context = {**NAV, "enrolment": known, "checklist": checklist, "line": line, "form": form}
    return render(request, "pages/office/waivers/rule.html", context)


def _ruled(desk: Desk, enrolment: Any, form: waiver_forms.RulingForm) -> bool:
    try:
        services.rule(enrolment=enrolment, ruling=form.ruling(), by=desk.officer, now=desk.now)
    except WaiverRefused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


@require_form
def take_back(request: HttpRequest, enrolment: UUID, statement: UUID) -> HttpResponse:
    """Say what taking a waiver or a ruling back does, then do it with a reason."""
    desk = access.desk_of(request)
    known = waiver_pages.enrolment_at_desk(desk, enrolment)
    acts = waivers.named(acts_of(known.learner_id, known.pk))
    told = next((one for one in acts if one.act.statement_id == statement), None)
    if told is None:
        raise Http404
    form = waiver_forms.TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _taken_back(desk, known, statement, form):
        messages.success(request, _("已撤回，进度已重新计算。"))
        return redirect("office:waivers_person", enrolment=known.pk)
    context = {**NAV, "enrolment": known, "told": told, "form": form}
    return render(request, "pages/office/waivers/take_back.html", context)


def _taken_back(desk: Desk, enrolment: Any, statement: UUID, form: Any) -> bool:
    try:
        services.take_back(
            enrolment=enrolment,
            statement_id=statement,
            reason=form.cleaned_data["reason"],
            by=desk.officer,
            now=desk.now,
        )
    except WaiverRefused as refused:
        form.add_error(None, refused.reason)
        return False
    return True


@require_safe
def requirements(request: HttpRequest) -> HttpResponse:
    """What a class's programme requires, since when, and what changed from version to version."""
    desk = access.desk_of(request)
    choice = waiver_pages.chosen(desk, request.GET.get("cohort", ""))
    form = waiver_forms.ClassForm(_asked(choice), classes=choice.classes)
    changes = changes_of(choice.cohort.programme_id) if choice.cohort else []
    context = {**NAV, "choice": choice, "form": form, "changes": changes}
    return render(request, "pages/office/waivers/requirements.html", context)
