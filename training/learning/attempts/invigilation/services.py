"""What staff do about a sitting: more time, open again, close, give up, let late answers count.

Each act is one transaction under the sitting's lock, gives a reason, and is kept in the audit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from training.learning.attempts.deadline import ended_at
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.marking import mark, remark
from training.learning.attempts.models import Attempt, MarkChange, Response
from training.learning.attempts.services import mark_now_or_later
from training.people import audit
from training.people.models import User

State = Attempt.State
STAFF_DEVICE = "staff"
"""The device name of answers that staff wrote down."""
RESULT = ("submitted_at", "finished_at", "marked", "percent", "passed")


@dataclass(frozen=True)
class Accepted:
    """How many late answers count from now on, and how the mark of a finished sitting changed."""

    answers: int
    change: MarkChange | None


def locked(attempt: Attempt) -> Attempt:
    """The sitting as it stands now, locked until the transaction ends."""
    found: Attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("quiz")
        .get(learner_id=attempt.learner_id, id=attempt.pk)
    )
    return found


def said(reason: str) -> str:
    """The reason without blanks around it; raises ActRefused for an empty one."""
    if not reason.strip():
        raise ActRefused("no_reason", _("请写明理由：以后查起来要说得清。"))
    return reason.strip()


def note(action: str, attempt: Attempt, by: User, reason: str, at: datetime, **more: Any) -> None:
    """Write an act down in the audit under the sitting's id; details that are None are left out."""
    told = {name: str(value) for name, value in more.items() if value is not None}
    audit.note(
        actor=by,
        action=f"sitting.{action}",
        at=at,
        target=str(attempt.pk),
        learner=str(attempt.learner_id),
        quiz=attempt.quiz.key,
        reason=reason,
        **told,
    )


@transaction.atomic
def extend(
    *,
    attempt: Attempt,
    by: User,
    reason: str,
    now: datetime,
    due_at: datetime | None = None,
    minutes: int | None = None,
) -> Attempt:
    """Move the deadline of an open sitting: to a moment, or by minutes from the deadline (from now
    once that has passed). Her page learns it with the next save.

    Raises ActRefused when the sitting is closed, has no deadline, or would not get longer.
    """
    reason, attempt = said(reason), locked(attempt)
    if attempt.state != State.INPROGRESS:
        raise ActRefused("not_open", _("这份作答已经结束，不能延时；要让本人接着做，请用“重开”。"))
    if attempt.due_at is None:
        raise ActRefused("no_deadline", _("这份作答本来就没有时间限制，不用延时。"))
    before = attempt.due_at
    until = due_at or max(before, now) + timedelta(minutes=minutes or 0)
    if until <= max(before, now):
        raise ActRefused("not_later", _("新的截止时间要比原来的晚，也要比现在晚。"))
    attempt.due_at = until
    attempt.save(update_fields=["due_at"])
    note("extended", attempt, by, reason, now, before=before, due_at=until)
    return attempt


def reopen(
    *, attempt: Attempt, by: User, reason: str, now: datetime, minutes: int | None = None
) -> Attempt:
    """Let a closed sitting go on with its answers; `minutes` from now are needed when its time is
    over.

    Its total is emptied until it is handed in again; the scores and the evidence of the earlier
    result stay. Raises ActRefused when it is open or was keyed from paper, when the person has
    another open sitting of the quiz, or when time is over and no minutes are given.
    """
    reason = said(reason)
    try:
        with transaction.atomic():
            attempt, before = _reopened(attempt, minutes, now)
            note("reopened", attempt, by, reason, now, due_at=attempt.due_at, **before)
    except IntegrityError as begun:  # she has begun another one since we looked
        raise _another_open() from begun
    return attempt


def _another_open() -> ActRefused:
    return ActRefused(
        "another_open", _("本人正在做这个测验的另一次。请等那一次交卷或放弃以后再重开。")
    )


def _reopened(
    attempt: Attempt, minutes: int | None, now: datetime
) -> tuple[Attempt, dict[str, Any]]:
    """The sitting, open, and what it was before."""
    # The same rows that starting a sitting locks: the two cannot both open one.
    sittings = Attempt.objects.select_for_update(of=("self",)).select_related("quiz")
    hers = sittings.filter(learner_id=attempt.learner_id, quiz_id=attempt.quiz_id)
    by_id = {one.pk: one for one in hers.order_by("number")}
    attempt = by_id[attempt.pk]
    if attempt.keyed_by_id:
        raise ActRefused(
            "keyed", _("这是纸质卷，不能重开。录错了请用“更正录入”，录错了人请用“作废”。")
        )
    if attempt.state == State.INPROGRESS:
        raise ActRefused("open", _("这份作答还开着，不用重开；时间不够请用“延时”。"))
    if any(one.state == State.INPROGRESS for one in by_id.values()):
        raise _another_open()
    before = {"was": attempt.state, **{name: getattr(attempt, name) for name in RESULT}}
    attempt.due_at = _due_again(attempt, minutes, now)
    attempt.state, attempt.awaits_marker = State.INPROGRESS, False
    for name in RESULT:
        setattr(attempt, name, None)
    attempt.save(update_fields=["state", "awaits_marker", "due_at", *RESULT])
    return attempt, before


