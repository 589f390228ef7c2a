"""Leaving and handling consequences. Handlers are registered by name in learning's apps.py."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from training.learning.outbox.models import PendingConsequence

log = logging.getLogger("training.outbox")

Handler = Callable[[UUID, str, datetime], None]
HANDLERS: dict[str, Handler] = {}


def leave(*, learner_id: UUID, kind: str, key: str, now: datetime, soon: bool = True) -> None:
    """Leave something to be done; it is tried right after commit and again by the worker, or where
    nobody waits for it (`soon` False) by the worker alone."""
    PendingConsequence.objects.bulk_create(
        [PendingConsequence(learner_id=learner_id, kind=kind, key=key, created_at=now)],
        ignore_conflicts=True,
    )
    if not soon:
        return
    transaction.on_commit(
        partial(handle, learner_id=learner_id, kind=kind, key=key, now=now), robust=True
    )


def leave_all(*, learner_ids: Iterable[UUID], kind: str, key: str, now: datetime) -> None:
    """Leave the same thing to be done by the worker for many people. One query for each hundred
    or so."""
    PendingConsequence.objects.bulk_create(
        [
            PendingConsequence(learner_id=one, kind=kind, key=key, created_at=now)
            for one in learner_ids
        ],
        ignore_conflicts=True,
    )


def handle(*, learner_id: UUID, kind: str, key: str, now: datetime) -> bool:
    """Do one left thing and forget it, in one transaction; False when there was nothing left to
    do."""
    with transaction.atomic():
        left: Any = PendingConsequence.objects.select_for_update().filter(
            learner_id=learner_id, kind=kind, key=key
        )
        row = left.first()
        if row is None:
            return False
        HANDLERS[kind](learner_id, key, now)
        row.delete()
        return True


def handle_left_behind(*, now: datetime, limit: int = 500) -> int:
    """What the worker does: every consequence still left; one that fails stops no other."""
    rows = PendingConsequence.objects.order_by("created_at").values_list(
        "learner_id", "kind", "key"
    )
    done = 0
    for learner_id, kind, key in rows[:limit]:
        try:
            done += handle(learner_id=learner_id, kind=kind, key=key, now=now)
        except Exception:
            log.exception("consequence %s of %s could not be handled", kind, key)
    return done
