"""Reading the switches of classes."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from training.cohorts.models import Cohort
from training.cohorts.selectors import cohorts_of
from training.learning.reminders.models import ClassReminders
from training.people.models import Congress


def switch_of(cohort: Cohort) -> ClassReminders:
    """The switch of a class; one that is not stored, and off, before anybody touched it. One
    query."""
    found = ClassReminders.objects.filter(cohort=cohort).select_related("approved_by").first()
    return found or ClassReminders(cohort=cohort)


def switches(cohorts: Sequence[Cohort]) -> list[tuple[Cohort, ClassReminders]]:
    """Classes with their switches. One query."""
    known = {row.cohort_id: row for row in ClassReminders.objects.filter(cohort__in=cohorts)}
    return [(one, known.get(one.pk) or ClassReminders(cohort=one)) for one in cohorts]


def running(congress: Congress, now: datetime) -> Cohort | None:
    """The class that runs now, else the last one that began; None for none. One query."""
    today = timezone.localdate(now)
    held = [one for one in cohorts_of(congress) if one.cancelled_at is None]
    return next((one for one in held if one.starts_on <= today), held[-1] if held else None)
