"""What the log is told of a diagnosis: every answer, and that it was completed."""

from datetime import datetime
from uuid import UUID

from training.learning import evidence
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer
from training.learning.mastery.adaptive import Item
from training.learning.outbox import queue

Verb = evidence.Verb
ACTIVITY = UUID("7a0c2b64-9d0f-5b0e-8c35-52f1d1c6a7e4")
"""The diagnosis as an activity, the same for everybody and every time."""


def answered(diagnosis: Diagnosis, item: Item, answer: DiagnosisAnswer) -> evidence.Happening:
    """An answer that counts, with what it was weighed by."""
    context = {
        "diagnosis": str(diagnosis.pk),
        "version": str(item.version),
        "points": list(item.points),
        "kind": item.kind,
        "use": "practice",
        "chance": round(item.guess, 4),
        "slip": round(item.slip, 4),
        "answered": not answer.dont_know,
    }
    if answer.dont_know:
        context["dont_know"] = True
    if answer.certainty:
        context["certainty"] = answer.certainty
    return evidence.Happening(
        verb=Verb.ANSWERED,
        activity=item.question,
        activity_type="question",
        occurred_at=answer.saved_at,
        statement_id=evidence.derived_id("diagnosis answered", answer.item_id),
        scaled=answer.fraction,
        success=answer.outcome == "right",
        context=context,
    )


def completed(diagnosis: Diagnosis, now: datetime) -> evidence.Happening:
    """That a diagnosis came to its end while she was there."""
    return evidence.Happening(
        verb=Verb.COMPLETED,
        activity=ACTIVITY,
        activity_type="diagnosis",
        occurred_at=now,
        statement_id=evidence.derived_id("diagnosis completed", diagnosis.pk),
        completion=True,
        context={"diagnosis": str(diagnosis.pk), "number": diagnosis.number},
    )


def leave_plan(diagnosis: Diagnosis, now: datetime) -> None:
    """Her plan is due again, once for every diagnosis."""
    queue.leave(
        learner_id=diagnosis.learner_id, kind="plan", key=f"diagnosis:{diagnosis.pk}", now=now
    )
