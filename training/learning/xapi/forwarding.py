"""Sending the log to a record store outside, by the worker: in batches, again after failures, never
in a learner's request. What staff may not see is not sent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from training.learning.outbox import forwards
from training.learning.outbox.models import PendingForward
from training.learning.xapi.models import Forwarding
from training.learning.xapi.selectors import Wanted, learners_of, seen_by, statements
from training.learning.xapi.statements import Json
from training.learning.xapi.store import Store, StoreAway, StoreRefused

AT_ONCE = 100
SECONDS_PER_RUN = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)

Rows = Sequence[PendingForward]


def state() -> Forwarding:
    """How it stands; a row that is not stored before anything was tried. One query."""
    return Forwarding.objects.first() or Forwarding(pk=1)


def waiting() -> tuple[int, int]:
    """How many statements wait, and how many the store will not have. Two queries."""
    rows = PendingForward.objects.order_by()
    return rows.filter(refused="").count(), rows.exclude(refused="").count()


def forward(*, now: datetime, at_once: bool = False) -> int:
    """Send what waits, for a few seconds; returns how many statements are off the list. After a
    failure nothing is tried for a while, each time for longer, but `at_once`. No query where
    nothing is to be sent anywhere."""
    store = Store.configured()
    if store is None:
        return 0
    known = state()
    if known.next_try_at and now < known.next_try_at and not at_once:
        return 0
    done, until = 0, monotonic() + SECONDS_PER_RUN
    try:
        while rows := _oldest():
            done += _hand_over(store, rows)
            _note_sent(known, len(rows), now)
            if monotonic() > until and not at_once:
                break
    except StoreAway as away:
        _note_failure(known, str(away), now)
    return done


def _oldest() -> list[PendingForward]:
    return list(PendingForward.objects.filter(refused="").order_by("created_at")[:AT_ONCE])


def _hand_over(store: Store, rows: Rows) -> int:
    """Send some; where the store refuses, halve until the one is found that it will not have."""
    try:
        if told := _told(rows):
            store.send(told)
    except StoreRefused as refused:
        if len(rows) > 1:
            middle = len(rows) // 2
            return _hand_over(store, rows[:middle]) + _hand_over(store, rows[middle:])
        if not refused.known:
            _of(rows).update(refused=str(refused)[:200])
            return 1
    _of(rows).delete()
    return len(rows)


def _of(rows: Rows) -> "QuerySet[PendingForward]":
    learners = {row.learner_id for row in rows}
    return PendingForward.objects.filter(learner_id__in=learners, pk__in=[row.pk for row in rows])


def _told(rows: Rows) -> list[Json]:
    """Those of the statements that may leave, as xAPI, in the order in which they were noted."""
    by_learner: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        by_learner[row.learner_id].append(row.statement_id)
    return list(statements(Wanted(list(by_learner), only=by_learner)))


def _note_sent(known: Forwarding, count: int, now: datetime) -> None:
    known.failures, known.last_error, known.next_try_at = 0, "", None
    known.last_sent_at = now
    _store(known, count)


def _note_failure(known: Forwarding, told: str, now: datetime) -> None:
    wait = min(FIRST_WAIT * 2 ** min(known.failures, 10), LONGEST_WAIT)
    known.failures += 1
    known.last_error, known.last_error_at, known.next_try_at = told[:300], now, now + wait
    _store(known, 0)


def _store(known: Forwarding, count: int) -> None:
    known.save()
    if count:
        Forwarding.objects.filter(pk=known.pk).update(sent=F("sent") + count)
        known.refresh_from_db(fields=["sent"])


def leave_all(*, now: datetime) -> int:
    """Note everything that the log holds already and that may leave; returns how many. Again, or
    after an interruption: what is noted stays, what was sent is sent again, which changes nothing
    there."""
    count = 0
    for learner_id in learners_of():
        with transaction.atomic():
            ids = list(seen_by(learner_id).values_list("statement_id", flat=True))
            forwards.add(learner_id=learner_id, ids=ids, now=now)
        count += len(ids)
    return count


def try_refused_again() -> int:
    """Forget that the store refused some; returns how many."""
    return PendingForward.objects.exclude(refused="").update(refused="")
