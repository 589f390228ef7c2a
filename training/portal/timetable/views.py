"""/my/timetable/: one's own timetable, and calendars that a phone subscribes to."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.core.language import localised
from training.cohorts import feeds
from training.cohorts.calendars import Event, written
from training.people.access import standing
from training.people.models import User
from training.people.requests import SignedInRequest
from training.people.throttle import Rate, admit
from training.portal.timetable.selectors import timetable_of

NAV = {"nav": "programme"}
# A phone looks every hour or so, and again when its owner does.
RATE = Rate(60, timedelta(hours=1))


def _learner(request: SignedInRequest) -> User:
    """Who asks for her own timetable; Http404 for people who do not learn here."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    return request.user


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """Days as cards, what is now and next, what changed; with `all`, nothing folded, for paper."""
    learner = _learner(request)
    wanted = request.GET.get("class", "")
    found = timetable_of(learner, timezone.now(), wanted=wanted)
    context = {"timetable": found, "unfolded": "all" in request.GET}
    return render(request, "pages/timetable/mine.html", NAV | context)


@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    """How to have the timetable in one's own calendar, and the address for it."""
    feed = feeds.feed_of(_learner(request))
    context: dict[str, Any] = {**NAV, "feed": feed}
    if feed:
        path = reverse("timetable:feed", args=[feed.pk, feeds.signature_of(feed)])
        if (get_language() or "").startswith("en"):
            path += "?language=en"
        context["address"] = request.build_absolute_uri(path)
        context["subscribe"] = f"webcal://{request.get_host()}{path}"
    return render(request, "pages/timetable/calendar.html", context)


@require_POST
def begin(request: SignedInRequest) -> HttpResponse:
    """Make an address for one's calendar."""
    feeds.begin(learner=_learner(request), now=timezone.now())
    return redirect("timetable:calendar")


@require_POST
def end(request: SignedInRequest) -> HttpResponse:
    """End one's address."""
    feeds.end(learner=_learner(request), now=timezone.now())
    messages.success(request, _("已停用，原来的日历地址不能再用。"))
    return redirect("timetable:calendar")


def _shown(request: HttpRequest, subject: str, name: str, events: list[Event]) -> HttpResponse:
    """A calendar, or nothing new where the phone has it already; 429 for who asks too often."""
    if not admit(about="calendar", subject=subject, rate=RATE, now=timezone.now()):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    body = written(name, events).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    changed = max((one.changed_at for one in events), default=None)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="timetable.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = tag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    found = get_conditional_response(
        request,
        etag=tag,
        last_modified=int(changed.timestamp()) if changed else None,
        response=response,
    )
    return found or response


def _language(request: HttpRequest) -> str:
    """The language that the address names: a phone's own is not asked for, so that an address
    always gives the same bytes."""
    return "en" if request.GET.get("language") == "en" else "zh-hans"


@login_not_required
@require_safe
def feed(request: HttpRequest, feed: UUID, signature: str) -> HttpResponse:
    """One deputy's sessions, for whoever has the address; Http404 for an ended or made-up one."""
    known = feeds.feed_at(feed, signature)
    if known is None:
        raise Http404
    url = request.build_absolute_uri(reverse("timetable:mine"))
    with override(_language(request)):
        events = feeds.events_of(known.learner, url=url, now=timezone.now())
        return _shown(request, str(feed), _("履职培训课表"), events)


@login_not_required
@require_safe
def class_feed(request: HttpRequest, cohort: int, signature: str) -> HttpResponse:
    """The sessions of a class, nobody's name in it but the trainers'; Http404 for a made-up
    address."""
    known = feeds.class_at(cohort, signature)
    if known is None:
        raise Http404
    url = request.build_absolute_uri(reverse("timetable:mine"))
    with override(_language(request)):
        return _shown(
            request, f"class-{cohort}", localised(known, "name"), feeds.events_in(known, url=url)
        )
