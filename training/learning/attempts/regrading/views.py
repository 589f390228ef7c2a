"""The desk's pages about regrading: what was asked, deciding after a dry run, what was decided."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.downloads import attached
from training.learning.attempts.regrading import access, desk, exports, selectors, services
from training.learning.attempts.regrading.errors import RegradeRefused
from training.learning.attempts.regrading.models import Regrading
from training.learning.attempts.regrading.proposals import Proposal, background
from training.people.requests import SignedInRequest

SECONDS_AT_ONCE = 2.0
"""How long a decision is carried out before its page is shown; the worker does the rest."""
ROOM = "admin/sittings/regrading"


@require_safe
def overview(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """The questions a quiz has asked, and what was decided about their marks."""
    found = access.quiz_to_regrade(request.user, quiz)
    asked, past = selectors.asked(found), selectors.past(found)
    context = {"quiz": found, "tab": "regrading", "asked": asked, "past": past}
    return render(request, f"{ROOM}/overview.html", context)


@require_POST
def export(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """The decisions as CSV. A POST, because it is written into the audit log."""
    found = access.quiz_to_regrade(request.user, quiz)
    file = exports.export(quiz=found, by=request.user, now=timezone.now())
    return attached(file.content, name=file.name, content_type="text/csv; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedInRequest, quiz: UUID, version: UUID) -> HttpResponse:
    """A question as it was asked, with its key and the answers; what is proposed is tried out by
    POST, which changes nothing."""
    found = access.quiz_to_regrade(request.user, quiz)
    told = background(found, access.version_to_regrade(found, version))
    proposal = desk.proposed(request, told)
    trying = request.method == "POST" and "again" not in request.POST and not told.under_way
    if proposal and trying and proposal.is_valid():
        return _rehearsed(request, proposal)
    return render(request, f"{ROOM}/question.html", desk.question_page(request, told, proposal))


def _rehearsed(request: SignedInRequest, proposal: Proposal) -> HttpResponse:
    return render(request, f"{ROOM}/rehearsal.html", desk.rehearsal_page(request, proposal))


@require_POST
def commit(request: SignedInRequest, quiz: UUID, version: UUID) -> HttpResponse:
    """Take the decision whose dry run was shown, and begin to carry it out."""
    found = access.quiz_to_regrade(request.user, quiz)
    told = background(found, access.version_to_regrade(found, version))
    proposal = desk.proposed(request, told)
    if proposal is None or not proposal.is_valid():
        return render(request, f"{ROOM}/question.html", desk.question_page(request, told, proposal))
    try:
        regrading = _decided(request, proposal)
    except RegradeRefused as refusal:
        messages.warning(request, refusal.reason)
        return _rehearsed(request, proposal)
    services.go_on(regrading=regrading, seconds=SECONDS_AT_ONCE, now=timezone.now())
    return redirect("sittings:regrade_decision", quiz=quiz, decision=regrading.amendment.uuid)


def _decided(request: SignedInRequest, proposal: Proposal) -> Regrading:
    decision = proposal.decision()
    return services.decide(
        decision=decision,
        seen=request.POST.get("basis", ""),
        by=request.user,
        now=timezone.now(),
        answering=desk.answering(request.user, proposal.background.quiz, decision),
    )


@require_safe
def decision(request: SignedInRequest, quiz: UUID, decision: UUID) -> HttpResponse:
    """A decision, how far it has come, and whose marks it changed."""
    found = access.quiz_to_regrade(request.user, quiz)
    taken = access.decision_to_see(found, decision)
    context = desk.decision_page(request.user, found, taken, request.GET.get("p"))
    return render(request, f"{ROOM}/decision.html", context)


@require_POST
def go_on(request: SignedInRequest, quiz: UUID, decision: UUID) -> HttpResponse:
    """Carry a decision on without waiting for the worker."""
    found = access.quiz_to_regrade(request.user, quiz)
    taken = access.decision_to_see(found, decision)
    services.go_on(regrading=taken.regrading, seconds=SECONDS_AT_ONCE, now=timezone.now())
    return redirect("sittings:regrade_decision", quiz=quiz, decision=decision)
