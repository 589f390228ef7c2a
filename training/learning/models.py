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
from training.learning.notes.models import Note
from training.learning.outbox.models import PendingConsequence
from training.learning.progress.models import ActivityProgress, CourseProgress
from training.learning.readings.models import Reading
from training.learning.submissions.models import (
    Assessment,
    CriterionMark,
    Draft,
    DraftStep,
    Marking,
    Submission,
)
from training.learning.watching.models import Watch

__all__ = [
    "ActivityProgress",
    "Allowance",
    "Assessment",
    "Attempt",
    "AttemptItem",
    "Attendance",
    "CourseProgress",
    "CriterionMark",
    "Draft",
    "DraftStep",
    "GroupAllowance",
    "ManualMark",
    "MarkChange",
    "Marking",
    "Note",
    "Objection",
    "PendingConsequence",
    "Reading",
    "Regrading",
    "Response",
    "Score",
    "Statement",
    "Submission",
    "Verb",
    "Watch",
]
