"""Gathers the rooms' models."""

from training.learning.attempts.models import Attempt, AttemptItem, Response, Score
from training.learning.attendance.models import Attendance
from training.learning.ledger.models import Statement, Verb
from training.learning.outbox.models import PendingConsequence
from training.learning.progress.models import ActivityProgress, CourseProgress
from training.learning.readings.models import Reading

__all__ = [
    "ActivityProgress",
    "Attempt",
    "AttemptItem",
    "Attendance",
    "CourseProgress",
    "PendingConsequence",
    "Reading",
    "Response",
    "Score",
    "Statement",
    "Verb",
]
