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
from training.learning.consequences.models import FoldCheck
from training.learning.crediting.models import EventPresence, HourAppeal, OtherEvent
from training.learning.daily.models import DailyQuestion
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer, DiagnosisItem
from training.learning.hours.models import HourEntry, HoursTable
from training.learning.ledger.models import Statement, Verb
from training.learning.mastery.models import ItemEstimate, PointMastery
from training.learning.notes.models import Note
from training.learning.outbox.models import PendingConsequence, PendingForward
from training.learning.plan.models import Plan, PlanItem
from training.learning.progress.models import ActivityProgress, CourseProgress
from training.learning.readings.models import Reading
from training.learning.review.models import ReviewCard
from training.learning.submissions.models import (
    Assessment,
    CriterionMark,
    Draft,
    DraftStep,
    Marking,
    Submission,
)
from training.learning.watching.models import Watch
from training.learning.xapi.models import Forwarding

__all__ = [
    "ActivityProgress",
    "Allowance",
    "Assessment",
    "Attempt",
    "AttemptItem",
    "Attendance",
    "CourseProgress",
    "CriterionMark",
    "DailyQuestion",
    "Diagnosis",
    "DiagnosisAnswer",
    "DiagnosisItem",
    "Draft",
    "DraftStep",
    "EventPresence",
    "FoldCheck",
    "Forwarding",
    "GroupAllowance",
    "HourAppeal",
    "HourEntry",
    "HoursTable",
    "ItemEstimate",
    "ManualMark",
    "MarkChange",
    "Marking",
    "Note",
    "Objection",
    "OtherEvent",
    "PendingConsequence",
    "PendingForward",
    "Plan",
    "PlanItem",
    "PointMastery",
    "Reading",
    "Regrading",
    "Response",
    "ReviewCard",
    "Score",
    "Statement",
    "Submission",
    "Verb",
    "Watch",
]
