"""Counting tries in the cache, so that codes cannot be guessed by trying."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache


@dataclass(frozen=True)
class Rate:
    """So many tries within a span of time."""

    times: int
    within: timedelta


def admit(*, about: str, subject: str, rate: Rate, now: datetime) -> bool:
    """Count one try and say whether it is still within the rate; refused tries are not counted.

    The subject is kept as a hash: the cache is no list of numbers and addresses.
    """
    key = f"throttle:{about}:{hashlib.sha256(subject.encode()).hexdigest()}"
    since = (now - rate.within).timestamp()
    recent = [moment for moment in cache.get(key, []) if moment > since]
    if len(recent) >= rate.times:
        return False
    # Set anew each time: some cache backends let a counter's own increment shorten its life.
    cache.set(key, [*recent, now.timestamp()], rate.within.total_seconds())
    return True
