"""Reading verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from training.cohorts.models import Enrolment
from training.learning.ledger.models import Statement, Verb
from training.learning.progress.models import ActivityProgress, CourseProgress


@dataclass(frozen=True)
class Verdict:
    """Whether an enrolment is finished: the one thing that certificates may rest on."""

    enrolment_id: UUID
    satisfied_at: datetime | None
    version: int | None
    """The requirement version that was met."""
    ruled: bool
    """Whether the office ruled on it."""
    evidence: tuple[UUID, ...]
    """The statements it rests on."""

    @property
    def satisfied(self) -> bool:
        """Whether everything required was done. Never where nothing is required."""
        return self.satisfied_at is not None


def verdict_of(enrolment: Enrolment) -> Verdict:
    """The verdict of an enrolment over its programme. One query."""
    row = whole_progress(enrolment)
    reasons = row.reasons if row else {}
    told = [one for done in reasons.get("items", {}).values() for one in done["ids"]]
    ruling = reasons.get("ruling")
    return Verdict(
        enrolment_id=enrolment.pk,
        satisfied_at=row.satisfied_at if row else None,
        version=row.satisfied_version if row else None,
        ruled=ruling is not None,
        evidence=tuple(UUID(one) for one in [*told, *([ruling["id"]] if ruling else [])]),
    )


def satisfied_told(enrolment: Enrolment, programme: UUID) -> tuple[UUID | None, int]:
    """The statement in force that an enrolment is finished, and how many there ever were. One
    query."""
    hers = Statement.objects.filter(learner_id=enrolment.learner_id)
    voiding = hers.filter(voids=OuterRef("statement_id"))
    told = hers.filter(verb=Verb.SATISFIED, activity=programme, registration=enrolment)
    rows = list(told.annotate(gone=Exists(voiding)).values_list("statement_id", "gone"))
    return next((one for one, gone in rows if not gone), None), len(rows)


def whole_progress(enrolment: Enrolment) -> CourseProgress | None:
    """The verdict over the whole programme; None before the first statement. One query."""
    return CourseProgress.objects.filter(
        learner_id=enrolment.learner_id, enrolment=enrolment, whole=True
    ).first()


def activity_states(learner_id: UUID, activities: Iterable[UUID]) -> dict[UUID, ActivityProgress]:
    """A person's state of some activities. One query."""
    rows = ActivityProgress.objects.filter(learner_id=learner_id, activity__in=list(activities))
    return {row.activity: row for row in rows}
