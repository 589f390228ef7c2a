"""How often a program may ask, and on which day it last did.

Both are counted in the cache, so that reading writes nothing into the database; the worker writes
the days down.
"""

from datetime import date, datetime, timedelta
from math import ceil

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from training.insight.api.models import Client
from training.people.throttle import Rate, admit

RATE = Rate(60, timedelta(minutes=1))
KEPT = timedelta(days=3).total_seconds()
"""The worker has so long to write a day down."""


def seconds_to_wait() -> int:
    """After how long a program that asked too often is answered again, in seconds at most."""
    return ceil(RATE.within.total_seconds())


def admits(client: Client, now: datetime) -> bool:
    """Count one question of a program and say whether it may be answered; notes the day."""
    if not admit(about="client", subject=str(client.uuid), rate=RATE, now=now):
        return False
    place, today = _place(client.pk), timezone.localdate(now).isoformat()
    if client.last_used_on != timezone.localdate(now) and cache.get(place) != today:
        cache.set(place, today, KEPT)
    return True


def _place(pk: int) -> str:
    return f"client-used:{pk}"


def write_days(*, now: datetime) -> int:
    """The worker's job: on which day each program last asked. Returns how many days were new. One
    query for the programs that have not asked today, one for each that has since."""
    today = timezone.localdate(now)
    quiet = Q(last_used_on=None) | Q(last_used_on__lt=today)
    waiting = {
        _place(pk): (pk, known)
        for pk, known in Client.objects.filter(quiet, revoked_at=None).values_list(
            "pk", "last_used_on"
        )
    }
    told = cache.get_many(waiting) if waiting else {}
    written = 0
    for place, day in told.items():
        pk, known = waiting[place]
        used = date.fromisoformat(day)
        if known is None or known < used:
            written += Client.objects.filter(pk=pk).update(last_used_on=used)
    return written
