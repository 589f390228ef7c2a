"""Switching reminders on and off, and doing them."""

from datetime import datetime, time

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.learning.reminders.models import ClassReminders
from training.learning.reminders.planning import Reminder, plan
from training.notices.errors import NoticeRefused
from training.notices.services import tell
from training.people import audit
from training.people.models import User

# In the afternoon, when sessions are over and before the quiet hours.
RUNS_AT = time(17)


@transaction.atomic
def switch_on(*, cohort: Cohort, by: User, now: datetime) -> ClassReminders:
    """Let a class be reminded every afternoon, from the next run on. Raises NoticeRefused for a
    cancelled class."""
    if cohort.cancelled_at:
        raise NoticeRefused("cancelled", _("这个班次已经取消，不再提醒。"))
    switch, _made = ClassReminders.objects.get_or_create(cohort=cohort)
    switch.approved_at, switch.approved_by, switch.stopped_at = now, by, None
    switch.save(update_fields=["approved_at", "approved_by", "stopped_at"])
    audit.note(actor=by, action="reminders.on", at=now, target=cohort.key)
    return switch


@transaction.atomic
def switch_off(*, cohort: Cohort, by: User, now: datetime) -> None:
    """Remind a class no more; what was sent stays."""
    changed = ClassReminders.objects.filter(cohort=cohort, stopped_at=None)
    if changed.update(stopped_at=now):
        audit.note(actor=by, action="reminders.off", at=now, target=cohort.key)


@transaction.atomic
def remind_now(*, cohort: Cohort, now: datetime, by: User | None = None) -> int:
    """Tell everybody in the class's plan; returns how many notices that made. Again: none, for
    the key of each is the thing it is about."""
    told = sum(_tell(cohort, reminder, now, by) for reminder in plan(cohort, now).reminders)
    if by:
        audit.note(actor=by, action="reminders.sent", at=now, target=cohort.key, told=told)
    ClassReminders.objects.filter(cohort=cohort).update(told=told)
    return told


def _tell(cohort: Cohort, reminder: Reminder, now: datetime, by: User | None) -> int:
    return tell(
        people=[person.pk for person in reminder.people],
        kind=reminder.kind,
        key=reminder.key,
        about=reminder.about,
        now=now,
        each=reminder.each,
        congress=cohort.congress,
        link=reverse("portal:why"),
        by=by,
    )


def remind_due(*, now: datetime) -> int:
    """What the worker does: each class that is switched on, once a day from the afternoon on.
    Returns how many notices that made. No query before the afternoon, one on most runs after."""
    local = timezone.localtime(now)
    if local.time() < RUNS_AT:
        return 0
    today = local.date()
    due = ClassReminders.objects.filter(approved_at__isnull=False, stopped_at=None)
    due = due.filter(Q(ran_on=None) | Q(ran_on__lt=today))
    return sum(_run(switch, now) for switch in list(due.select_related("cohort__congress")))


@transaction.atomic
def _run(switch: ClassReminders, now: datetime) -> int:
    """Today's run of one class, unless another worker has it."""
    today = timezone.localdate(now)
    mine = ClassReminders.objects.filter(pk=switch.pk, stopped_at=None)
    if not mine.filter(Q(ran_on=None) | Q(ran_on__lt=today)).update(ran_on=today):
        return 0
    return remind_now(cohort=switch.cohort, now=now)
