"""What a page tells with every save of something that is being written: an answer, a draft.

The protocol is the same everywhere: a save has an id of its own, so that it may be sent again; a
device numbers its saves, so that they can be put in order; and it names the step it was based on,
so that a clash of two devices is noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.dateparse import parse_datetime

LONGEST_DEVICE = 36
SMALL_ENOUGH = 2_000_000_000  # for a positive integer of any database


@dataclass(frozen=True)
class Save:
    """Which device, its how-manieth save, and on which step it was based."""

    device: str
    seq: int
    client_id: UUID
    base_step: int = 0
    client_at: datetime | None = None


def told_with(posted: Mapping[str, str], *, form_device: str) -> Save:
    """What a posted save says of itself. A form sent without JavaScript says nothing: it counts as
    a device named `form_device`, numbered by the clock. Raises ValueError or KeyError when a field
    is not what it should be."""
    base_step = int(posted.get("base_step") or 0)
    if not posted.get("client_id"):
        clock = int(timezone.now().timestamp() * 1000) % SMALL_ENOUGH
        return Save(form_device[:LONGEST_DEVICE], clock, uuid4(), base_step)
    when = parse_datetime(posted.get("client_at", ""))
    return Save(
        device=posted["device"][:LONGEST_DEVICE],
        seq=int(posted["seq"]),
        client_id=UUID(posted["client_id"]),
        base_step=base_step,
        client_at=when if when and timezone.is_aware(when) else None,
    )
