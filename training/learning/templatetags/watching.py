"""Where a deputy stands with a recording on a page; nothing for visitors, staff and previews."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone

from cms.assets.blocks import PLAYED
from cms.assets.limits import content_type
from cms.assets.models import Recording
from cms.assets.selectors import played_activity
from training.learning.templatetags.learning import _learner
from training.learning.watching import selectors, services
from training.learning.watching.models import Watch

register = template.Library()
register.filter("media_type", content_type)
# The fastest is what watching.claims believes.
SPEEDS = ("0.75", "1", "1.25", "1.5", "2")
Context = dict[str, Any]


@dataclass(frozen=True)
class WatchState:
    """What the player of one recording starts from; `position` in seconds, `percent` whole."""

    opened: str
    beacon: str
    read: str
    position: float
    percent: int
    done: bool
    needed_minutes: int


def _watches(context: Context, learner_id: UUID, page: Any) -> dict[UUID, Watch]:
    """The watching of all recordings of a page, read once per request."""
    request = context["request"]
    known: dict[UUID, Watch] | None = getattr(request, "_watches", None)
    if known is None:
        played = [
            played_activity(page, block["id"])
            for block in page.body.raw_data
            if block["type"] in PLAYED
        ]
        known = selectors.watches_of(learner_id, played)
        request._watches = known
    return known


def _opened(context: Context, learner_id: UUID, activity: UUID) -> str:
    """The note that the page was opened now; the earlier one where it came back with it."""
    earlier = context["request"].GET.get("opened", "")
    if services.opened_at(token=earlier, learner_id=learner_id, activity=activity) is not None:
        return str(earlier)
    return services.opened_token(learner_id=learner_id, activity=activity, now=timezone.now())


@register.simple_tag(takes_context=True)
def watch_state(context: Context, page: Any, recording: Recording, block: str) -> WatchState | None:
    """One query for all recordings of a page."""
    learner = _learner(context)
    if learner is None or not page or not page.pk:
        return None
    activity = played_activity(page, block)
    item = services.Item(activity, recording.kind, recording.seconds, recording.words)
    watch = _watches(context, learner.pk, page).get(activity)
    return WatchState(
        opened=_opened(context, learner.pk, activity),
        beacon=reverse("watching:beacon", args=[page.pk, block]),
        read=reverse("watching:read", args=[page.pk, block]),
        position=round(watch.position, 1) if watch else 0,
        percent=int(services.share_of(watch, item) * 100),
        done=bool(watch and watch.completed_at),
        needed_minutes=max(-(-services.needed_seconds(item) // 60), 1),
    )


@register.simple_tag
def speeds() -> tuple[str, ...]:
    """The speeds a player offers."""
    return SPEEDS
