"""Opening a class and taking people in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from courses.catalogue.models import ProgrammePage
from training.cohorts import requirements
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.people.models import Congress, Organisation, User


@dataclass(frozen=True)
class CohortPlan:
    """What is decided when a class is opened."""

    key: str
    name: str
    name_en: str
    starts_on: date
    clock_held_at: datetime | None = None


def _schedule(cohort: Cohort, programme: ProgrammePage) -> None:
    zone = timezone.get_current_timezone()
    rows = []
    for session in programme.sessions.all():
        day = cohort.starts_on + timedelta(days=session.day - 1)
        starts_at = datetime.combine(day, session.starts, tzinfo=zone)
        rows.append(
            ScheduledSession(
                cohort=cohort,
                session=session,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=session.minutes),
            )
        )
    ScheduledSession.objects.bulk_create(rows)


@transaction.atomic
def open_cohort(
    *, congress: Congress, programme: ProgrammePage, plan: CohortPlan, now: datetime
) -> Cohort:
    """A class with its timetable, one programme day after the other from the first date."""
    days = max((session.day for session in programme.sessions.all()), default=1)
    cohort = Cohort.objects.create(
        congress=congress,
        programme=programme,
        key=plan.key,
        name=plan.name,
        name_en=plan.name_en,
        starts_on=plan.starts_on,
        ends_on=plan.starts_on + timedelta(days=days - 1),
        clock_held_at=plan.clock_held_at,
    )
    _schedule(cohort, programme)
    requirements.refresh(programme=programme, now=now)
    return cohort


@transaction.atomic
def enrol(
    *,
    learner: User,
    cohort: Cohort,
    unit: Organisation,
    group: Organisation | None,
    now: datetime,
    first_term: bool | None = None,
) -> Enrolment:
    """Take a person into a class; a second call changes nothing."""
    enrolment, _created = Enrolment.objects.get_or_create(
        learner=learner,
        cohort=cohort,
        defaults={
            "unit": unit,
            "group": group,
            "first_term": first_term,
            "enrolled_at": now,
        },
    )
    return enrolment
