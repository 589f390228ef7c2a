"""The worker's job."""

from datetime import datetime

from training.learning.feedback.opening import open_due
from training.learning.feedback.services import release_due


def feedback_due(*, now: datetime) -> int:
    """Open the forms whose hour has come, add what came in, close what is over. Returns how many
    forms and answers."""
    return open_due(now=now) + release_due(now=now)
