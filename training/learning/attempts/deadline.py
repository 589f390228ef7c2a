"""When a sitting's time is up, by the server's clock alone (rules.md: Late; engine points 2–5)."""

from datetime import datetime, timedelta

from training.learning.attempts.models import Attempt

# By the server's clock a save this much after the deadline still counts.
GRACE = timedelta(seconds=60)


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the deadline and its grace have passed: what comes now is kept, but not scored."""
    return attempt.due_at is not None and now > attempt.due_at + GRACE


def hand_in_until(attempt: Attempt) -> datetime | None:
    """The last moment at which the person may hand in herself; None without a deadline.

    Where the quiz grants grace minutes after the deadline she may still hand in what is there.
    """
    if attempt.due_at is None:
        return None
    minutes = attempt.rules.get("grace_minutes") or 0
    extra = timedelta(minutes=minutes) if attempt.rules.get("overdue") == "grace" else timedelta(0)
    return attempt.due_at + extra + GRACE


def must_close(attempt: Attempt, now: datetime) -> bool:
    """Whether the time for handing in has passed as well: whoever comes next closes the sitting."""
    until = hand_in_until(attempt)
    return until is not None and now > until


def is_abandoned_by(attempt: Attempt, now: datetime) -> bool:
    """Whether a sitting closed now counts as given up rather than as handed in."""
    policy = attempt.rules.get("overdue", "submit")
    return must_close(attempt, now) and policy in ("abandon", "grace")


def ended_at(attempt: Attempt, now: datetime) -> datetime:
    """When a sitting closed now came to its end: at its deadline, if that has passed."""
    return attempt.due_at if attempt.due_at and is_over(attempt, now) else now
