"""When a session may be checked in to, what is late, and the congress's rules. `window` is pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.cohorts.models import ScheduledSession
from training.learning.attendance.errors import CheckInRefused
from training.learning.attendance.models import CheckInRules, OpenedEarly
from training.people import audit
from training.people.models import Congress, User

NUMBERS = ("opens_minutes", "late_minutes", "late_counts", "claim_days")
OF_A_SESSION = (
    "session__quiz",
    "cohort__congress__check_in_rules",
    "opened_early",
)
"""What `window_of` and the hours of a session read: for select_related."""


@dataclass(frozen=True)
class Window:
    """The moments of a session's check-in, by the clock of its class."""

    opens: datetime
    late_from: datetime
    closes: datetime
    claims_until: datetime
    late_counts: bool

    def is_open(self, at: datetime) -> bool:
        """Whether one may check in at a moment."""
        return self.opens <= at <= self.closes

    def is_late(self, at: datetime) -> bool:
        """Whether coming at a moment is coming late."""
        return at > self.late_from


def rules_of(congress: Congress) -> CheckInRules:
    """The congress's rules, or the rules of the house, not stored. One query unless selected."""
    try:
        return congress.check_in_rules
    except CheckInRules.DoesNotExist:
        return CheckInRules(congress=congress)


def _opened_early(scheduled: ScheduledSession) -> datetime | None:
    try:
        return scheduled.opened_early.at
    except OpenedEarly.DoesNotExist:
        return None


def window(
    starts_at: datetime, ends_at: datetime, rules: CheckInRules, opened: datetime | None = None
) -> Window:
    """When check-in opens, when it is late, when it closes; `opened` is when staff opened it."""
    opens = starts_at - timedelta(minutes=rules.opens_minutes)
    return Window(
        opens=min(opens, opened) if opened else opens,
        # Never late before the end of a short session, however generous the rule.
        late_from=min(starts_at + timedelta(minutes=rules.late_minutes), ends_at),
        closes=ends_at,
        claims_until=ends_at + timedelta(days=rules.claim_days),
        late_counts=rules.late_counts,
    )


def window_of(scheduled: ScheduledSession) -> Window:
    """The window of a session as it stands; no query when OF_A_SESSION was selected."""
    opened = _opened_early(scheduled)
    # A session that was moved to a later day is not open because it once was.
    if opened and timezone.localdate(opened) != timezone.localdate(scheduled.starts_at):
        opened = None
    rules = rules_of(scheduled.cohort.congress)
    return window(scheduled.starts_at, scheduled.ends_at, rules, opened)


def said(at: datetime) -> str:
    """The time of a moment, as people say it."""
    return f"{timezone.localtime(at):%H:%M}"


def day_said(at: datetime) -> str:
    """Day and time of a moment."""
    local = timezone.localtime(at)
    return f"{date_format(local, _('n月j日'))} {local:%H:%M}"


def check_open(scheduled: ScheduledSession, at: datetime) -> Window:
    """The window, when one may check in at a moment of the class's clock; CheckInRefused with what
    to do otherwise."""
    if scheduled.cancelled_at or scheduled.cohort.cancelled_at:
        told = _("“%s”取消了，不用签到。课表上有别的课，请按课表参加。")
        raise CheckInRefused("cancelled", told % scheduled.session)
    found = window_of(scheduled)
    if at < found.opens:
        same_day = timezone.localdate(at) == timezone.localdate(found.opens)
        when = said(found.opens) if same_day else day_said(found.opens)
        told = _("“%(session)s”的签到从 %(when)s 开始，请到时候再扫一次。")
        raise CheckInRefused("too_early", told % {"session": scheduled.session, "when": when})
    if at > found.closes:
        told = _(
            "“%(session)s”在 %(when)s 已经下课，签到结束了。您到了课的，请在签到页点“补签”，由工作人员核实。"
        )
        when = day_said(found.closes)
        raise CheckInRefused("closed", told % {"session": scheduled.session, "when": when})
    return found


@transaction.atomic
def set_rules(
    *, congress: Congress, numbers: dict[str, int | bool], by: User, now: datetime
) -> CheckInRules:
    """Write the congress's rules, for sessions from now on; records made before keep theirs."""
    rules, _made = CheckInRules.objects.update_or_create(
        congress=congress, defaults={**numbers, "changed_at": now, "changed_by": by}
    )
    audit.note(actor=by, action="attendance.rules", at=now, target=congress.key, **numbers)
    return rules


@transaction.atomic
def open_early(*, scheduled: ScheduledSession, by: User | None, now: datetime) -> None:
    """Staff open a session's check-in before its time, from now on. CheckInRefused on another day
    than its own, and for what is cancelled or over."""
    clock = scheduled.cohort.clock(now)
    if timezone.localdate(clock) != timezone.localdate(scheduled.starts_at):
        told = _("只能提前开放当天的课。这节课在 %s，到那天再开。")
        raise CheckInRefused("another_day", told % day_said(scheduled.starts_at))
    if scheduled.cancelled_at or scheduled.cohort.cancelled_at:
        raise CheckInRefused("cancelled", _("这节课取消了，不能开放签到。"))
    if clock > scheduled.ends_at:
        raise CheckInRefused("closed", _("这节课已经下课。请直接在名单上登记谁到了。"))
    OpenedEarly.objects.update_or_create(scheduled=scheduled, defaults={"at": clock, "by": by})
    if by:
        code = scheduled.session.code
        audit.note(actor=by, action="attendance.opened", at=now, target=code, at_clock=str(clock))
