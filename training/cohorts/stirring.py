"""Word that somebody's figures may have changed, for whoever counts classes.

A row is appended in the transaction of whatever changed them; nothing is locked or updated. There
is no unique constraint on purpose: a row written while a class is being counted is left for the
next round, whatever the order in which the two commit.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from training.cohorts.models import Stirred

AT_ONCE = 1000


def stir(*, learner_ids: Iterable[UUID], now: datetime) -> None:
    """Leave word about people, in the caller's transaction. One query for each thousand."""
    rows = [Stirred(learner_id=one, at=now) for one in learner_ids]
    Stirred.objects.bulk_create(rows, batch_size=AT_ONCE)
