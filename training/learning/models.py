"""Gathers the rooms' models."""

from training.learning.attempts.models import (
    Allowance,
    Attempt,
    AttemptItem,
    GroupAllowance,
    ManualMark,
    MarkChange,
    Objection,
    Response,
    Score,
)
from training.learning.attempts.regrading.models import Regrading
from training.learning.attendance.models import Attendance
from training.learning.ledger.models import Statement, Verb
from training.learning.outbox.models import PendingConsequence
from training.learning.progress.models import ActivityProgress, CourseProgress
from training.learning.readings.models import Reading

__all__ = [
    "ActivityProgress",
    "Allowance",
    "Attempt",
    "AttemptItem",
    "Attendance",
    "CourseProgress",
    "GroupAllowance",
    "ManualMark",
    "MarkChange",
    "Objection",
    "PendingConsequence",
    "Reading",
    "Regrading",
    "Response",
    "Score",
    "Statement",
    "Verb",
]
