"""请假: asked before or after, answered by staff in words. Leave is no attendance and no absence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from training.cohorts.models import Enrolment, ScheduledSession
from training.cohorts.stirring import stir
from training.learning.attendance import telling
from training.learning.attendance.errors import LeaveRefused
from training.learning.attendance.models import Attendance, LeaveRequest
from training.learning.attendance.rules import OF_A_SESSION, day_said, window_of
from training.people import audit
from training.people.models import Congress, User

State = LeaveRequest.State
STANDING = (State.WAITING, State.APPROVED)


@dataclass(frozen=True)
class Wish:
    """For which sessions leave is asked, and why."""

    scheduled: Sequence[int]
    kind: str
    words: str


def _checked(learner: User, wish: Wish, now: datetime) -> list[ScheduledSession]:
    """The sessions, in order; LeaveRefused where leave cannot be asked. Three queries."""
    if not wish.words.strip():
        raise LeaveRefused("no_words", _("请写明事由，工作机构好答复。"))
    active = Enrolment.Status.ACTIVE
    mine = Enrolment.objects.filter(learner=learner, status=active).values("cohort")
    rows = ScheduledSession.objects.filter(pk__in=list(wish.scheduled), cohort__in=mine)
    found = list(rows.select_related(*OF_A_SESSION).order_by("starts_at"))
    if not found:
        raise LeaveRefused("no_session", _("请先勾选要请假的课。"))
    for one in found:
        if one.cancelled_at or one.cohort.cancelled_at:
            raise LeaveRefused("cancelled", _("“%s”取消了，不用请假。") % one.session)
        until = window_of(one).claims_until
        if one.cohort.clock(now) > until:
            told = _("“%(session)s”的补假到 %(when)s 为止，请打电话给工作机构。")
            about = {"session": one.session, "when": day_said(until)}
            raise LeaveRefused("too_late", told % about)
    there = Attendance.objects.standing().filter(learner=learner, scheduled__in=found)
    if record := there.select_related("scheduled__session").first():
        told = _("“%s”您已经签到，不用请假。")
        raise LeaveRefused("attended", told % record.scheduled.session)
    return found


@transaction.atomic
def ask(*, learner: User, wish: Wish, now: datetime) -> list[LeaveRequest]:
    """A person asks for leave; sessions for which she asked already are left as they are.
    LeaveRefused with what to do, and nothing written."""
    return _asked(learner, wish, now, None)


def _asked(learner: User, wish: Wish, now: datetime, by: User | None) -> list[LeaveRequest]:
    sessions = _checked(learner, wish, now)
    hers = LeaveRequest.objects.filter(learner=learner, state__in=STANDING)
    known = set(hers.filter(scheduled__in=sessions).values_list("scheduled", flat=True))
    asked, made = uuid4(), []
    for scheduled in sessions:
        if scheduled.pk in known:
            continue
        one = LeaveRequest(
            learner=learner,
            scheduled=scheduled,
            asked=asked,
            kind=wish.kind,
            words=wish.words.strip()[:200],
            asked_at=now,
            entered_by=by,
        )
        try:
            with transaction.atomic():
                one.save(force_insert=True)
        except IntegrityError:  # sent twice at the same moment
            continue
        made.append(one)
    return made


@transaction.atomic
def withdraw(*, learner: User, leave_id: UUID, now: datetime) -> LeaveRequest:
    """She will come after all, or did; LeaveRefused for what was refused or withdrawn already."""
    rows = LeaveRequest.objects.select_for_update(of=("self",)).select_related("scheduled__session")
    found = rows.filter(learner=learner, pk=leave_id, state__in=STANDING).first()
    if found is None:
        raise LeaveRefused("not_standing", _("这条请假已经不在了，不用再收回。"))
    found.state, found.answered_at = State.WITHDRAWN, now
    found.save(update_fields=["state", "answered_at"])
    stir(learner_ids=[found.learner_id], now=now)
    return found


@dataclass(frozen=True)
class Answer:
    """What the office says to requests; a refusal says why."""

    approved: bool
    words: str = ""


@transaction.atomic
def answer(
    *, leaves: Iterable[UUID], congress: Congress, answer: Answer, by: User, now: datetime
) -> int:
    """Answer requests that wait, each person told; returns how many this call answered, so that of
    two colleagues one is told it was done. LeaveRefused for a refusal without a reason."""
    if not answer.approved and not answer.words.strip():
        raise LeaveRefused("no_reason", _("不准假的请写明原因，代表会看到这句话。"))
    rows = LeaveRequest.objects.select_for_update(of=("self",)).filter(
        pk__in=list(leaves), scheduled__cohort__congress=congress, state=State.WAITING
    )
    related = ("scheduled__session", "scheduled__cohort__congress")
    found = list(rows.select_related(*related).order_by("learner", "pk"))
    for one in found:
        _settle(one, answer, by, now)
    if found:
        audit.note(
            actor=by,
            action="attendance.leaves_answered",
            at=now,
            target=congress.key,
            approved=answer.approved,
            leaves=[str(one.pk) for one in found],
            reason=answer.words,
        )
    return len(found)


def _settle(one: LeaveRequest, answer: Answer, by: User, now: datetime) -> None:
    one.state = State.APPROVED if answer.approved else State.REFUSED
    one.answer, one.answered_by, one.answered_at = answer.words.strip()[:200], by, now
    one.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    stir(learner_ids=[one.learner_id], now=now)
    telling.answered(one, one.get_state_display(), by=by, now=now)


@transaction.atomic
def grant(*, learner: User, wish: Wish, by: User, now: datetime) -> int:
    """Staff enter leave for somebody who told them; approved at once, and she is told. Returns for
    how many sessions; LeaveRefused as for `ask`."""
    made = _asked(learner, wish, now, by)
    for one in made:
        _settle(one, Answer(approved=True), by, now)
    if made:
        audit.note(
            actor=by,
            action="attendance.leave_granted",
            at=now,
            target=str(learner.pk),
            sessions=[one.scheduled.session.code for one in made],
            reason=wish.words,
        )
    return len(made)
