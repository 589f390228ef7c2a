"""What a page reports of playing, and 读完了文字稿."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.assets.selectors import Played, played_on
from training.learning.watching import services
from training.learning.watching.errors import NotYet
from training.learning.watching.reports import report_in
from training.people.page_access import readable_page
from training.people.requests import SignedInRequest


def item_of(played: Played, page: Any) -> services.Item:
    """What watching needs to know of a player on a page."""
    recording = played.recording
    return services.Item(
        activity=played.activity,
        kind=recording.kind,
        seconds=recording.seconds,
        words=recording.words,
        title=recording.title,
        page=page.translation_key,
    )


def _played(page: Any, block: str) -> Played:
    """The player with this id; Http404 when the page has none."""
    found = played_on(page, block=block)
    if not found:
        raise Http404
    return found[0]


@require_POST
def beacon(request: SignedInRequest, page: int, block: str) -> JsonResponse:
    """These stretches were played; answers how much is known now."""
    lesson = readable_page(request.user, page)
    item = item_of(_played(lesson, block), lesson)
    outcome = services.note_played(
        learner_id=request.user.pk, item=item, report=report_in(request.POST), now=timezone.now()
    )
    told = {"kept": outcome.kept, "percent": int(outcome.share * 100), "done": outcome.done}
    return JsonResponse(told)


@require_POST
def read(request: SignedInRequest, page: int, block: str) -> HttpResponse:
    """The transcript was read, or it was played without our script."""
    lesson = readable_page(request.user, page)
    played = _played(lesson, block)
    token, now = request.POST.get("opened", ""), timezone.now()
    back = {"player": block}
    try:
        services.read_instead(
            learner_id=request.user.pk, item=item_of(played, lesson), token=token, now=now
        )
    except NotYet as refusal:
        messages.warning(request, refusal.reason)
        back["opened"] = token  # pressing too early does not set the clock back
    else:
        done = _("已记入您的学习进度：《%(title)s》。") % {"title": played.recording}
        messages.success(request, done)
    return redirect(f"{lesson.url}?{urlencode(back)}#player-{block}")
