"""A deputy's phone in the room."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from training.learning.live import access, answering, asking, pulse, selectors
from training.learning.live.errors import AskAgain, LiveRefused
from training.learning.live.models import LiveRound
from training.people.models import User
from training.people.requests import SignedInRequest

State = LiveRound.State
PAGE, PART = "pages/live/now.html", "pages/live/_now.html"


@require_safe
def now(request: SignedInRequest) -> HttpResponse:
    """The round of this moment: the form, waiting, or the result. With `part`, without the
    frame."""
    learner = access.learner_of(request)
    typed = request.GET.get("number", "").strip()
    number = int(typed) if typed.isdecimal() and len(typed) < 6 else None
    live = selectors.for_learner(learner, timezone.now(), number)
    context = _shown(learner, live, again="again" in request.GET)
    context |= {"typed": typed, "unknown": bool(typed) and live is None}
    return render(request, PART if "part" in request.GET else PAGE, context)


def _shown(learner: User, live: LiveRound | None, *, again: bool) -> dict[str, Any]:
    """What a phone shows of a round. Three queries at most, beside the result's."""
    cohort = live.cohort_id if live else selectors.newest_class(learner)
    token = pulse.token_for(cohort) if cohort else ""
    if live is None:
        return {"live": None, "token": token}
    own = selectors.own_part(live, learner)
    asks = live.state == State.OPEN and (not own.answered or (again and answering.may_change(live)))
    revealed = live.state == State.REVEALED
    chosen = set((own.payload or {}).get("chosen", []))
    return {
        "live": live,
        "token": token,
        "own": own,
        "asks": asks,
        "may_change": answering.may_change(live),
        "one": asking.takes_one(live),
        "options": asking.options_of(live) if asks else [],
        "chosen": chosen,
        "said": selectors.in_words(live, own.payload) if own.payload else "",
        "rules": asking.rules_of(live),
        "result": selectors.result_of(live, on_wall=True) if revealed else None,
        "client_id": uuid4(),
        "fewest": selectors.FEWEST,
    }


@require_POST
def answer(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Take an answer; scripts are told in JSON how it went, others are led back to the page."""
    live = access.own_round(request.user, asked)
    told = _taken(request, live)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(told)
    if told.get("again"):
        context = _shown(request.user, live, again=True) | {"doubt": told["reason"]}
        context["chosen"] = set(request.POST.getlist(asking.FIELD))
        return render(request, PAGE, context)
    report = messages.success if told["ok"] else messages.error
    report(request, told["reason"])
    return redirect("live:now")


def _taken(request: SignedInRequest, live: LiveRound) -> dict[str, Any]:
    """How it went, as phones are told: ok, again (say so once more), and a sentence."""
    try:
        answering.answer(
            live=live,
            learner_id=request.user.pk,
            client_id=_client_id(request.POST.get("client_id", "")),
            posted=dict(request.POST.lists()),
            now=timezone.now(),
        )
    except AskAgain as doubt:
        return {"ok": False, "again": True, "code": doubt.code, "reason": doubt.reason}
    except LiveRefused as refused:
        return {"ok": False, "again": False, "code": refused.code, "reason": refused.reason}
    return {"ok": True, "again": False, "reason": _("收到了。")}


def _client_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


@login_not_required
@require_safe
def beat(request: HttpRequest, note: str) -> HttpResponse:
    """The pulse of a class, for whoever holds the note that her page carried: no session is read.
    With `n` the number of answers, for wall and desk. An ETag spares nearly every reply its
    body."""
    cohort = pulse.cohort_of(note)
    if cohort is None:
        raise Http404
    told = pulse.pulse_of(cohort).told(counting="n" in request.GET)
    tag = '"{}"'.format(".".join(map(str, told.values())))
    same = request.headers.get("If-None-Match") == tag
    reply: HttpResponse = HttpResponseNotModified() if same else JsonResponse(told)
    reply["ETag"], reply["Cache-Control"] = tag, "private, no-cache"
    return reply
