"""The office's desk: the roster, a person, sign-in slips."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.office import access, forms, selectors, services
from training.office.access import Desk
from training.office.selectors import RosterFilters
from training.office.slips import printed
from training.office.todo import todo_of
from training.people import services as people_services
from training.people.errors import PersonRefused
from training.people.models import Membership, User

PER_PAGE = 50
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits at the desk, and the search box."""
    desk = access.desk_of(request)
    cohort = next(iter(selectors.classes(desk.congress, desk.today)), None)
    counts = selectors.counts(desk.congress, today=desk.today, cohort=cohort)
    context = {"nav": "desk", "desk": desk, "cohort": cohort, "counts": counts}
    return render(request, "pages/office/home.html", context | {"todo": todo_of(desk.congress)})


def _roster(desk: Desk, filters: RosterFilters, number: str | None) -> tuple[Any, Any]:
    """One page of the roster: the page, and its rows."""
    cohort = next(iter(selectors.classes(desk.congress, desk.today)), None)
    found = selectors.roster(desk.congress, filters, today=desk.today, cohort=cohort)
    page = Paginator(found, PER_PAGE).get_page(number)
    rows = selectors.rows(list(page), desk.congress, now=desk.now, today=desk.today)
    return page, rows


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The roster, searched and filtered; a foreign filter shows nobody and says so."""
    desk = access.desk_of(request)
    form = forms.RosterForm(request.GET, congress=desk.congress)
    filters = form.filters()
    if filters is None:
        raise Http404(_("没有这样的镇街或角色。"))
    page, rows = _roster(desk, filters, request.GET.get("page"))
    context = {"nav": "people", "form": form, "page": page, "rows": rows}
    return render(request, "pages/office/people.html", context)


@require_form
def add(request: HttpRequest) -> HttpResponse:
    """Put a person on the roster."""
    desk = access.desk_of(request)
    form = forms.PersonForm(request.POST or None, congress=desk.congress)
    if request.method == "POST" and form.is_valid():
        try:
            person = people_services.add_person(
                details=form.details(), by=desk.officer, now=desk.now
            )
        except PersonRefused as refused:
            form.add_error("number", refused.reason)
        else:
            return redirect("office:welcome", person=person.pk)
    return render(request, "pages/office/add.html", {"nav": "people", "form": form})


def _present(desk: Desk, person: User) -> Membership | None:
    """The learner role she holds today, if she still holds one."""
    membership = selectors.present_membership(person, desk.congress, desk.today)
    return membership if membership and membership.holds_on(desk.today) else None


def _placement(request: HttpRequest, desk: Desk, kind: type[forms.PlacementForm]) -> Any:
    first = next(iter(selectors.classes(desk.congress, desk.today)), None)
    return kind(request.POST or None, congress=desk.congress, first=first), first


def _place(desk: Desk, membership: Membership, form: forms.PlacementForm) -> None:
    chosen = form.cleaned_data
    placement = services.Placement(chosen["cohort"], chosen["group"])
    services.place(desk=desk, membership=membership, placement=placement)


@require_form
def welcome(request: HttpRequest, person: UUID) -> HttpResponse:
    """What follows on adding a person: into the present class, and a printed slip."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    membership = _present(desk, known)
    form, first = _placement(request, desk, forms.WelcomeForm)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["enrol"] and membership:
            _place(desk, membership, form)
        if form.cleaned_data["slip"]:
            return _sheet(request, desk, [known])
        return redirect("office:person", person=known.pk)
    context = {"nav": "people", "person": known, "form": form, "cohort": first}
    return render(request, "pages/office/welcome.html", context)


@require_safe
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """A person of the roster and what can be done about her."""
    desk = access.desk_of(request)
    known = access.learner(desk, person)
    form, first = _placement(request, desk, forms.PlacementForm)
    context = {
        "nav": "people",
        "dossier": selectors.dossier(known, desk.congress, now=desk.now),
        "hindrance": access.hindrances(desk, [known]).get(known.pk, ""),
        "present": _present(desk, known),
        "form": form,
        "cohort": first,
        "learners": Membership.LEARNERS,
        "unmoved": selectors.unmoved(known),
    }
    return render(request, "pages/office/person.html", context | {"today": desk.today})


