"""How long a diagnosis takes: time between putting a question and its answer, by the server's
clock. A pause stops it, and a phone laid aside counts no more than the cap. Pure Python."""

from datetime import datetime, timedelta

CAP = 120
"""Seconds that a single question counts at most."""

LEFT_AFTER = timedelta(days=14)
"""A diagnosis nobody went on with for so long is closed with what was answered."""


def counted(since: datetime | None, now: datetime) -> int:
    """Seconds to add for the question before her: none while paused, at most the cap, never below
    none whatever the clocks say."""
    if since is None:
        return 0
    return min(max(int((now - since).total_seconds()), 0), CAP)


def minutes(seconds: int) -> int:
    """Whole minutes as people say them: 1 to 89 seconds are about one."""
    return max(1, round(seconds / 60)) if seconds else 0
