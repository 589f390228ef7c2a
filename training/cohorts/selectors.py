"""Reading classes, enrolments and requirements."""

from datetime import datetime, timedelta

from training.cohorts.models import Cohort, Enrolment, RequirementVersion, ScheduledSession
from training.people.models import Congress, User

# Evidence counts from enrolment to this long after the class (rules.md).
CREDIT_TAIL = timedelta(days=30)


def current_enrolment(learner: User) -> Enrolment | None:
    """The person's newest active class, with cohort and programme. One query."""
    return (
        Enrolment.objects.filter(learner=learner, status=Enrolment.Status.ACTIVE)
        .select_related("cohort__programme", "cohort__congress", "unit", "group")
        .order_by("-cohort__starts_on")
        .first()
    )


def requirement_versions(programme_id: int) -> list[RequirementVersion]:
    """All versions in order; the last is in force. One query."""
    return list(RequirementVersion.objects.filter(programme_id=programme_id).order_by("number"))


def timetable(cohort: Cohort) -> list[ScheduledSession]:
    """The class's sessions with lesson and quiz. One query."""
    return list(
        cohort.timetable.select_related("session__lesson", "session__quiz").order_by("starts_at")
    )


def cohorts_of(congress: Congress) -> list[Cohort]:
    """The classes of a congress, newest first. One query."""
    return list(congress.cohorts.select_related("programme"))


def credit_window(enrolment: Enrolment) -> tuple[datetime, datetime]:
    """From when until when evidence counts for an enrolment (start inclusive, end exclusive)."""
    end = datetime.combine(
        enrolment.cohort.ends_on, datetime.min.time(), tzinfo=enrolment.enrolled_at.tzinfo
    )
    return enrolment.enrolled_at, end + timedelta(days=1) + CREDIT_TAIL
