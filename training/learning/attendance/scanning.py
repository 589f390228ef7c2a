"""What a phone hands over: a code from the screen, or the number beside it.

Whoever opened a genuine code in time has some minutes to press the button, and to sign in first if
need be: a signed stamp, which her browser alone keeps, says when the server saw the code.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from training.cohorts.models import ScheduledSession
from training.learning.attendance import codes, refusals
from training.learning.attendance.errors import CheckInRefused
from training.learning.attendance.models import Attendance
from training.learning.attendance.rules import window_of
from training.learning.attendance.services import Scan
from training.people.models import User
from training.people.throttle import Rate, is_spent, spend

SEEN_FOR = timedelta(minutes=10)
SEAL = "attendance.seen"
OF_A_PERSON = Rate(6, timedelta(minutes=10))
OF_A_CLASS = Rate(60, timedelta(minutes=10))
"""Wrong numbers: of the million there are, two are right at a time."""


@dataclass(frozen=True)
class Stamp:
    """That the server saw a session's code at a moment."""

    scheduled_id: int
    seen_at: datetime


def sealed(stamp: Stamp) -> str:
    """A stamp as a cookie keeps it."""
    told = {"s": stamp.scheduled_id, "t": stamp.seen_at.timestamp()}
    return signing.dumps(told, salt=SEAL)


def unsealed(text: str, now: datetime) -> Stamp | None:
    """The stamp that was sealed here; None for anything else, and after SEEN_FOR."""
    try:
        told = signing.loads(text, salt=SEAL)
    except signing.BadSignature:
        return None
    seen_at = datetime.fromtimestamp(told["t"], UTC)
    in_time = seen_at <= now <= seen_at + SEEN_FOR
    return Stamp(told["s"], seen_at) if in_time else None


def stamped(code: str, kept: Stamp | None, now: datetime) -> Stamp:
    """When a code was seen: as a kept stamp says, else now if it is fresh. CheckInRefused for a
    code that was not made here, and for one that went before this browser brought it."""
    seen = codes.opened_room(code)
    if seen is None:
        told = _("这个码不是签到码，请再扫一次大屏幕上的码。")
        raise CheckInRefused("unknown_code", told)
    if kept and kept.scheduled_id == seen.whose:
        return kept
    if seen.is_fresh(now):
        return Stamp(seen.whose, now)
    told = _(
        "这个码已经过期：大屏幕上的码每 30 秒换一次，转发和拍照的码不能用。请再扫一次大屏幕上的码。"
    )
    raise CheckInRefused("expired", told)


def note_refused(learner: User, code: str, refused: CheckInRefused, now: datetime) -> None:
    """Write down that a person came with a code that is not taken. Two queries."""
    seen = codes.opened_room(code)
    found = ScheduledSession.objects.filter(pk=seen.whose).values("pk").first() if seen else None
    known = found["pk"] if found else None
    refusals.note(learner_id=learner.pk, scheduled_id=known, refused=refused, now=now)


def digits_of(typed: str) -> str:
    """The digits of what was typed, full-width ones as well."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(one for one in plain if one.isascii() and one.isdigit())


def by_number(
    *, learner: User, sessions: Sequence[ScheduledSession], typed: str, now: datetime
) -> Scan:
    """The session whose number was typed, of those she may be at; CheckInRefused for a wrong
    number, and after too many. What is refused is written down."""
    try:
        return _found(learner, sessions, digits_of(typed), now)
    except CheckInRefused as refused:
        known = sessions[0].pk if len(sessions) == 1 else None
        refusals.note(learner_id=learner.pk, scheduled_id=known, refused=refused, now=now)
        raise


def _found(learner: User, sessions: Sequence[ScheduledSession], number: str, now: datetime) -> Scan:
    if not sessions:
        told = _("您现在没有可以签到的课。请看课表上的时间，或者问门口的工作人员。")
        raise CheckInRefused("nothing_open", told)
    cohorts = {one.cohort_id for one in sessions}
    counted = [("attend-person", str(learner.pk), OF_A_PERSON)]
    counted += [("attend-class", str(cohort), OF_A_CLASS) for cohort in sorted(cohorts)]
    if any(is_spent(about=a, subject=s, rate=r) for a, s, r in counted):
        told = _("输错的次数太多了，请过 10 分钟再输，或者扫大屏幕上的码、请工作人员登记。")
        raise CheckInRefused("too_often", told)
    found = [one for one in sessions if codes.fits_room(one.pk, number, now)]
    if found:
        return Scan(found[0].pk, now, Attendance.How.NUMBER)
    for about, subject, rate in counted:
        spend(about=about, subject=subject, rate=rate)
    told = _("数字不对：大屏幕上的数字每 30 秒换一次，请照现在的再输一遍。")
    raise CheckInRefused("wrong_number", told)


def open_now(sessions: Iterable[ScheduledSession], now: datetime) -> list[ScheduledSession]:
    """Those of some sessions to which one may check in now."""
    return [
        one
        for one in sessions
        if not one.cancelled_at and window_of(one).is_open(one.cohort.clock(now))
    ]


def candidates(people: Iterable[tuple[UUID, str]], typed: str, now: datetime) -> list[UUID]:
    """Whose own number (代表码), or roster number, was typed; none, one or rarely two."""
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    digits = digits_of(text)
    listed = list(people)
    by_roster = [pk for pk, number in listed if number and number.upper() == text]
    if by_roster or len(digits) != codes.DIGITS:
        return by_roster
    return [pk for pk, _number in listed if codes.fits_person(pk, digits, now)]


def nobodys_code() -> CheckInRefused:
    """What staff are told of a code that is of nobody they may check in."""
    told = _("这不是代表码，请让代表打开“代表码”页面再扫一次。")
    return CheckInRefused("unknown_code", told)


def person_shown(code: str, now: datetime, *, opened: bool = False) -> UUID:
    """Whose own code staff scanned. `opened`: they press the button of a page which the code opened
    in time, and have SEEN_FOR. CheckInRefused for a code of nobody, and for one that went."""
    seen = codes.opened_person(code)
    if seen is None or seen.whose >= 2**128:
        raise nobodys_code()
    in_time = seen.is_fresh(now) or (opened and seen.shown_at <= now < seen.gone_at + SEEN_FOR)
    if not in_time:
        told = _("这个代表码已经过期，请让代表看着手机上现在的码再扫一次。")
        raise CheckInRefused("expired", told)
    return UUID(int=seen.whose)
