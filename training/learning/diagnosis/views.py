"""Diagnosis: the page of one's own, one question after another, and what it found."""

from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from training.cohorts.selectors import current_enrolment
from training.learning.diagnosis import access, selectors, services, wording
from training.learning.diagnosis.answering import answer as keep_answer
from training.learning.diagnosis.errors import DiagnosisRefused
from training.learning.diagnosis.models import Diagnosis
from training.learning.saves import Save, told_with
from training.people.carrying import Carrier
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """What a diagnosis is, the button to begin or go on, and what earlier ones found."""
    access.learner_only(request.user)
    context = {"home": selectors.home(request.user.pk), "limits": wording.limits(), "nav": "mine"}
    return render(request, "pages/diagnosis/home.html", context)


@require_GET
def how(request: SignedInRequest) -> HttpResponse:
    """How a diagnosis reckons and what it takes for granted, in plain words."""
    access.learner_only(request.user)
    context = {"limits": wording.limits(), "nav": "mine"}
    return render(request, "pages/diagnosis/how.html", context)


@require_POST
def begin(request: SignedInRequest) -> HttpResponse:
    """Put the first question, or go on with the diagnosis under way."""
    roots = access.roots_of(request.user)
    enrolment = current_enrolment(request.user)
    try:
        begun = services.begin(
            learner_id=request.user.pk,
            roots=roots,
            enrolment_id=enrolment.pk if enrolment else None,
            now=timezone.now(),
        )
    except DiagnosisRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("diagnosis:home")
    return redirect("diagnosis:question", diagnosis=begun.pk)


@require_GET
@never_cache
def question(request: SignedInRequest, diagnosis: UUID) -> HttpResponse:
    """The one question before her; paused, the button to go on; over, the way to the result."""
    found = access.own_diagnosis(request.user, diagnosis)
    if found.is_over:
        return redirect("diagnosis:result", diagnosis=diagnosis)
    context = {"diagnosis": found, "limits": wording.limits(), "used": wording.used(found.spent)}
    context |= {"nav": "mine", "page_id": uuid4().hex}
    if found.state == Diagnosis.State.PAUSED:
        return render(request, "pages/diagnosis/paused.html", context)
    context["ask"] = selectors.question(found)
    return render(request, "pages/diagnosis/question.html", context)


@login_not_required
@require_POST
def answer(request: HttpRequest, diagnosis: UUID, position: int) -> HttpResponse:
    """Hand in one answer; 200 only after the commit. JSON for scripts, on to what comes next for
    forms."""
    if not request.user.is_authenticated:
        return _signed_out(request, diagnosis, position)
    try:
        save = _save_of(request.POST)
    except (ValueError, KeyError):
        return HttpResponseBadRequest(_("这次提交的格式不对，请刷新页面再试。"))
    try:
        return _keep(cast(SignedInRequest, request), diagnosis, position, save)
    except Diagnosis.DoesNotExist as missing:
        raise Http404 from missing
    except DiagnosisRefused as refusal:
        return _refused(request, diagnosis, refusal)


def _save_of(posted: Any) -> Save:
    """Every page served without JavaScript counts as a device of its own."""
    return told_with(posted, form_device=f"form-{posted.get('page_id', '')[:30]}")


def _keep(request: SignedInRequest, diagnosis: UUID, position: int, save: Save) -> HttpResponse:
    answered = keep_answer(
        learner_id=request.user.pk,
        diagnosis=diagnosis,
        position=position,
        posted=dict(request.POST.lists()),
        save=save,
        now=timezone.now(),
    )
    if answered.message:
        messages.warning(request, answered.message)
    if request.POST.get("client_id"):
        address = reverse("diagnosis:question", args=[diagnosis])
        return JsonResponse({"counts": answered.counts, "next": address})
    return redirect("diagnosis:question", diagnosis=diagnosis)


