"""Plans at the trainers' desk: looking, adding, removing, and undoing both."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.cohorts.models import Cohort, Enrolment
from training.learning.plan import access, desk, services
from training.learning.plan.forms import AddForm, RemoveForm
from training.learning.plan.models import PlanItem
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])
Crumbs = list[dict[str, str]]


def _crumbs(*more: tuple[str, str]) -> Crumbs:
    ways = [
        (reverse("wagtailadmin_home"), _("内容工作台")),
        (reverse("plans:classes"), _("补学计划")),
        *more,
    ]
    return [{"url": url, "label": label} for url, label in ways]


def _class_crumb(cohort: Cohort) -> tuple[str, str]:
    return reverse("plans:class", args=[cohort.pk]), str(cohort)


@require_safe
def classes(request: SignedInRequest) -> HttpResponse:
    """The classes whose plans she may see."""
    rows = list(access.classes_at_desk(request.user)[:50])
    return render(request, "admin/plans/classes.html", {"cohorts": rows, "crumbs": _crumbs()})


@require_safe
def of_class(request: SignedInRequest, cohort: int) -> HttpResponse:
    """Everybody in a class, and what trainers added."""
    found = access.class_at_desk(request.user, cohort)
    context = {
        "cohort": found,
        "rows": desk.pupils(found),
        "added": desk.added_to(found),
        "crumbs": _crumbs(("", str(found))),
    }
    return render(request, "admin/plans/class.html", context)


@require_safe
def of_person(request: SignedInRequest, enrolment: UUID) -> HttpResponse:
    """One person's plan, item by item."""
    place = access.place_at_desk(request.user, enrolment)
    context = {
        "person": desk.of_person(place),
        "place": place,
        "crumbs": _crumbs(_class_crumb(place.cohort), ("", str(place.learner))),
    }
    return render(request, "admin/plans/person.html", context)


@require_form
def add(request: SignedInRequest, cohort: int) -> HttpResponse:
    """Put something on the plans of a class; shown whom it reaches before it is done."""
    return _add(request, access.class_at_desk(request.user, cohort), None)


@require_form
def add_alone(request: SignedInRequest, enrolment: UUID) -> HttpResponse:
    """The same for one person."""
    place = access.place_at_desk(request.user, enrolment)
    return _add(request, place.cohort, place)


def _add(request: SignedInRequest, cohort: Cohort, only: Enrolment | None) -> HttpResponse:
    stock, now = desk.stock_for(cohort), timezone.now()
    form = AddForm(
        request.POST or None, choices=stock.choices, points=stock.points, alone=only is not None
    )
    back = reverse("plans:person", args=[only.pk]) if only else _class_crumb(cohort)[0]
    context: dict[str, Any] = {"form": form, "cohort": cohort, "only": only, "back": back}
    if form.is_valid():
        piece = stock.piece(UUID(form.cleaned_data["activity"]))
        weak = form.cleaned_data.get("weak_in", "")
        reached = desk.concerned(cohort, piece, weak_in=weak, only=only, now=now)
        if form.cleaned_data["confirmed"] and reached.gets:
            what = desk.addition(stock, piece, cohort, form.cleaned_data["why"], now)
            _added(request, what, [place.learner_id for place in reached.gets])
            return redirect(back)
        context |= {"reached": reached, "label": stock.label(piece)}
    context["crumbs"] = _crumbs(
        _class_crumb(cohort), (back, str(only.learner)) if only else ("", _("加一项"))
    )
    return render(request, "admin/plans/add.html", context)


def _added(request: SignedInRequest, what: services.Addition, learner_ids: list[UUID]) -> None:
    new = services.add(learner_ids=learner_ids, what=what, by=request.user, now=timezone.now())
    told = ngettext("已加进 %(n)d 人的计划。", "已加进 %(n)d 人的计划。", len(new))
    messages.success(request, told % {"n": len(new)} + _("加错了可以在本页撤回。"))


@require_POST
def take_back(request: SignedInRequest, cohort: int) -> HttpResponse:
    """Undo an addition, for everybody in the class who has not done it yet."""
    found = access.class_at_desk(request.user, cohort)
    activity, only = request.POST.get("activity", ""), request.POST.get("place", "")
    try:
        places = found.enrolments.filter(pk=UUID(only)) if only else found.enrolments.all()
        wanted = UUID(activity)
    except ValueError as nonsense:
        raise Http404 from nonsense
    n = services.take_back(
        learner_ids=list(places.values_list("learner_id", flat=True)),
        activity=wanted,
        by=request.user,
        now=timezone.now(),
    )
    told = ngettext("已从 %(n)d 人的计划里撤回。", "已从 %(n)d 人的计划里撤回。", n)
    messages.success(request, told % {"n": n})
    return redirect("plans:person", enrolment=only) if only else redirect("plans:class", cohort)


def _item(place: Enrolment, item_id: UUID) -> PlanItem:
    return get_object_or_404(PlanItem, learner_id=place.learner_id, pk=item_id)


@require_form
def remove(request: SignedInRequest, enrolment: UUID, plan_item: UUID) -> HttpResponse:
    """Take an item off a plan, with a reason."""
    place = access.place_at_desk(request.user, enrolment)
    item = _item(place, plan_item)
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        if services.remove(item=item, why=why, by=request.user, now=timezone.now()):
            messages.success(request, _("已移除，不会再自动排上。移错了可以在下面放回。"))
        else:
            messages.warning(request, _("这一项已经学完或移除了，没有再改。"))
        return redirect("plans:person", enrolment=enrolment)
    step = desk.step_of(item)
    person = (reverse("plans:person", args=[enrolment]), str(place.learner))
    crumbs = _crumbs(_class_crumb(place.cohort), person, ("", _("移除")))
    context = {"form": form, "place": place, "step": step, "crumbs": crumbs}
    return render(request, "admin/plans/remove.html", context)


@require_POST
def put_back(request: SignedInRequest, enrolment: UUID, plan_item: UUID) -> HttpResponse:
    """Undo a removal."""
    place = access.place_at_desk(request.user, enrolment)
    item = _item(place, plan_item)
    if services.put_back(item=item, by=request.user, now=timezone.now()):
        messages.success(request, _("已放回。"))
    return redirect("plans:person", enrolment=enrolment)
