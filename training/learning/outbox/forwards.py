"""Which statements are still to be sent to the record store outside; none where there is no
store."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from training.learning.outbox.models import PendingForward

AT_ONCE = 1000


def wanted() -> bool:
    """Whether statements are sent anywhere."""
    return bool(settings.XAPI_LRS["url"])


def leave(*, learner_id: UUID, ids: Iterable[UUID], now: datetime) -> None:
    """Note one person's statements to be sent, in the caller's transaction. One query, none where
    nothing is sent."""
    if wanted():
        add(learner_id=learner_id, ids=ids, now=now)


def add(*, learner_id: UUID, ids: Iterable[UUID], now: datetime) -> None:
    """The same, whether or not anything is sent yet; what is noted already stays as it is."""
    PendingForward.objects.bulk_create(
        [PendingForward(learner_id=learner_id, statement_id=one, created_at=now) for one in ids],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
