"""The deputy's side: her forms, opening one, filling it in, sending it without a name."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from training.learning.feedback import access, selectors, services, tickets
from training.learning.feedback.errors import FeedbackRefused
from training.learning.feedback.models import FeedbackForm, FormGiven
from training.learning.feedback.opening import title_of
from training.learning.feedback.questions import unpacked
from training.people.requests import SignedInRequest


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """满意度表: what is open now."""
    learner = access.learner_of(request)
    found = selectors.open_to(learner.pk, timezone.now())
    return render(request, "pages/feedback/mine.html", {"mine": found, "nav": "mine"})


@require_safe
def form(request: SignedInRequest, form: UUID) -> HttpResponse:
    """What this form is, what is known of who fills it in, and the button that opens it."""
    learner = access.learner_of(request)
    found = access.own_form(learner, form)
    context = {"form": found, "title": title_of(found), "nav": "mine"}
    context["open"] = selectors.is_open(found, timezone.now())
    return render(request, "pages/feedback/form.html", context)


@require_POST
def start(request: SignedInRequest, form: UUID) -> HttpResponse:
    """Give her the form."""
    learner = access.learner_of(request)
    found = access.own_form(learner, form)
    if not selectors.is_open(found, timezone.now()):
        return redirect("feedback:form", form)
    services.give(form=found, learner_id=learner.pk)
    return redirect("feedback:fill", form)


@never_cache
@require_safe
def fill(request: SignedInRequest, form: UUID) -> HttpResponse:
    """The questions, with the ticket that says nothing about her."""
    learner = access.learner_of(request)
    found = access.own_form(learner, form)
    given = FormGiven.objects.filter(learner=learner, form=found)
    if not selectors.is_open(found, timezone.now()) or not given.exists():
        return redirect("feedback:form", form)
    return _questions(request, found, tickets.ticket(found, learner.pk))


def _questions(
    request: HttpRequest, form: FeedbackForm, ticket: str, refused: FeedbackRefused | None = None
) -> HttpResponse:
    rows = [(question, request.POST.get(question.key, "")) for question in unpacked(form.questions)]
    context = {"form": form, "title": title_of(form), "rows": rows, "ticket": ticket}
    context |= {"refused": refused, "nav": "mine"}
    status = 400 if refused else 200
    return render(request, "pages/feedback/fill.html", context, status=status)


@login_not_required
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take a filled form. Asks for no session: who sends is none of its business, and one that has
    run out costs nobody what she wrote."""
    ticket = request.POST.get("ticket", "")
    try:
        services.hand_in(ticket=ticket, posted=request.POST.dict(), now=timezone.now())
    except FeedbackRefused as refused:
        if refused.code != "empty":
            return render(request, "pages/feedback/refused.html", {"refused": refused}, status=400)
        form_id, _mark = tickets.read(ticket)
        form = FeedbackForm.objects.select_related("cohort").get(pk=form_id)
        return _questions(request, form, ticket, refused)
    return redirect("feedback:thanks")


@login_not_required
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """It has arrived."""
    return render(request, "pages/feedback/thanks.html", {"nav": "mine"})
