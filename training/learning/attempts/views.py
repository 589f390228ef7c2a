"""Taking a quiz: start, paper, save, hand in, result."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from training.cohorts.selectors import current_enrolment
from training.learning.attempts import access, results, selectors, services, trying
from training.learning.attempts.deadline import hand_in_until, must_close
from training.learning.attempts.errors import SaveRefused, StartRefused
from training.learning.attempts.grading.notes import notes_of
from training.learning.attempts.models import Attempt
from training.learning.attempts.objections.selectors import of_attempt
from training.learning.saves import told_with
from training.people.carrying import Carrier
from training.people.requests import SignedInRequest

State = Attempt.State
MOST_QUESTIONS = 1000


@require_GET
def intro(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """What the quiz is, its rules in words, earlier sittings, and the start button."""
    found = access.quiz_for(request.user, quiz)
    enrolment = current_enrolment(request.user)
    offer = selectors.offer(request.user.pk, found, enrolment, timezone.now())
    return render(request, "pages/attempts/intro.html", {"offer": offer, "nav": "programme"})


@require_POST
def start(request: SignedInRequest, quiz: UUID) -> HttpResponse:
    """Begin, or go on with, a sitting."""
    found = access.quiz_for(request.user, quiz)
    try:
        attempt = services.start(
            quiz=found,
            learner_id=request.user.pk,
            enrolment=current_enrolment(request.user),
            now=timezone.now(),
            more_time=bool(request.POST.get("more_time")),
        )
    except StartRefused as refusal:
        messages.error(request, refusal.reason)
        return redirect("attempts:intro", quiz=quiz)
    return redirect("attempts:paper", attempt=attempt.pk)


@require_GET
def paper(request: SignedInRequest, attempt: UUID) -> HttpResponse:
    """The whole paper in one document; a closed sitting leads to its result."""
    found = access.own_attempt(request.user, attempt)
    now = timezone.now()
    if found.state != State.INPROGRESS or must_close(found, now):
        return redirect("attempts:result", attempt=attempt)
    over = services.is_over(found, now)
    return render(
        request,
        "pages/attempts/paper.html",
        {
            "attempt": found,
            "asks": selectors.paper(found),
            "seconds_left": None if over else selectors.seconds_left(found.due_at, now),
            "immediate": trying.is_immediate(found),
            "hand_in_until": hand_in_until(found) if over else None,
        },
    )


def _save_of(posted: Any) -> services.Save:
    """A form without JavaScript counts as one more device."""
    told = told_with(posted, form_device="form")
    return services.Save(**vars(told), tried=bool(posted.get("judge")), place=_place_in(posted))


def _place_in(posted: Any, name: str = "place") -> int | None:
    """The question a page says it is turned to; None where it says nothing sensible."""
    said = posted.get(name, "")
    sensible = said.isdecimal() and len(said) < 5 and 1 <= int(said) <= MOST_QUESTIONS
    return int(said) if sensible else None


@login_not_required
@require_POST
def save(request: HttpRequest, attempt: UUID, position: int) -> HttpResponse:
    """Keep one answer; 200 only after the commit. JSON for scripts, back to the paper for forms.

    Posted with `judge`, the answer of a practice quiz is judged at once.
    """
    if not request.user.is_authenticated:
        return _signed_out(request, attempt)
    act = _judge if request.POST.get("judge") else _keep
    try:
        return act(cast(SignedInRequest, request), attempt, position)
    except Attempt.DoesNotExist as missing:
        raise Http404 from missing
    except (SaveRefused, ValueError, KeyError) as refusal:
        return HttpResponseBadRequest(
            getattr(refusal, "reason", _("这次保存的格式不对，请刷新页面再试。"))
        )


def _told(request: SignedInRequest, attempt: UUID, position: int, now: datetime) -> dict[str, Any]:
    """What both ways of saving are told."""
    return {
        "learner_id": request.user.pk,
        "attempt_id": attempt,
        "position": position,
        "posted": dict(request.POST.lists()),
        "save": _save_of(request.POST),
        "now": now,
    }


def _back_to(attempt: UUID, position: int) -> HttpResponse:
    return redirect(f"{reverse('attempts:paper', args=[attempt])}#q{position}")


def _keep(request: SignedInRequest, attempt: UUID, position: int) -> HttpResponse:
    now = timezone.now()
    saved = services.save_response(**_told(request, attempt, position, now))
    if not request.POST.get("client_id"):
        messages.success(request, _("第 %(n)d 题已保存。") % {"n": position})
        return _back_to(attempt, position)
    return JsonResponse(
        {
            "step": saved.step,
            "late": saved.late,
            "current": saved.current,
            "other": _other_words(request, attempt, position, saved.other),
            "saved_at": timezone.localtime(now).strftime("%H:%M"),
            "seconds_left": selectors.seconds_left(saved.due_at, now),
        }
    )


def _other_words(
    request: SignedInRequest, attempt: UUID, position: int, payload: dict[str, Any] | None
) -> str:
    """What another device said of a question, as the paper would show it; empty without a clash."""
    if payload is None:
        return ""
    found = access.own_attempt(request.user, attempt)
    ask = selectors.as_said_elsewhere(found, position, payload)
    said = {"shown": ask.shown, "name": f"other-{position}", "readonly": True}
    return ask.template.draw(said)


def _judge(request: SignedInRequest, attempt: UUID, position: int) -> HttpResponse:
    trying.give(**_told(request, attempt, position, timezone.now()))
    return _back_to(attempt, position)


@require_POST
def turn(request: SignedInRequest, attempt: UUID) -> HttpResponse:
    """Remember the question the page is turned to, for the next device; nothing to show."""
    found = access.own_attempt(request.user, attempt)
    position = _place_in(request.POST, "position")
    if position is None:
        return HttpResponseBadRequest()
    services.turn_to(learner_id=request.user.pk, attempt_id=found.pk, position=position)
    return HttpResponse(status=204)


@login_not_required
@require_POST
def hand_in(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """Keep what the form carries, close the sitting, then mark it; a second press shows the same
    result."""
    if not request.user.is_authenticated:
        return _signed_out(request, attempt)
    now = timezone.now()
    try:
        closed = services.hand_in_form(
            learner_id=cast(SignedInRequest, request).user.pk,
            attempt_id=attempt,
            posted=dict(request.POST.lists()),
            device=_device(request),
            now=now,
        )
    except Attempt.DoesNotExist as none:
        raise Http404 from none
    services.mark_now_or_later(attempt=closed, now=now)
    return redirect("attempts:result", attempt=attempt)


CARRIER = Carrier(
    salt="answers carried over a sign-in",
    onward="attempts:resume",
    back="attempts:paper",
    title=gettext_lazy("登录已过期，答案还在"),
    promise=gettext_lazy("请用同一个账号重新登录，刚才填的答案会接着保存。"),
    button=gettext_lazy("登录并保存答案"),
    spoiled=gettext_lazy("这份作答已无法确认来源，请重新打开试卷。"),
)


def _signed_out(request: HttpRequest, attempt: UUID) -> HttpResponse:
    posted = {k: v for k, v in request.POST.lists() if k.startswith("q")}
    return CARRIER.signed_out(request, attempt, {"posted": posted})


@login_not_required
@require_POST
def resume(request: SignedInRequest, attempt: UUID) -> HttpResponse:
    """Sign in again and keep the carried answers; only the sitting's own person can (404 for
    others)."""
    entered = CARRIER.taken_up(request, attempt)
    if entered.kept is None:
        return entered.response
    found = access.own_attempt(request.user, attempt)
    services.save_whole_form(
        attempt=found, posted=entered.kept["posted"], device="form", now=timezone.now()
    )
    messages.success(request, _("已重新登录，刚才的答案都在，请检查后交卷。"))
    return entered.response


def _device(request: HttpRequest) -> str:
    return request.POST.get("device", "form")[:36] or "form"


@require_GET
def result(request: SignedInRequest, attempt: UUID) -> HttpResponse:
    """How it went; or that it is still being marked."""
    found = access.own_attempt(request.user, attempt)
    now = timezone.now()
    if found.state != State.FINISHED:
        if found.state == State.INPROGRESS and not must_close(found, now):
            return redirect("attempts:paper", attempt=attempt)
        return render(request, "pages/attempts/marking.html", {"attempt": found})
    told = results.result(found, now)
    context = {
        "result": told,
        "notes": notes_of(found, told.items),
        "objections": of_attempt(found) if told.questioned else {},
        "attempt": found,
        "nav": "programme",
    }
    return render(request, "pages/attempts/result.html", context)