def _refused(request: HttpRequest, diagnosis: UUID, refusal: DiagnosisRefused) -> HttpResponse:
    """Told as a reply that a script's queue takes as received: it would be refused again."""
    if request.POST.get("client_id"):
        return JsonResponse({"refused": refusal.code, "message": refusal.reason})
    messages.error(request, refusal.reason)
    return redirect("diagnosis:question", diagnosis=diagnosis)


CARRIER = Carrier(
    salt="an answer of a diagnosis carried over a sign-in",
    onward="diagnosis:signed_in",
    back="diagnosis:question",
    title=gettext_lazy("登录已过期，答案还在"),
    promise=gettext_lazy("请用同一个账号重新登录，刚才的答案会自动交上去。"),
    button=gettext_lazy("登录并交这一题"),
    spoiled=gettext_lazy("这个答案已无法确认来源，请从诊断页重新打开。"),
)


def _signed_out(request: HttpRequest, diagnosis: UUID, position: int) -> HttpResponse:
    posted = {k: v for k, v in request.POST.lists() if k != "csrfmiddlewaretoken"}
    return CARRIER.signed_out(request, diagnosis, {"position": position, "posted": posted})


@login_not_required
@require_POST
def signed_in(request: SignedInRequest, diagnosis: UUID) -> HttpResponse:
    """Sign in again and hand in the carried answer; only its own person can (404 for others)."""
    entered = CARRIER.taken_up(request, diagnosis)
    if entered.kept is None:
        return entered.response
    access.own_diagnosis(request.user, diagnosis)
    _hand_in_carried(request, diagnosis, entered.kept)
    return entered.response


def _hand_in_carried(request: SignedInRequest, diagnosis: UUID, kept: dict[str, Any]) -> None:
    page = {"page_id": kept["posted"].get("page_id", [""])[0]}
    try:
        answered = keep_answer(
            learner_id=request.user.pk,
            diagnosis=diagnosis,
            position=kept["position"],
            posted=kept["posted"],
            save=_save_of(page),
            now=timezone.now(),
        )
    except DiagnosisRefused as refusal:
        messages.error(request, refusal.reason)
        return
    messages.success(request, answered.message or _("已重新登录，刚才的答案交上去了。"))


@require_POST
def pause(request: SignedInRequest, diagnosis: UUID) -> HttpResponse:
    """Stop the clock; she may go on at any time on any device."""
    found = access.own_diagnosis(request.user, diagnosis)
    services.pause(learner_id=request.user.pk, diagnosis=found.pk, now=timezone.now())
    return redirect("diagnosis:question", diagnosis=diagnosis)


@require_POST
def resume(request: SignedInRequest, diagnosis: UUID) -> HttpResponse:
    """Go on with the question she stopped at."""
    found = access.own_diagnosis(request.user, diagnosis)
    services.resume(learner_id=request.user.pk, diagnosis=found.pk, now=timezone.now())
    return redirect("diagnosis:question", diagnosis=diagnosis)


@require_form
def finish(request: SignedInRequest, diagnosis: UUID) -> HttpResponse:
    """What ending now would mean; by POST it is ended, twice as once."""
    found = access.own_diagnosis(request.user, diagnosis)
    if found.is_over:
        return redirect("diagnosis:result", diagnosis=diagnosis)
    if request.method != "POST":
        context = {"diagnosis": found, "answered": found.asked - 1, "nav": "mine"}
        return render(request, "pages/diagnosis/finish.html", context)
    try:
        services.finish(learner_id=request.user.pk, diagnosis=found.pk, now=timezone.now())
    except DiagnosisRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("diagnosis:question", diagnosis=diagnosis)
    return redirect("diagnosis:result", diagnosis=diagnosis)


@require_GET
def result(request: SignedInRequest, diagnosis: UUID) -> HttpResponse:
    """What it found, why, what to do next, and every question with its right answer."""
    found = access.own_diagnosis(request.user, diagnosis)
    if not found.is_over:
        return redirect("diagnosis:question", diagnosis=diagnosis)
    context = {"result": selectors.result(found), "diagnosis": found, "nav": "mine"}
    return render(request, "pages/diagnosis/result.html", context)