@require_form
def correct(request: HttpRequest, person: UUID) -> HttpResponse:
    """Correct a person's details; another unit or role is a transfer from today on."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    membership = selectors.present_membership(known, desk.congress, desk.today)
    initial = forms.details_of(membership) if membership else {}
    initial["delegation"] = selectors.delegation_of(known, desk.congress, desk.today)
    form = forms.PersonForm(
        request.POST or None, congress=desk.congress, correcting=True, initial=initial
    )
    if request.method == "POST" and form.is_valid() and _corrected(desk, known, form):
        messages.success(request, _("已更正，并记入审计记录。"))
        return redirect("office:person", person=known.pk)
    present = bool(membership and membership.holds_on(desk.today))
    context = {"nav": "people", "form": form, "person": known, "present": present}
    return render(request, "pages/office/correct.html", context)


def _corrected(desk: Desk, known: User, form: forms.PersonForm) -> bool:
    """Whether the correction was taken; if not, the reason stands beside the number."""
    try:
        people_services.correct_person(
            user=known, details=form.details(), by=desk.officer, now=desk.now
        )
    except PersonRefused as refused:
        form.add_error("number", refused.reason)
        return False
    return True


@require_form
def disable(request: HttpRequest, person: UUID) -> HttpResponse:
    """Say what closing an account does, then close it."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    if request.method == "POST":
        people_services.disable_person(user=known, by=desk.officer, now=desk.now)
        messages.success(request, _("账号已停用，学习记录都保留。"))
        return redirect("office:person", person=known.pk)
    return render(request, "pages/office/disable.html", {"nav": "people", "person": known})


@require_POST
def enable(request: HttpRequest, person: UUID) -> HttpResponse:
    """Open a closed account again."""
    desk = access.desk_of(request)
    known = access.manageable(desk, person)
    people_services.enable_person(user=known, by=desk.officer, now=desk.now)
    messages.success(request, _("账号已恢复。忘了密码的，请打印新的登录条。"))
    return redirect("office:person", person=known.pk)


@require_POST
def enrol(request: HttpRequest, person: UUID) -> HttpResponse:
    """Take a person of the roster into a class."""
    desk = access.desk_of(request)
    known = access.learner(desk, person)
    membership = _present(desk, known)
    form, _first = _placement(request, desk, forms.PlacementForm)
    if membership is None or not form.is_valid():
        raise Http404
    _place(desk, membership, form)
    messages.success(request, _("已编入班次。"))
    return redirect("office:person", person=known.pk)


def _sheet(request: HttpRequest, desk: Desk, persons: list[User]) -> HttpResponse:
    """New slips on one printable page. The codes are in this answer and nowhere else."""
    refused = access.hindrances(desk, persons)
    refused |= {p.pk: _("账号已停用，请先恢复。") for p in persons if not p.is_active}
    allowed = [person for person in persons if person.pk not in refused]
    slips = services.issue_slips(persons=allowed, by=desk.officer, now=desk.now)
    left_out = [(person, refused[person.pk]) for person in persons if person.pk in refused]
    return printed(request, desk, slips, left_out)


@require_POST
def slip(request: HttpRequest, person: UUID) -> HttpResponse:
    """A new slip for one person; earlier unused ones end."""
    desk = access.desk_of(request)
    return _sheet(request, desk, [access.manageable(desk, person)])


@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """Who has never signed in and may need a slip, and the slips handed out last."""
    desk = access.desk_of(request)
    page, rows = _roster(desk, RosterFilters(todo="never"), request.GET.get("page"))
    newest = [
        (handed, selectors.slip_words(handed, desk.now))
        for handed in selectors.newest_slips(desk.congress)
    ]
    context = {"nav": "slips", "page": page, "rows": rows, "newest": newest}
    return render(request, "pages/office/slips.html", context)


@require_POST
def print_slips(request: HttpRequest) -> HttpResponse:
    """Slips for the ticked people, or the whole page, on one sheet; Http404 for anybody else's
    people."""
    desk = access.desk_of(request)
    on_offer = selectors.roster(desk.congress, RosterFilters(), today=desk.today)
    chosen = request.POST.getlist("listed" if "all" in request.POST else "person")
    form = forms.SelectionForm({"person": chosen}, on_offer=on_offer)
    if form.is_valid():
        return _sheet(request, desk, form.cleaned_data["person"])
    if not (form.has_error("person", "required") or form.has_error("person", "too_many")):
        raise Http404
    messages.error(request, " ".join(str(error) for error in form.errors["person"]))
    return redirect("office:slips")
