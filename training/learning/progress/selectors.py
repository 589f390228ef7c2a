"""Reading verdicts."""

from collections.abc import Iterable
from uuid import UUID

from training.cohorts.models import Enrolment
from training.learning.progress.models import ActivityProgress, CourseProgress


def whole_progress(enrolment: Enrolment) -> CourseProgress | None:
    """The verdict over the whole programme; None before the first statement. One query."""
    return CourseProgress.objects.filter(
        learner_id=enrolment.learner_id, enrolment=enrolment, whole=True
    ).first()


def activity_states(learner_id: UUID, activities: Iterable[UUID]) -> dict[UUID, ActivityProgress]:
    """A person's state of some activities. One query."""
    rows = ActivityProgress.objects.filter(learner_id=learner_id, activity__in=list(activities))
    return {row.activity: row for row in rows}
