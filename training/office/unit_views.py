"""Townships, streets, delegations, groups and terms of the congress."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.office import access, post_forms, selectors, services
from training.office.access import Desk
from training.people import organisations
from training.people.errors import PersonRefused
from training.people.models import Organisation, Term

require_form = require_http_methods(["GET", "HEAD", "POST"])
NAV = {"nav": "units"}


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Every unit with how many are in it, and the terms."""
    desk = access.desk_of(request)
    found = organisations.units_of(desk.congress, desk.today)
    grouped = selectors.in_groups(desk.congress, desk.today)
    kinds = [
        (Organisation.Kind(kind).label, [(unit, _people(unit, grouped)) for unit in those])
        for kind, those in groupby(sorted(found, key=_place), key=lambda unit: unit.kind)
    ]
    terms = [
        (term, organisations.in_force(term, desk.now), organisations.ended(term, desk.today))
        for term in desk.congress.terms.all()
    ]
    context = {"kinds": kinds, "terms": terms, "today": desk.today}
    return render(request, "pages/office/units.html", NAV | context)


def _place(unit: Organisation) -> tuple[int, int, str]:
    return organisations.KEPT.index(Organisation.Kind(unit.kind)), unit.order, unit.name


@require_form
def add_unit(request: HttpRequest) -> HttpResponse:
    """A new township, street, delegation or group."""
    desk = access.desk_of(request)
    form = post_forms.UnitForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        try:
            unit = organisations.add_unit(
                congress=desk.congress, details=form.details(), by=desk.officer, now=desk.now
            )
        except PersonRefused as refused:
            form.add_error("name", refused.reason)
        else:
            messages.success(request, _("已添加%s。") % unit)
            return redirect("office:units")
    return render(request, "pages/office/unit.html", NAV | {"form": form})


@require_form
def unit(request: HttpRequest, unit: int) -> HttpResponse:
    """Rename a unit, put it in its place, or close it."""
    desk = access.desk_of(request)
    known = access.unit(desk, unit)
    initial = {"name": known.name, "name_en": known.name_en, "order": known.order}
    form = post_forms.UnitForm(request.POST or None, unit=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.correct_unit(
                unit=known, details=form.details(), by=desk.officer, now=desk.now
            )
        except PersonRefused as refused:
            form.add_error("name", refused.reason)
        else:
            messages.success(request, _("已更正，并记入审计记录。"))
            return redirect("office:units")
    closing = post_forms.CloseUnitForm(initial={"last_day": desk.today})
    context = {"unit": known, "form": form, "closing": closing, "people": _now_in(desk, known)}
    return render(request, "pages/office/unit.html", NAV | context)


def _now_in(desk: Desk, unit: Organisation) -> int:
    grouped = selectors.in_groups(desk.congress, desk.today)
    found = organisations.units_of(desk.congress, desk.today).get(pk=unit.pk)
    return _people(found, grouped)


def _people(unit: Any, grouped: Mapping[int, int]) -> int:
    """How many are in a unit as units_of counts them, and by their place in a class."""
    return int(unit.people) + grouped.get(unit.pk, 0)


@require_POST
def close_unit(request: HttpRequest, unit: int) -> HttpResponse:
    """Close a unit after a day, or open it again."""
    desk = access.desk_of(request)
    known = access.unit(desk, unit)
    if "reopen" in request.POST:
        organisations.reopen_unit(unit=known, by=desk.officer, now=desk.now)
        messages.success(request, _("已恢复%s。") % known)
        return redirect("office:units")
    form = post_forms.CloseUnitForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填最后一天。"))
        return redirect("office:unit", unit=known.pk)
    try:
        services.close_unit(desk=desk, unit=known, last_day=form.cleaned_data["last_day"])
    except PersonRefused as refused:
        messages.error(request, refused.reason)
        return redirect("office:unit", unit=known.pk)
    messages.success(request, _("%s已撤销，以前的任职和统计都保留。") % known)
    return redirect("office:units")


@require_form
def open_term(request: HttpRequest) -> HttpResponse:
    """A term with its dates."""
    desk = access.desk_of(request)
    newest = desk.congress.terms.first()
    form = post_forms.TermForm(
        request.POST or None, initial={"number": newest.number + 1 if newest else 1}
    )
    if request.method == "POST" and form.is_valid():
        try:
            term = organisations.open_term(
                congress=desk.congress, details=form.details(), by=desk.officer, now=desk.now
            )
        except PersonRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("已建立第 %d 届。") % term.number)
            return redirect("office:units")
    return render(request, "pages/office/open_term.html", NAV | {"form": form})


@require_form
def term(request: HttpRequest, term: int) -> HttpResponse:
    """The dates of a term."""
    desk = access.desk_of(request)
    known = access.term(desk, term)
    initial = {"starts_on": known.starts_on, "ends_on": known.ends_on}
    form = post_forms.TermForm(request.POST or None, term=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.correct_term(
                term=known, by=desk.officer, now=desk.now, **form.cleaned_data
            )
        except PersonRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("已更正，并记入审计记录。"))
            return redirect("office:units")
    return render(request, "pages/office/open_term.html", NAV | {"form": form, "term": known})


@require_form
def end_term(request: HttpRequest, term: int) -> HttpResponse:
    """End a term on one page: who is carried over, who leaves; everything is kept."""
    desk = access.desk_of(request)
    known = access.term(desk, term)
    following = desk.congress.terms.filter(number__gt=known.number).order_by("number").first()
    last_day = known.ends_on or desk.today
    people = organisations.deputies_of(desk.congress, last_day)
    form = post_forms.EndTermForm(
        request.POST or None, people=people, initial={"last_day": last_day}
    )
    if request.method == "POST" and form.is_valid() and _ended(request, desk, known, form):
        return redirect("office:units")
    context = {
        "term": known,
        "following": following,
        "people": people,
        "form": form,
        "chosen": set(request.POST.getlist("person")),
    }
    return render(request, "pages/office/end_term.html", NAV | context)


def _ended(request: HttpRequest, desk: Desk, term: Term, form: post_forms.EndTermForm) -> bool:
    """Whether the term was ended; if not, the reason stands on the form."""
    following = desk.congress.terms.filter(number__gt=term.number).order_by("number").first()
    try:
        done = organisations.end_term(
            term=term,
            last_day=form.cleaned_data["last_day"],
            re_elected=form.cleaned_data["person"],
            following=following,
            by=desk.officer,
            now=desk.now,
        )
    except PersonRefused as refused:
        form.add_error(None, refused.reason)
        return False
    told = _("第 %(n)d 届已结束：%(ended)d 人任期届满，%(kept)d 人连任。学习记录都保留。")
    words = {"n": term.number, "ended": done.ended, "kept": done.carried_over}
    messages.success(request, told % words)
    return True
