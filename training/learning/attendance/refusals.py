"""Why somebody was not checked in: kept a month, so that staff can say it when they are asked."""

from datetime import datetime, timedelta
from uuid import UUID

from training.learning.attendance.models import CheckInRefusal
from training.people.errors import Refused

KEPT = timedelta(days=30)
AT_ONCE = 2000


def note(*, learner_id: UUID, scheduled_id: int | None, refused: Refused, now: datetime) -> None:
    """Write a refusal down; the same one within a minute is there already. One query."""
    minute = int(now.timestamp()) // 60
    CheckInRefusal.objects.bulk_create(
        [
            CheckInRefusal(
                learner_id=learner_id,
                scheduled_id=scheduled_id,
                at=now,
                code=refused.code[:20],
                reason=refused.reason[:300],
                key=f"{scheduled_id or 0}:{refused.code[:20]}:{minute}",
            )
        ],
        ignore_conflicts=True,
    )


def prune(*, now: datetime) -> int:
    """Delete what is older than a month; returns how many, at most AT_ONCE at a time."""
    old = CheckInRefusal.objects.filter(at__lt=now - KEPT).values("pk")[:AT_ONCE]
    found = [row["pk"] for row in old]
    if found:
        CheckInRefusal.objects.filter(pk__in=found).delete()
    return len(found)
