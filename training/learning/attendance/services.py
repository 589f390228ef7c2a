"""Recording who was there."""

from datetime import datetime

from django.db import transaction

from training.cohorts.models import Enrolment, ScheduledSession
from training.learning import evidence
from training.learning.attendance.models import Attendance
from training.learning.hours import claims
from training.people.models import User


@transaction.atomic
def record_presence(
    *, enrolment: Enrolment, scheduled: ScheduledSession, at: datetime, by: User | None
) -> bool:
    """Staff note that a person was at a session; a second note changes nothing."""
    learner_id = enrolment.learner_id
    if Attendance.objects.filter(learner_id=learner_id, scheduled=scheduled).exists():
        return False
    Attendance.objects.create(learner_id=learner_id, scheduled=scheduled, at=at, recorded_by=by)
    attended = evidence.Happening(
        verb=evidence.Verb.ATTENDED,
        activity=scheduled.session.uuid,
        activity_type="session",
        occurred_at=at,
        statement_id=evidence.derived_id("attended", learner_id, scheduled.pk),
        context={"hours": claims.of_presence(scheduled)},
    )
    evidence.record(
        learner_id=learner_id,
        happenings=[attended],
        now=at,
        registration_id=enrolment.pk,
        source="staff",
    )
    return True
