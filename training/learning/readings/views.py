"""Beacons and 学完了 of a lesson, and the decisions of a case."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.catalogue.models import LessonPage
from courses.catalogue.pacing import needed_seconds
from training.learning.readings import opening, services
from training.learning.readings.claims import Beacon, glances_in
from training.learning.readings.errors import TooSoon
from training.learning.readings.pages import as_read, choice_of, has_decision
from training.people.page_access import readable_page
from training.people.requests import SignedInRequest

MOST_SECTIONS = 200


def _open_page(request: SignedInRequest, page_id: int) -> Any:
    """The page that is read; Http404 for a lesson that is not open to her yet."""
    page = readable_page(request.user, page_id)
    if not isinstance(page, LessonPage) or opening.sees_everything(request.user):
        return page
    if opening.hold_on(learner_id=request.user.pk, lesson=page, now=timezone.now()):
        raise Http404
    return page


@require_POST
def beacon(request: SignedInRequest, page: int) -> JsonResponse:
    """These sections were on screen, for so long; answers what is still missing."""
    read = as_read(_open_page(request, page))
    told = _beacon_in(request, read)
    reading = services.note_sections(
        learner_id=request.user.pk, page=read, seen=told.seen, now=timezone.now(), beacon=told
    )
    needed = needed_seconds(read.minutes)
    return JsonResponse(
        {
            "seen": reading.sections,
            "sections": len(read.sections),
            "seconds_missing": max(needed - reading.seconds, 0),
        }
    )


def _beacon_in(request: SignedInRequest, read: services.Page) -> Beacon:
    """What a page sent, read leniently: it comes from outside."""
    opened = services.opened_when(
        token=request.POST.get("opened", ""), learner_id=request.user.pk, activity=read.activity
    )
    return Beacon(
        seen=tuple(request.POST.getlist("seen")[:MOST_SECTIONS]),
        opened=opened,
        glances=glances_in(request.POST.getlist("spent")[:MOST_SECTIONS]),
    )


@require_POST
def complete(request: SignedInRequest, page: int) -> HttpResponse:
    """学完了: recorded, or what is still missing in plain words."""
    lesson = _open_page(request, page)
    try:
        services.complete(
            learner_id=request.user.pk,
            page=as_read(lesson),
            token=request.POST.get("opened", ""),
            with_script=request.POST.get("client") == "script",
            now=timezone.now(),
        )
    except TooSoon as refusal:
        messages.warning(request, refusal.reason)
        return redirect(f"{lesson.url}#finish")
    messages.success(
        request, _("已记入您的学习进度：学完《%(title)s》。") % {"title": lesson.local_title}
    )
    return redirect(f"{lesson.url}#finish")


@require_POST
def decide(request: SignedInRequest, page: int, block: str) -> HttpResponse:
    """换作是你: record the choice and lead back to its consequences."""
    case = readable_page(request.user, page)
    if not has_decision(case, block):
        raise Http404
    choice = choice_of(case, block, request.POST.get("choice", ""))
    if choice is None:
        messages.warning(request, _("请先选一种做法，再按“就这样做”。"))
    else:
        services.decide(
            learner_id=request.user.pk, page=as_read(case), choice=choice, now=timezone.now()
        )
    return redirect(f"{case.url}#decision-{block}")
