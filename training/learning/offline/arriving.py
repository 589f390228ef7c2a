"""What a phone sends after it was without a line, read leniently: it comes from outside, and may
have been written by an older page of ours. A call is refused as a whole only where nothing can be
made of it; one item that cannot be read costs the others nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from training.learning.offline.errors import SyncRefused

MOST_ITEMS = 100
MOST_BYTES = 256 * 1024
MOST_PACKS = 50
LONGEST_NAME = 60
LONGEST_KIND = 20
MOST = 2**31 - 1


@dataclass(frozen=True)
class Item:
    """One thing that was done on the phone. `at` is what its clock said; `said` the item's own
    fields, unread."""

    client_id: UUID
    learner: UUID | None
    seq: int
    kind: str
    at: datetime | None
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """What one call tells. `packs` is None where it says nothing of them; `unread` names what no
    item could be made of, by whatever it calls itself."""

    device: UUID
    name: str
    sent_at: datetime | None
    waiting: int
    packs: dict[str, str] | None
    items: list[Item] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def call_in(raw: bytes) -> Call:
    """The call in a request's body; raises SyncRefused, with what to do, where there is none."""
    if len(raw) > MOST_BYTES:
        raise SyncRefused("too_large", _("一次传得太多，手机会自动分几次再传。"))
    try:
        said = json.loads(raw)
    # A body nested deep enough runs out of stack: that is no call of ours either.
    except (ValueError, RecursionError):
        said = None
    device = _uuid(said.get("device")) if isinstance(said, dict) else None
    items = said.get("items", []) if isinstance(said, dict) else None
    if device is None or not isinstance(items, list):
        raise SyncRefused("unreadable", _("没有看懂手机传来的内容。请刷新页面，再传一次。"))
    if len(items) > MOST_ITEMS:
        raise SyncRefused("too_large", _("一次传得太多，手机会自动分几次再传。"))
    read = [(_item(one), one) for one in items]
    return Call(
        device=device,
        name=_text(said.get("name"), LONGEST_NAME),
        sent_at=_moment(said.get("sent_at")),
        waiting=_count(said.get("waiting")),
        packs=_packs(said.get("packs")),
        items=sorted((one for one, _raw in read if one), key=lambda one: one.seq),
        unread=[_name_of(raw) for one, raw in read if one is None],
    )


def _item(raw: Any) -> Item | None:
    if not isinstance(raw, dict):
        return None
    client_id, kind = _uuid(raw.get("client_id")), raw.get("kind")
    if client_id is None or not isinstance(kind, str) or not 0 < len(kind) <= LONGEST_KIND:
        return None
    return Item(
        client_id=client_id,
        learner=_uuid(raw.get("learner")),
        seq=_count(raw.get("seq")),
        kind=_text(kind, LONGEST_KIND),
        at=_moment(raw.get("at")),
        said=raw,
    )


def _name_of(raw: Any) -> str:
    return _text(raw.get("client_id"), 36) if isinstance(raw, dict) else ""


def _uuid(said: Any) -> UUID | None:
    try:
        return UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _count(said: Any) -> int:
    """A whole number that a column can hold; 0 for anything else."""
    is_number = isinstance(said, int) and not isinstance(said, bool)
    return min(max(said, 0), MOST) if is_number else 0


def _text(said: Any, longest: int) -> str:
    fit = "".join(c for c in said if c.isprintable()) if isinstance(said, str) else ""
    return fit.encode("utf-8", "ignore").decode()[:longest].strip()


def _moment(said: Any) -> datetime | None:
    try:
        when = parse_datetime(said) if isinstance(said, str) else None
        # Years without a place on the calendar in every time zone are no time at all.
        known = when is not None and timezone.is_aware(when) and 1971 <= when.year <= 9000
    except (ValueError, OverflowError):
        return None
    return when if known else None


def _packs(said: Any) -> dict[str, str] | None:
    if not isinstance(said, dict):
        return None
    read = [(_uuid(course), _text(version, 40)) for course, version in [*said.items()][:MOST_PACKS]]
    return {str(course): version for course, version in read if course and version}