def _due_again(attempt: Attempt, minutes: int | None, now: datetime) -> datetime | None:
    if minutes:
        return now + timedelta(minutes=minutes)
    if attempt.due_at is not None and attempt.due_at <= now:
        raise ActRefused("needs_minutes", _("时间已经用完，请写明再给几分钟。"))
    return attempt.due_at


@transaction.atomic
def abandon(*, attempt: Attempt, by: User, reason: str, now: datetime) -> Attempt:
    """Close a sitting without a result: everything is kept, nothing is counted.

    Raises ActRefused for one that is marked or waits for a person (open it again first), or was
    given up already.
    """
    reason, attempt = said(reason), locked(attempt)
    if attempt.state == State.ABANDONED:
        raise ActRefused("abandoned", _("这份作答已经放弃了。"))
    if attempt.state == State.FINISHED or attempt.awaits_marker:
        raise ActRefused("finished", _("这份作答已经评分，不能直接放弃；要让本人重做，请先重开。"))
    was, attempt.state, attempt.awaits_marker = attempt.state, State.ABANDONED, False
    attempt.save(update_fields=["state", "awaits_marker"])
    note("abandoned", attempt, by, reason, now, was=was)
    return attempt


def hand_in_for(*, attempt: Attempt, by: User, reason: str, now: datetime) -> Attempt:
    """Close an open sitting in the person's place, whatever the quiz says about late ones, then
    mark it; should marking fail, the hand-in stands.

    Raises ActRefused when it is closed already.
    """
    reason = said(reason)
    with transaction.atomic():
        attempt = locked(attempt)
        if attempt.state != State.INPROGRESS:
            raise ActRefused("not_open", _("这份作答已经结束，不用代为交卷。"))
        attempt.state = State.SUBMITTED
        attempt.submitted_at = ended_at(attempt, now)
        attempt.save(update_fields=["state", "submitted_at"])
        note("handed_in", attempt, by, reason, now)
    return mark_now_or_later(attempt=attempt, now=now)


@transaction.atomic
def accept_late(*, attempt: Attempt, by: User, reason: str, now: datetime) -> Accepted:
    """Let the answers count that came too late: the newest late one of each question, unless a
    newer one counts already. What she sent stays as it is; copies are appended.

    A finished sitting is judged again, one that waits is marked. Raises ActRefused when no late
    answer is left to accept, or the sitting was given up.
    """
    reason, attempt = said(reason), locked(attempt)
    if attempt.state == State.ABANDONED:
        raise ActRefused("abandoned", _("这份作答已经放弃；要算分，请先重开。"))
    copies = _copies(attempt, by, now)
    if not copies:
        raise ActRefused("nothing_late", _("没有还没采纳的迟到答案。"))
    Response.objects.bulk_create(copies)
    note("late_accepted", attempt, by, reason, now, answers=len(copies))
    if attempt.state == State.FINISHED:
        late = MarkChange.Cause.LATE
        change = remark(attempt=attempt, by=by, cause=late, reason=reason, now=now)
        return Accepted(len(copies), change)
    if attempt.state == State.SUBMITTED:
        mark(attempt=attempt, now=now)
    return Accepted(len(copies), None)


def late_answers(rows: list[Response]) -> dict[UUID, Response]:
    """Of a sitting's saves in order of step: by item the late one that would count if accepted."""
    waiting: dict[UUID, Response] = {}
    for row in rows:
        if row.current and row.late:
            waiting[row.item_id] = row
        elif row.current:
            waiting.pop(row.item_id, None)
    return waiting


def _copies(attempt: Attempt, by: User, now: datetime) -> list[Response]:
    rows = list(
        Response.objects.filter(learner_id=attempt.learner_id, attempt=attempt).order_by("step")
    )
    steps: dict[UUID, int] = {row.item_id: row.step for row in rows}
    seqs = {row.item_id: row.seq for row in rows if row.device == STAFF_DEVICE}
    return [
        Response(
            learner_id=attempt.learner_id,
            attempt=attempt,
            item_id=row.item_id,
            step=steps[row.item_id] + 1,
            device=STAFF_DEVICE,
            seq=seqs.get(row.item_id, 0) + 1,
            client_id=uuid4(),
            base_step=row.step,
            payload=row.payload,
            certainty=row.certainty,
            flagged=row.flagged,
            tried=row.tried,
            by=by,
            client_at=row.client_at,
            saved_at=now,
        )
        for row in late_answers(rows).values()
    ]
