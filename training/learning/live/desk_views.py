"""In front of the class: prepare rounds, run them, show them on the wall."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.downloads import attached
from training.cohorts.models import Cohort
from training.learning.live import access, asking, exports, pulse, selectors, services, wall
from training.learning.live.access import Runner
from training.learning.live.errors import LiveRefused
from training.learning.live.forms import FORMS, RoundForm, typed_before
from training.learning.live.models import LiveRound
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])
State = LiveRound.State


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """The rounds of a class: prepared ones, the one that is on, and those that are over."""
    runner = access.runner(request)
    classes = access.classes(runner)
    cohort = access.chosen_class(runner, classes, request.GET.get("cohort", ""))
    rounds = selectors.rounds_of(cohort) if cohort else []
    context = {
        "nav": "live",
        "classes": classes,
        "cohort": cohort,
        "kinds": LiveRound.Kind.choices,
        "open": [live for live in rounds if live.state in (State.OPEN, State.CLOSED)],
        "prepared": [live for live in rounds if live.state == State.PREPARED],
        "over": [live for live in rounds if live.state == State.REVEALED],
    }
    return render(request, "pages/live/desk.html", context)


@require_form
def prepare(request: SignedInRequest, cohort: int, kind: str) -> HttpResponse:
    """Write a round down, and open it at once if asked to."""
    runner = access.runner(request)
    taught = access.class_at_desk(runner, cohort)
    form = _form(request, taught, kind, {})
    if request.method == "POST" and form.is_valid():
        live = _written(form, runner)
        if live is not None:
            return _on(request, runner, live)
    return _prepare_page(request, runner, form)


def _form(request: HttpRequest, cohort: Cohort, kind: str, before: dict[str, Any]) -> RoundForm:
    if kind not in FORMS:
        raise Http404
    return FORMS[kind](request.POST or None, cohort=cohort, initial=before)


def _written(form: RoundForm, runner: Runner, live: LiveRound | None = None) -> LiveRound | None:
    """The round as typed; None where the form has to say why not."""
    try:
        if live is None:
            return services.prepare(wish=form.wish(), by=runner.user, now=runner.now)
        return services.revise(live=live, wish=form.wish(), by=runner.user, now=runner.now)
    except LiveRefused as refused:
        form.add_error(None, refused.reason)
        return None


def _on(request: HttpRequest, runner: Runner, live: LiveRound) -> HttpResponse:
    """Open it at once where that button was pressed."""
    if "open" in request.POST:
        _do(request, lambda: services.open_round(live=live, by=runner.user, now=runner.now))
    else:
        messages.success(request, _("存好了。上课时按“开始”，代表的手机上就看得到。"))
    return redirect("live:control", asked=live.uuid)


def _prepare_page(
    request: HttpRequest, runner: Runner, form: RoundForm, live: LiveRound | None = None
) -> HttpResponse:
    text = (request.POST or request.GET).get("q", "").strip()
    asks_bank = form.kind == LiveRound.Kind.QUESTION
    context = {
        "nav": "live",
        "cohort": form.cohort,
        "kind": form.kind,
        "kinds": LiveRound.Kind.choices,
        "form": form,
        "live": live,
        "q": text,
        "found": selectors.found_questions(form.cohort, text) if asks_bank else [],
        "most_found": selectors.MOST_FOUND,
    }
    return render(request, "pages/live/prepare.html", context)


@require_form
def edit(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Change a prepared round."""
    runner = access.runner(request)
    live = access.round_at_desk(runner, asked)
    if live.state != State.PREPARED:
        return redirect("live:control", asked=live.uuid)
    form = _form(request, live.cohort, live.kind, typed_before(live))
    if request.method == "POST" and form.is_valid() and _written(form, runner, live):
        return _on(request, runner, live)
    return _prepare_page(request, runner, form, live)


@require_safe
def control(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Run a round: its buttons, how many answered, and once it is over what came of it."""
    runner = access.runner(request)
    live = access.round_at_desk(runner, asked)
    sees = live.over or (live.state == State.OPEN and live.named)
    context = {
        "nav": "live",
        "live": live,
        "answered": len(selectors.answers_of(live)),
        "options": asking.options_of(live),
        "rules": asking.rules_of(live),
        "result": selectors.result_of(live, on_wall=False) if sees else None,
        "names": selectors.by_name(live) if live.over and runner.sees_names(live) else [],
        "sees_names": runner.sees_names(live),
        "fewest": selectors.FEWEST,
        "token": pulse.token_for(live.cohort_id),
    }
    page = "pages/live/_control.html" if "part" in request.GET else "pages/live/control.html"
    return render(request, page, context)


def _do(request: HttpRequest, act: Callable[[], Any]) -> bool:
    """Whether it was done; if not, the reason is told."""
    try:
        act()
    except LiveRefused as refused:
        messages.error(request, refused.reason)
        return False
    return True


ACTS: dict[str, Callable[..., Any]] = {
    "open": services.open_round,
    "close": services.close,
    "reveal": services.reveal,
    "again": services.again,
    "discard": services.discard,
}


@require_POST
def act(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Open, close, reveal, throw away, or prepare the same again."""
    runner = access.runner(request)
    live = access.round_at_desk(runner, asked)
    wanted = request.POST.get("act", "")
    if wanted not in ACTS:
        raise Http404
    told: list[Any] = []
    done = _do(
        request,
        lambda: told.append(ACTS[wanted](live=live, by=runner.user, now=runner.now)),
    )
    if done and wanted == "discard":
        messages.success(request, _("已删除。"))
        return redirect(f"{reverse('live:desk')}?{urlencode({'cohort': live.cohort_id})}")
    if done and wanted == "again":
        messages.success(request, _("照样准备好了一轮，可以先改再开始。"))
        return redirect("live:edit", asked=told[0].uuid)
    return redirect("live:control", asked=live.uuid)


@require_POST
def words(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """Say which words may stand on the wall."""
    runner = access.runner(request)
    live = access.round_at_desk(runner, asked)
    if live.kind != LiveRound.Kind.WORDS or not (live.over or live.named):
        raise Http404
    shown = services.rule_on_words(
        live=live, shown=request.POST.getlist("word"), by=runner.user, now=runner.now
    )
    messages.success(request, _("大屏幕上放行了 %d 个词。") % shown)
    return redirect("live:control", asked=live.uuid)


@require_safe
def screen(request: SignedInRequest, cohort: int) -> HttpResponse:
    """The wall: the class's newest round as it goes on, large, for everybody to see."""
    runner = access.runner(request)
    taught = access.class_at_desk(runner, cohort)
    address = request.build_absolute_uri(reverse("live:now"))
    context = wall.shown(taught, address)
    page = "pages/live/_screen.html" if "part" in request.GET else "pages/live/screen.html"
    return render(request, page, context)


@require_POST
def export(request: SignedInRequest, asked: UUID) -> HttpResponse:
    """The result as a file. A POST, because it is written into the audit log."""
    runner = access.runner(request)
    live = access.round_at_desk(runner, asked)
    if not live.over:
        raise Http404
    file = exports.export(live=live, names=runner.sees_names(live), by=runner.user, now=runner.now)
    return attached(file.content, name=file.name, content_type=file.content_type)
