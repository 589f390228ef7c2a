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
from training.learning.attendance.models import (
    Attendance,
    AttendanceVoided,
    CheckInRefusal,
    CheckInRules,
    LeaveRequest,
    OpenedEarly,
    PresenceClaim,
)
from training.learning.certificates.models import (
    Certificate,
    CertificateCode,
    ClassRules,
    IssuerRules,
    PrintRun,
    Seal,
    SigningKey,
)
from training.learning.consequences.models import FoldCheck
from training.learning.contacts.models import Contact, ContactTakenBack
from training.learning.crediting.models import EventPresence, HourAppeal, OtherEvent
from training.learning.daily.models import DailyQuestion
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer, DiagnosisItem
from training.learning.enquiries.models import Enquiry, EnquiryMessage, FaqEntry
from training.learning.feedback.models import (
    AnswerBox,
    FeedbackAnswer,
    FeedbackForm,
    FeedbackRules,
    FormGiven,
    QuestionSet,
    SpentTicket,
)
from training.learning.hours.models import HourEntry, HoursTable
from training.learning.jobs.models import JobRun, Worker
from training.learning.ledger.models import Statement, Verb
from training.learning.live.models import LiveAnswer, LiveRound, LiveSlip, LiveTaking, LiveWord
from training.learning.mastery.models import ItemEstimate, PointMastery
from training.learning.notes.models import Note
from training.learning.offline.models import SyncedDevice, SyncedItem
from training.learning.outbox.models import PendingConsequence, PendingForward
from training.learning.plan.models import Plan, PlanItem
from training.learning.progress.models import ActivityProgress, CourseProgress
from training.learning.readings.models import Reading
from training.learning.reminders.models import ClassReminders
from training.learning.review.models import ReviewCard
from training.learning.searches.models import SearchMiss
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
    "AnswerBox",
    "Assessment",
    "Attempt",
    "AttemptItem",
    "Attendance",
    "AttendanceVoided",
    "Certificate",
    "CertificateCode",
    "CheckInRefusal",
    "CheckInRules",
    "ClassReminders",
    "ClassRules",
    "Contact",
    "ContactTakenBack",
    "CourseProgress",
    "CriterionMark",
    "DailyQuestion",
    "Diagnosis",
    "DiagnosisAnswer",
    "DiagnosisItem",
    "Draft",
    "DraftStep",
    "Enquiry",
    "EnquiryMessage",
    "EventPresence",
    "FaqEntry",
    "FeedbackAnswer",
    "FeedbackForm",
    "FeedbackRules",
    "FoldCheck",
    "FormGiven",
    "Forwarding",
    "GroupAllowance",
    "HourAppeal",
    "HourEntry",
    "HoursTable",
    "IssuerRules",
    "ItemEstimate",
    "JobRun",
    "LeaveRequest",
    "LiveAnswer",
    "LiveRound",
    "LiveSlip",
    "LiveTaking",
    "LiveWord",
    "ManualMark",
    "MarkChange",
    "Marking",
    "Note",
    "Objection",
    "OpenedEarly",
    "OtherEvent",
    "PendingConsequence",
    "PendingForward",
    "Plan",
    "PlanItem",
    "PointMastery",
    "PresenceClaim",
    "PrintRun",
    "QuestionSet",
    "Reading",
    "Regrading",
    "Response",
    "ReviewCard",
    "Score",
    "Seal",
    "SearchMiss",
    "SigningKey",
    "SpentTicket",
    "Statement",
    "Submission",
    "SyncedDevice",
    "SyncedItem",
    "Verb",
    "Watch",
    "Worker",
]
