"""Counting tries in the cache, so that codes and passwords cannot be guessed by trying."""

import hashlib
import random
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
    key = _key(about, subject)
    since = (now - rate.within).timestamp()
    recent = [moment for moment in cache.get(key, []) if moment > since]
    if len(recent) >= rate.times:
        return False
    # Set anew each time: some cache backends let a counter's own increment shorten its life.
    cache.set(key, [*recent, now.timestamp()], rate.within.total_seconds())
    return True


def is_spent(*, about: str, subject: str, rate: Rate) -> bool:
    """Whether so many failures lie within the span. Only reads: who succeeds leaves no trace, so
    that a whole class can sign in from one address at once."""
    places = _places(about, subject, rate)
    return len(cache.get_many(places)) >= rate.times


def spend(*, about: str, subject: str, rate: Rate) -> None:
    """Note one failure. Each takes a place of its own until its time is over, so that failures at
    the same moment are all counted without waiting for each other."""
    places = _places(about, subject, rate)
    taken = cache.get_many(places)
    free = [place for place in places if place not in taken]
    random.shuffle(free)  # those who fail together seldom try the same place
    for place in free:
        if cache.add(place, True, rate.within.total_seconds()):
            return


def _places(about: str, subject: str, rate: Rate) -> list[str]:
    key = _key(about, subject)
    return [f"{key}:{number}" for number in range(rate.times)]


def _key(about: str, subject: str) -> str:
    return f"throttle:{about}:{hashlib.sha256(subject.encode()).hexdigest()}"
