"""补签: there was no network, or the code went too soon. What a phone kept comes late, staff look
at it, and only what they confirm counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from training.cohorts.models import Enrolment, ScheduledSession
from training.learning.attendance import codes, refusals, telling
from training.learning.attendance.errors import CheckInRefused, ClaimRefused
from training.learning.attendance.models import Attendance, PresenceClaim
from training.learning.attendance.rules import OF_A_SESSION, day_said, window_of
from training.learning.attendance.services import (
    Arrival,
    Entered,
    Scan,
    check_in,
    enrolment_in,
    enter,
    session_of,
    standing_record,
)
from training.people import audit
from training.people.models import User

State = PresenceClaim.State


@dataclass(frozen=True)
class Wish:
    """What a phone kept, or a person typed: the session's code or the session, and the phone's own
    name for it, by which it is the same when it comes twice."""

    client_id: UUID
    code: str = ""
    scheduled_id: int = 0
    words: str = ""
    phone_at: datetime | None = None
    device: str = ""


@dataclass(frozen=True)
class Claimed:
    """What became of it: a claim that waits or was answered, or a record of being there."""

    claim: PresenceClaim | None = None
    entered: Entered | None = None


def _claimable(scheduled: ScheduledSession, now: datetime) -> None:
    """Raises ClaimRefused for a session that was cancelled, is to come, or is long over."""
    found, clock = window_of(scheduled), scheduled.cohort.clock(now)
    if scheduled.cancelled_at or scheduled.cohort.cancelled_at:
        raise ClaimRefused("cancelled", _("这节课取消了，不用签到。"))
    if clock < found.opens:
        told = _("这节课的签到从 %s 开始，到时候再签。")
        raise ClaimRefused("too_early", told % day_said(found.opens))
    if clock > found.claims_until:
        told = _("这节课的补签到 %s 为止。请直接打电话给工作机构，由工作人员登记。")
        raise ClaimRefused("too_late", told % day_said(found.claims_until))


def claim(*, learner: User, wish: Wish, now: datetime) -> Claimed:
    """Take a late check-in. A code that is still good checks in; what came before, or waits for
    the session already, is the same claim. CheckInRefused or ClaimRefused with what to do."""
    seen = codes.opened_room(wish.code) if wish.code else None
    if wish.code and seen is None:
        raise ClaimRefused("unknown_code", _("这个码不是签到码，请在补签页选是哪一节课。"))
    scheduled_id = seen.whose if seen else wish.scheduled_id
    if seen and seen.is_fresh(now):
        scan = Scan(scheduled_id, now, Attendance.How.QR, wish.device)
        return Claimed(entered=check_in(learner=learner, scan=scan, now=now))
    scheduled = session_of(scheduled_id)
    try:
        if scheduled is None:
            raise ClaimRefused("no_session", _("没有这节课，请重新选择。"))
        enrolment_in(learner, scheduled)
        if record := standing_record(learner.pk, scheduled):
            return Claimed(entered=Entered(record, is_new=False))
        _claimable(scheduled, now)
    except (CheckInRefused, ClaimRefused) as refused:
        known = scheduled.pk if scheduled else None
        refusals.note(learner_id=learner.pk, scheduled_id=known, refused=refused, now=now)
        raise
    code_at = seen.shown_at if seen else None
    return Claimed(claim=_kept(learner, scheduled, wish, code_at, now))


def _kept(
    learner: User,
    scheduled: ScheduledSession,
    wish: Wish,
    code_at: datetime | None,
    now: datetime,
) -> PresenceClaim:
    hers = PresenceClaim.objects.filter(learner=learner)
    try:
        with transaction.atomic():
            found, _made = hers.get_or_create(
                learner=learner,
                client_id=wish.client_id,
                defaults={
                    "scheduled": scheduled,
                    "words": wish.words[:200],
                    "made_at": now,
                    "code_at": code_at,
                    "phone_at": wish.phone_at,
                },
            )
            return found
    except IntegrityError:  # another one of this session waits already
        return hers.get(scheduled=scheduled, state=State.WAITING)


def _came_at(waiting: PresenceClaim) -> datetime:
    """As of when a confirmed claim counts: when her code was on the screen, within the session's
    window; without a code, from its beginning."""
    scheduled = waiting.scheduled
    if waiting.code_at is None or scheduled.cohort.clock_held_at:
        return scheduled.starts_at
    found = window_of(scheduled)
    return min(max(waiting.code_at, found.opens), found.closes)


@dataclass(frozen=True)
class Answer:
    """What staff say to a late check-in; a refusal says why."""

    confirmed: bool
    words: str = ""


def answer(
    *, claims: Iterable[UUID], scheduled: ScheduledSession, answer: Answer, by: User, now: datetime
) -> int:
    """Confirm or refuse what waits for a session, each in a transaction of its own; returns how
    many this call answered. ClaimRefused for a refusal without a reason."""
    if not answer.confirmed and not answer.words.strip():
        raise ClaimRefused("no_reason", _("不核实的请写明原因，代表会看到这句话。"))
    waiting = PresenceClaim.objects.filter(
        pk__in=list(claims), scheduled=scheduled, state=State.WAITING
    )
    answered = [
        str(one.learner_id)
        for one in waiting.order_by("learner")
        if _answered(one, answer, by, now)
    ]
    if answered:
        audit.note(
            actor=by,
            action="attendance.claims_answered",
            at=now,
            target=f"{scheduled.cohort.key} {scheduled.session.code}",
            confirmed=answer.confirmed,
            people=answered,
            reason=answer.words,
        )
    return len(answered)


@transaction.atomic
def _answered(one: PresenceClaim, answer: Answer, by: User, now: datetime) -> bool:
    held = User.objects.select_for_update(no_key=True).filter(pk=one.learner_id)
    held.values_list("pk").first()
    rows = PresenceClaim.objects.select_related(*(f"scheduled__{name}" for name in OF_A_SESSION))
    found = rows.filter(learner_id=one.learner_id, pk=one.pk, state=State.WAITING).first()
    if found is None:  # a colleague answered it at the same moment
        return False
    if answer.confirmed:
        enrolment = Enrolment.objects.filter(
            learner_id=one.learner_id, cohort=found.scheduled.cohort
        ).first()
        if enrolment is None:
            return False
        arrival = Arrival(found.scheduled, _came_at(found), Attendance.How.CLAIM, by)
        enter(enrolment=enrolment, arrival=arrival, now=now)
    found.state = State.CONFIRMED if answer.confirmed else State.REFUSED
    found.answer, found.answered_by, found.answered_at = answer.words.strip()[:200], by, now
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    telling.answered(found, found.get_state_display(), by=by, now=now)
    return True
