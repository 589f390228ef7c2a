"""Opening a class and taking people in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from courses.catalogue.models import ProgrammePage
from training.cohorts import requirements
from training.cohorts.dates import dates_of
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.cohorts.stirring import stir
from training.people import audit
from training.people.delegations import delegations_of
from training.people.models import Congress, Organisation, User


@dataclass(frozen=True)
class CohortPlan:
    """What is decided when a class is opened."""

    key: str
    name: str
    name_en: str
    starts_on: date
    clock_held_at: datetime | None = None
    skips_weekends: bool = False
    skipped: frozenset[date] = frozenset()
    """Free days that the office marked."""

    def dates(self, days: int) -> list[date]:
        """The dates of so many programme days; raises ValueError as dates_of."""
        return dates_of(
            self.starts_on, days, skips_weekends=self.skips_weekends, skipped=self.skipped
        )


def days_of(programme: ProgrammePage) -> int:
    """How many days a programme has, at least one. One query."""
    return max((session.day for session in programme.sessions.all()), default=1)


def _schedule(cohort: Cohort, programme: ProgrammePage, dates: Sequence[date]) -> None:
    zone = timezone.get_current_timezone()
    rows = []
    for session in programme.sessions.all():
        starts_at = datetime.combine(dates[session.day - 1], session.starts, tzinfo=zone)
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
    *,
    congress: Congress,
    programme: ProgrammePage,
    plan: CohortPlan,
    now: datetime,
    by: User | None = None,
) -> Cohort:
    """A class with its timetable, one programme day after the other from the first date, free days
    left out. Raises ValueError where the free days leave no room."""
    dates = plan.dates(days_of(programme))
    cohort = Cohort.objects.create(
        congress=congress,
        programme=programme,
        key=plan.key,
        name=plan.name,
        name_en=plan.name_en,
        starts_on=dates[0],
        ends_on=dates[-1],
        clock_held_at=plan.clock_held_at,
        skips_weekends=plan.skips_weekends,
        skipped_days=sorted(day.isoformat() for day in plan.skipped),
        opened_at=now,
    )
    _schedule(cohort, programme, dates)
    requirements.refresh(programme=programme, now=now)
    if by:
        audit.note(actor=by, action="class.opened", at=now, target=cohort.key, name=cohort.name)
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
    day = timezone.localdate(now)
    delegations = delegations_of([learner.pk], congress_id=cohort.congress_id, day=day)
    enrolment, created = Enrolment.objects.get_or_create(
        learner=learner,
        cohort=cohort,
        defaults={
            "unit": unit,
            "delegation_id": delegations.get(learner.pk),
            "group": group,
            "first_term": first_term,
            "enrolled_at": now,
        },
    )
    if created:
        stir(learner_ids=[learner.pk], now=now)
    return enrolment
