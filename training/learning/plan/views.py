"""A deputy's plan: what to do next and why, and showing that she knows something already."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from training.learning.plan import access, checks, selectors, services
from training.people.requests import SignedInRequest


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The next step first, then the rest by days."""
    access.learner_only(request.user)
    told = selectors.own_plan(request.user, timezone.now())
    return render(request, "pages/plan/mine.html", {"own": told, "nav": "home"})


@require_POST
def again(request: SignedInRequest) -> HttpResponse:
    """Arrange everything anew by what is known now."""
    access.learner_only(request.user)
    services.propose(learner=request.user, now=timezone.now(), cause="asked", renew=True)
    messages.success(request, _("计划已经按现在的情况重新安排。"))
    return redirect("plan:mine")


@require_safe
def check(request: SignedInRequest, plan_item: UUID) -> HttpResponse:
    """The next question of a check, or what came of the last answer."""
    item = access.own_item(request.user, plan_item)
    told = checks.check(request.user, item, timezone.now())
    step = selectors.Step(item, selectors.names_for([item]))
    context = {"check": told, "progress": told.progress, "step": step, "nav": "home"}
    if last := _asked_last(request):
        context["last"] = checks.answered(request.user, last)
    if told.question and not context.get("last"):
        action = reverse("plan:answer", args=[item.pk, told.question])
        context["ask"] = checks.asked(request.user, told.question, action)
    return render(request, "pages/plan/check.html", context)


def _asked_last(request: SignedInRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("last", ""))
    except ValueError:
        return None


@require_POST
def answer(request: SignedInRequest, plan_item: UUID, question: UUID) -> HttpResponse:
    """Mark the answer and show what came of it."""
    item = access.own_item(request.user, plan_item)
    state = checks.answer(
        learner=request.user,
        item=item,
        question=question,
        posted=dict(request.POST.lists()),
        now=timezone.now(),
    )
    back = reverse("plan:check", args=[item.pk])
    if state == "gaveup":
        messages.warning(request, _("还没有选答案。请选好再按“看看对不对”。"))
        return redirect(back)
    return redirect(f"{back}?last={question}")
