"""今天的五分钟 and 每天一题, under /my/review/."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from training.learning.daily import answering, asking, one_a_day, selectors, showing
from training.learning.daily.errors import ReviewRefused
from training.people.access import standing
from training.people.requests import SignedInRequest

MOST_GROUPS = 9


def _roots(request: SignedInRequest) -> selectors.Roots:
    """The congresses whose questions she may be asked; Http404 for people who do not learn."""
    held = standing(request.user, timezone.localdate())
    if not held.learns:
        raise Http404
    return held.congress_keys


def _number(text: str, most: int, otherwise: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else otherwise
    return min(number, most)


def _groups(asked: Any) -> int:
    """How many times five minutes she wants today."""
    return max(_number(asked.get("groups", ""), MOST_GROUPS, 1), 1)


def _today(request: SignedInRequest, roots: selectors.Roots, groups: int) -> selectors.Today:
    return selectors.today_for(
        learner_id=request.user.pk, roots=roots, now=timezone.now(), groups=groups
    )


@require_GET
def today(request: SignedInRequest) -> HttpResponse:
    """What there is to review, what was done, when there is more; and the question of the day."""
    roots, learner_id = _roots(request), request.user.pk
    found = _today(request, roots, _groups(request.GET))
    choice = one_a_day.choice_of(learner_id)
    context = {
        "today": found,
        "summary": selectors.strengthened(learner_id=learner_id, done=found.done),
        "weak": selectors.point_names(found.weak[:3]) if found.left else [],
        "one": one_a_day.standing_of(choice, found.day),
        "nav": "home",
    }
    return render(request, "pages/review/today.html", context)


@require_GET
def next_question(request: SignedInRequest) -> HttpResponse:
    """The next question of today's five minutes; back to the summary when there is none."""
    roots, groups = _roots(request), _groups(request.GET)
    found = _today(request, roots, groups)
    if not found.left:
        return redirect("review:today")
    coming = found.left[0].question
    ask = asking.ask_of(
        learner_id=request.user.pk,
        question=coming,
        version=asking.live_version(coming),
        turn=found.day.toordinal(),
    )
    context = {"ask": ask, "today": found, "groups": groups, "asked": answering.REVIEW}
    return render(request, "pages/review/question.html", context | {"nav": "home"})


@require_GET
def one(request: SignedInRequest) -> HttpResponse:
    """The question of the day; back to the summary when she wants none or answered it."""
    roots, now = _roots(request), timezone.now()
    ask = one_a_day.todays_ask(learner_id=request.user.pk, roots=roots, now=now)
    if ask is None:
        return redirect("review:today")
    context = {"ask": ask, "asked": answering.ONE, "nav": "home"}
    return render(request, "pages/review/question.html", context)


@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    """Whether she wants a question every day."""
    roots = _roots(request)
    if request.POST.get("wanted") == "yes":
        one_a_day.want(learner_id=request.user.pk, roots=roots, now=timezone.now())
        messages.success(request, _("好的，每天一题，就放在首页。哪天不想要了，在“复习”里关掉。"))
    elif one_a_day.stop(learner_id=request.user.pk):
        messages.success(request, _("每天一题已经关掉。想要的时候随时再开。"))
    return redirect("portal:home" if request.POST.get("from") == "home" else "review:today")


def _given(request: SignedInRequest, question: UUID) -> answering.Given:
    posted = request.POST
    try:
        version, client_id = UUID(posted.get("version", "")), posted.get("client_id", "")
        known = UUID(client_id) if client_id else uuid4()
    except ValueError:
        raise Http404 from None
    return answering.Given(
        question=question,
        version=version,
        turn=_number(posted.get("turn", ""), 10**6, 0),
        posted=dict(posted.lists()),
        client_id=known,
        occurred_at=timezone.now(),
        asked=answering.ONE if posted.get("asked") == answering.ONE else answering.REVIEW,
    )


@require_POST
def answer(request: SignedInRequest, question: UUID) -> HttpResponse:
    """Judge an answer, record it, and lead to what is said of it."""
    roots, given, groups = _roots(request), _given(request, question), _groups(request.POST)
    try:
        statement = answering.answer(
            learner_id=request.user.pk, roots=roots, given=given, now=timezone.now()
        )
    except ReviewRefused as refusal:
        if refusal.code != "nothing_chosen":
            raise Http404 from None
        messages.warning(request, refusal.reason)
        return redirect(_again(given.asked, groups))
    return redirect(f"{reverse('review:told', args=[statement])}{_query(groups)}")


def _query(groups: int) -> str:
    return f"?groups={groups}" if groups > 1 else ""


def _again(asked: str, groups: int) -> str:
    return reverse("review:one" if asked == answering.ONE else "review:next") + _query(groups)


@require_GET
def told(request: SignedInRequest, answered: UUID) -> HttpResponse:
    """Right or wrong, why, by which article, where to read on; and the next question."""
    roots, groups = _roots(request), _groups(request.GET)
    found = showing.told_of(learner_id=request.user.pk, statement=answered, roots=roots)
    if found is None:
        raise Http404
    context: dict[str, Any] = {"told": found, "groups": groups, "nav": "home"}
    if found.asked == answering.REVIEW:
        context["today"] = _today(request, roots, groups)
    return render(request, "pages/review/told.html", context)
