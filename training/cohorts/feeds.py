"""Calendar addresses that need no signing in, and what they show.

An address carries a signature over a number that can be replaced. The signature is not stored: who
reads the database cannot make the address; who ends the number ends every copy of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from cms.core.language import localised
from training.cohorts.calendars import Event
from training.cohorts.models import CalendarFeed, Cohort, Enrolment, ScheduledSession
from training.people import audit
from training.people.models import User

SALT = "training.cohorts.feeds"
KEPT = timedelta(days=90)
"""So long after its end a class stays in the calendars of its people."""


def _signature(about: str, secret: str | bytes | None = None) -> str:
    # 32 hexadecimal digits are 128 bits: nobody guesses one.
    return salted_hmac(SALT, about, secret=secret, algorithm="sha256").hexdigest()[:32]


def _signed(about: str, signature: str) -> bool:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(signature, _signature(about, one)) for one in secrets)


def signature_of(feed: CalendarFeed) -> str:
    """What stands behind a feed's number in its address."""
    return _signature(f"feed:{feed.pk}")


def class_signature_of(cohort: Cohort) -> str:
    """What stands behind a class's number in the address of its calendar."""
    return _signature(f"class:{cohort.pk}:{cohort.calendar_number}")


def feed_at(number: UUID, signature: str) -> CalendarFeed | None:
    """The feed of an address; None for an ended one and for every address that was not given out.
    One query at most."""
    if not _signed(f"feed:{number}", signature):
        return None
    found = CalendarFeed.objects.select_related("learner").filter(pk=number, ended_at=None)
    feed = found.first()
    return feed if feed and feed.learner.is_active else None


def class_at(number: int, signature: str) -> Cohort | None:
    """The class of an address; None for every address that was not given out or was replaced. One
    query."""
    cohort = Cohort.objects.filter(pk=number).first()
    if cohort is None or not _signed(f"class:{number}:{cohort.calendar_number}", signature):
        return None
    return cohort


def feed_of(learner: User) -> CalendarFeed | None:
    """The person's feed that is in use. One query."""
    return CalendarFeed.objects.filter(learner=learner, ended_at=None).first()


def begin(*, learner: User, now: datetime) -> CalendarFeed:
    """Give a person her feed; asked again, the same one."""
    known = feed_of(learner)
    if known:
        return known
    try:
        with transaction.atomic():
            return CalendarFeed.objects.create(learner=learner, created_at=now)
    except IntegrityError:  # pressed twice at once: the first one stands
        return CalendarFeed.objects.get(learner=learner, ended_at=None)


def end(*, learner: User, now: datetime) -> int:
    """End her feed, and with it every address that carries it; returns how many ended."""
    return CalendarFeed.objects.filter(learner=learner, ended_at=None).update(ended_at=now)


@transaction.atomic
def renew_class(*, cohort: Cohort, by: User, now: datetime) -> Cohort:
    """Give the class's calendar a new address; the old one ends."""
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    held.calendar_number += 1
    held.save(update_fields=["calendar_number"])
    audit.note(actor=by, action="class.calendar_renewed", at=now, target=held.key)
    return held


# ---- what they show


def _description(row: ScheduledSession) -> str:
    names = [trainer.name for trainer in row.trainers.all()]
    who = _("、").join([*names, *([row.guest] if row.guest else [])])
    told = [str(row.cohort.name), str(row.session.get_kind_display())]
    if who:
        told.append(_("讲师：%s") % who)
    if row.cohort.cancelled_at:
        told.append(_("班次已取消"))
    elif row.cancelled_at:
        told.append(_("本节已取消"))
    return "\n".join(told)


def event_of(row: ScheduledSession, url: str) -> Event:
    """A session as a calendar shows it; needs session, class and trainers to be loaded."""
    return Event(
        # The session, not its time: the same event wherever it is moved.
        uid=f"{row.session.uuid}.{row.cohort_id}@lvzhi-xuetang",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        summary=f"{row.session.code} {localised(row.session, 'title')}",
        changed_at=row.changed_at or row.cohort.opened_at or row.starts_at,
        sequence=row.sequence,
        location=row.place,
        description=_description(row),
        url=url,
        cancelled=bool(row.cancelled_at or row.cohort.cancelled_at),
    )


def _events(rows: Iterable[ScheduledSession], url: str) -> list[Event]:
    return [event_of(row, url) for row in rows]


def events_of(learner: User, *, url: str, now: datetime) -> list[Event]:
    """The sessions of the classes a person is in, and of no other; those of classes that are long
    over are left out. Two queries."""
    rows = ScheduledSession.objects.filter(
        cohort__enrolments__learner=learner,
        cohort__enrolments__status=Enrolment.Status.ACTIVE,
        cohort__ends_on__gte=timezone.localdate(now - KEPT),
    )
    rows = rows.select_related("cohort", "session").prefetch_related("trainers")
    return _events(rows.order_by("starts_at", "pk"), url)


def events_in(cohort: Cohort, *, url: str) -> list[Event]:
    """The sessions of a class. Two queries."""
    rows = cohort.timetable.select_related("cohort", "session").prefetch_related("trainers")
    return _events(rows.order_by("starts_at", "pk"), url)
