"""What a page says of its reader's time, checked against the clock on the wall. Pure Python.

The page counts, since it was opened, the seconds each section was on screen; a second in which two
were is shared between them. It always sends the whole count, so that a beacon lost or sent twice
changes nothing. The law, whatever is sent: the seconds believed of all sections together ≤ the time
that passed between beacons, and ≤ three times what the page is expected to take.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Whoever has a page open for more than so many times its minutes is doing something else.
TIMES_EXPECTED = 3
# A page that says no minutes: as long as the longest lesson may count.
UNSAID = 20 * 60
MOST_OPENINGS = 4
SPENT = re.compile(r"([\w-]{1,64}):(\d{1,6}):(\d{1,3})")


@dataclass(frozen=True)
class Glance:
    """Of one section: whole seconds on screen since the page was opened, and how far down it was
    scrolled, 0 to 100."""

    seconds: int
    percent: int


@dataclass(frozen=True)
class Beacon:
    """What a page sends: the sections that were on screen; when it was opened, in seconds since
    1970 (0: it does not prove it); and its counts."""

    seen: tuple[str, ...] = ()
    opened: int = 0
    glances: Mapping[str, Glance] = field(default_factory=dict)


def glances_in(told: Iterable[str]) -> dict[str, Glance]:
    """'key:seconds:percent' of each section; what does not look like it is left out."""
    found = (SPENT.fullmatch(one) for one in told)
    return {m[1]: Glance(int(m[2]), min(int(m[3]), 100)) for m in found if m}


def most_seconds(minutes: int) -> int:
    """How long reading a page can take at the most, in seconds."""
    return (minutes * 60 or UNSAID) * TIMES_EXPECTED


def believed(claimed: Mapping[str, int], known: Mapping[str, int], allowed: int) -> dict[str, int]:
    """The seconds that each section gains, `allowed` together: what is claimed beyond what this
    opening had claimed before, all in the same proportion where that is too much."""
    more = {key: max(seconds - known.get(key, 0), 0) for key, seconds in claimed.items()}
    total = sum(more.values())
    if total > max(allowed, 0):
        more = {key: seconds * max(allowed, 0) // total for key, seconds in more.items()}
    return {key: seconds for key, seconds in more.items() if seconds}


def remembered(
    openings: Mapping[str, Mapping[str, int]], opened: int, claimed: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """The counts of the last openings with this one's brought up to date: never a lower one."""
    kept = {key: dict(counts) for key, counts in openings.items()}
    mine = kept.setdefault(str(opened), {})
    mine.update({key: max(seconds, mine.get(key, 0)) for key, seconds in claimed.items()})
    return {key: kept[key] for key in sorted(kept, key=int)[-MOST_OPENINGS:]}
