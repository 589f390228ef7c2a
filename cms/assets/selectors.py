"""Which recordings a page plays, and what uses an upload."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from cms.assets.blocks import PLAYED
from cms.assets.models import Recording


@dataclass(frozen=True)
class Played:
    """A block that plays a recording: its identity in learning records, and what it plays."""

    activity: UUID
    block: str
    recording: Recording
    required: bool


def played_activity(page: Any, block: str) -> UUID:
    """The identity of one player in statements; kept through edits, renewed when a page is
    copied."""
    return uuid5(page.translation_key, block)


def _stored(page: Any) -> Iterator[tuple[str, int, bool]]:
    """Block id, recording and 必看 of each player, read off the stored body: no block is built."""
    for stored in page.body.raw_data:
        value = stored.get("value")
        if stored["type"] in PLAYED and value.get("recording"):
            yield stored["id"], int(value["recording"]), bool(value.get("required"))


def how_many_required(page: Any) -> int:
    """How many recordings of a page must be watched. No query."""
    return sum(required for _block, _recording, required in _stored(page))


def played_on(page: Any, *, block: str = "", required_only: bool = False) -> list[Played]:
    """The players of a page in order, or the one with a block's id. One query, none without."""
    wanted = [
        (identity, recording, required)
        for identity, recording, required in _stored(page)
        if (not block or identity == block) and (required or not required_only)
    ]
    if not wanted:
        return []
    recordings = Recording.objects.in_bulk([recording for _id, recording, _required in wanted])
    return [
        Played(played_activity(page, identity), identity, recordings[recording], required)
        for identity, recording, required in wanted
        if recording in recordings
    ]


def played_on_pages(pages: Iterable[Any]) -> list[tuple[Any, Played]]:
    """Every player of these pages beside its page, in their order. One query, none without."""
    wanted = [(page, told) for page in pages for told in _stored(page)]
    if not wanted:
        return []
    recordings = Recording.objects.in_bulk({recording for _page, (_b, recording, _r) in wanted})
    return [
        (page, Played(played_activity(page, block), block, recordings[recording], required))
        for page, (block, recording, required) in wanted
        if recording in recordings
    ]


def live_pages_using(upload: Model) -> list[Page]:
    """The published pages that show, play or link to an upload, as Wagtail's index of references
    knows them. Two queries."""
    named = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(upload),
        to_object_id=str(upload.pk),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    keys = {int(pk) for pk in named.values_list("object_id", flat=True)}
    return list(Page.objects.live().filter(pk__in=keys)) if keys else []
