"""In which order, and on which day. Pure: keys and dates in, keys and dates out."""

import heapq
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

A_DAY = 40
"""Minutes beside the class on one of its days."""
A_WEEK = 60
"""Minutes in a week without class."""

K = TypeVar("K", bound=Hashable)
Before = Mapping[K, Collection[K]]


def all_before(before: Before[K]) -> dict[K, frozenset[K]]:
    """What comes before each, also by way of others; a loop makes its members precede themselves
    and each other."""
    found: dict[K, frozenset[K]] = {}
    for one in before:
        seen: set[K] = set()
        waiting = list(before[one])
        while waiting:
            first = waiting.pop()
            if first not in seen:
                seen.add(first)
                waiting.extend(before.get(first, ()))
        found[one] = frozenset(seen)
    return found


def in_order(keys: Iterable[K], before: Before[K], rank: Callable[[K], Any]) -> list[K]:
    """The keys so that each follows what comes before it, else by rank (which tells all apart).

    Of keys that would have to come before each other, the one with the lowest rank goes first.
    """
    left = set(keys)
    earlier = {key: set(before.get(key, ())) & left - {key} for key in left}
    later: dict[K, list[K]] = {}
    for key, firsts in earlier.items():
        for first in firsts:
            later.setdefault(first, []).append(key)
    free = [(rank(key), key) for key in left if not earlier[key]]
    heapq.heapify(free)
    done: list[K] = []
    while left:
        key = heapq.heappop(free)[1] if free else min(left, key=rank)
        if key not in left:
            continue
        left.remove(key)
        done.append(key)
        for following in later.get(key, ()):
            earlier[following].discard(key)
            if not earlier[following] and following in left:
                heapq.heappush(free, (rank(following), following))
    return done


@dataclass(frozen=True)
class Calendar:
    """Today, and the days of the class; without a class there are none."""

    today: date
    starts_on: date | None = None
    ends_on: date | None = None

    def slot(self, day: date) -> tuple[date, int]:
        """The last day and the minutes of the stretch in which a day lies: a day of the class, or a
        week (to Sunday, or to the day before the class begins)."""
        if self.starts_on and self.ends_on and self.starts_on <= day <= self.ends_on:
            return day, A_DAY
        sunday = day + timedelta(days=6 - day.weekday())
        if self.starts_on and day < self.starts_on <= sunday:
            return self.starts_on - timedelta(days=1), A_WEEK
        return sunday, A_WEEK


@dataclass(frozen=True)
class Timed:
    """Minutes of work that is not due before a day, or that the class itself does on that day."""

    minutes: int
    not_before: date | None = None
    in_class: bool = False


def dates(work: Sequence[Timed], calendar: Calendar) -> list[date]:
    """A day for each, never an earlier one than for the one before it: so much a day while the
    class runs, so much a week otherwise, where the last day of the week is named."""
    found: list[date] = []
    until, left = calendar.slot(calendar.today)
    full = left
    for one in work:
        if one.not_before and one.not_before > until:
            until, left = calendar.slot(one.not_before)
            full = left
        if not one.in_class:
            if one.minutes > left and left < full:
                until, left = calendar.slot(until + timedelta(days=1))
                full = left
            left -= one.minutes
        found.append(until)
    return found
