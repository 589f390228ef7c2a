"""A class from its naming to its end: correcting, cancelling, finishing."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from training.cohorts import telling
from training.cohorts.errors import ClassRefused
from training.cohorts.models import Cohort
from training.people import audit
from training.people.models import User


def _note(action: str, cohort: Cohort, by: User, now: datetime, **more: str) -> None:
    audit.note(actor=by, action=f"class.{action}", at=now, target=cohort.key, **more)


def _locked(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def _touch(cohort: Cohort, now: datetime) -> None:
    """Calendars on phones must see that sessions still to come have changed."""
    ahead = cohort.timetable.filter(ends_at__gt=cohort.clock(now))
    ahead.update(changed_at=now, sequence=F("sequence") + 1)


@transaction.atomic
def rename(*, cohort: Cohort, name: str, name_en: str, by: User, now: datetime) -> Cohort:
    """Correct the names of a class; its key stays, as addresses and commands name it."""
    held = _locked(cohort)
    before = held.name
    held.name, held.name_en = name, name_en
    held.save(update_fields=["name", "name_en"])
    _note("renamed", held, by, now, before=before, name=name)
    return held


@transaction.atomic
def cancel(*, cohort: Cohort, reason: str, by: User, now: datetime) -> Cohort:
    """The class is not held. Everyone in it is told once. Nothing recorded is touched: people keep
    their evidence, and papers under way can be finished."""
    held = _locked(cohort)
    if held.cancelled_at:
        return held
    held.cancelled_at, held.cancelled_reason = now, reason
    held.timetable_version += 1  # whoever is just changing the timetable looks again
    held.save(update_fields=["cancelled_at", "cancelled_reason", "timetable_version"])
    _touch(held, now)
    _note("cancelled", held, by, now, reason=reason)
    telling.of_cancelling(held, now=now, by=by)
    return held


@transaction.atomic
def resume(*, cohort: Cohort, by: User, now: datetime) -> Cohort:
    """A cancelled class is held after all, a finished one is open again; everything is as it
    was."""
    held = _locked(cohort)
    cancelled = held.cancelled_at is not None
    if not cancelled and not held.closed_at:
        return held
    held.cancelled_at, held.cancelled_reason, held.closed_at = None, "", None
    held.timetable_version += 1
    fields = ["cancelled_at", "cancelled_reason", "closed_at", "timetable_version"]
    held.save(update_fields=fields)
    _touch(held, now)
    _note("resumed", held, by, now)
    if cancelled:
        telling.of_resuming(held, now=now, by=by)
    return held


@transaction.atomic
def close(*, cohort: Cohort, by: User, now: datetime, today: date) -> Cohort:
    """The class is settled: nothing is entered or moved any more. Evidence counts to the last day
    as ever. Raises ClassRefused while sessions are still to come."""
    held = _locked(cohort)
    if held.cancelled_at or held.closed_at:
        return held
    if held.ends_on >= today:
        raise ClassRefused("running", _("班次还没有上完，上完以后才能办结。不再举办的，请取消。"))
    held.closed_at = now
    held.save(update_fields=["closed_at"])
    _note("closed", held, by, now)
    return held
