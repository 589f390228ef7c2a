"""Beacons and 学完了 of a lesson, and the decisions of a case."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.core.sections import section_keys
from training.learning.readings import services
from training.learning.readings.errors import TooSoon
from training.people.page_access import readable_page
from training.people.requests import SignedInRequest


def as_read(page: Any) -> services.Page:
    """What readings need to know of a Wagtail page."""
    kind = "lesson" if hasattr(page, "minutes") else "case"
    return services.Page(
        activity=page.activity_uuid,
        activity_type=kind,
        sections=section_keys(page.body),
        minutes=getattr(page, "minutes", 0),
    )


@require_POST
def beacon(request: SignedInRequest, page: int) -> JsonResponse:
    """These sections were on screen; answers what is still missing."""
    read = as_read(readable_page(request.user, page))
    reading = services.note_sections(
        learner_id=request.user.pk,
        page=read,
        seen=request.POST.getlist("seen")[:200],
        now=timezone.now(),
    )
    needed = services.needed_seconds(read.minutes)
    return JsonResponse(
        {
            "seen": reading.sections,
            "sections": len(read.sections),
            "seconds_missing": max(needed - reading.seconds, 0),
        }
    )


@require_POST
def complete(request: SignedInRequest, page: int) -> HttpResponse:
    """学完了: recorded, or what is still missing in plain words."""
    lesson = readable_page(request.user, page)
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
    choice = _choice_of(case, block, request.POST.get("choice", ""))
    if choice is None:
        messages.warning(request, _("请先选一种做法，再按“就这样做”。"))
    else:
        services.decide(
            learner_id=request.user.pk, page=as_read(case), choice=choice, now=timezone.now()
        )
    return redirect(f"{case.url}#decision-{block}")


def _choice_of(case: Any, block: str, chosen: str) -> services.Choice | None:
    """What was chosen at a decision block of a case; Http404 for a block it does not have."""
    blocks = {b.id: b for b in case.decisions()} if hasattr(case, "decisions") else {}
    if block not in blocks:
        raise Http404
    options = blocks[block].value["options"]
    if not chosen.isdecimal() or int(chosen) >= len(options):
        return None
    return services.Choice(
        decision=case.decision_uuid(block),
        option=int(chosen),
        best=bool(options[int(chosen)]["best"]),
        all_decisions=tuple(case.decision_uuid(b) for b in blocks),
    )
