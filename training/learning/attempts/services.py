"""A sitting from start to marks. Hand-in and marking are two transactions; nothing acknowledged is
lost."""

import logging
import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from courses.questions.kinds.registry import KINDS, default_rules
from courses.quizzes import assembly
from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.models import Quiz
from training.cohorts.models import Enrolment
from training.learning.attempts.errors import SaveRefused, StartRefused
from training.learning.attempts.marking import current_payloads, mark
from training.learning.attempts.models import Attempt, AttemptItem, Response
from training.learning.attempts.selectors import why_not_start

log = logging.getLogger("training.attempts")

# By the server's clock a save this much after the deadline still counts (rules.md: Late).
GRACE = timedelta(seconds=60)
State = Attempt.State


@dataclass(frozen=True)
class Save:
    """What a page tells about one save: which device, its how-manieth, and on which step it was
    based."""

    device: str
    seq: int
    client_id: UUID
    base_step: int = 0
    client_at: datetime | None = None


@dataclass(frozen=True)
class Saved:
    """What the server answers: the step given, whether it came too late, and what another device
    said."""

    step: int
    due_at: datetime | None
    late: bool = False
    current: bool = True
    other: dict[str, Any] | None = None


def rules_of(quiz: Quiz) -> dict[str, Any]:
    """The rules in force, copied into an attempt when it starts."""
    final = quiz.purpose == Quiz.Purpose.FINAL
    return {
        "kinds": default_rules(),
        "pass_mark": quiz.pass_mark,
        "time_limit": quiz.time_limit,
        "attempts_allowed": quiz.attempts_allowed,
        "purpose": quiz.purpose,
        "review": "when_done" if final else "full",
    }


@transaction.atomic
def start(
    *,
    quiz: Quiz,
    learner_id: UUID,
    enrolment: Enrolment | None,
    now: datetime,
    rng: random.Random | None = None,
) -> Attempt:
    """The person's open attempt, or a new one; raises StartRefused with the reason."""
    earlier = list(
        Attempt.objects.select_for_update()
        .filter(learner_id=learner_id, quiz=quiz)
        .order_by("number")
    )
    for attempt in earlier:
        if attempt.state == State.INPROGRESS and not is_over(attempt, now):
            return attempt
    if earlier and earlier[-1].state == State.INPROGRESS:
        earlier[-1] = hand_in(attempt=earlier[-1], now=now)
    if reason := why_not_start(quiz, earlier):
        raise StartRefused("not_open", reason)
    try:
        items = assembly.draw(quiz, rng or random.SystemRandom())
    except PaperIncomplete as missing:
        log.error("paper of quiz %s is incomplete: %s", quiz.key, missing.slot)
        raise StartRefused(
            "paper_incomplete",
            _("试卷里有题目已停用或还没发布，暂时组不成卷。已记录下来，请联系工作机构。"),
        ) from missing
    return _lay_out(quiz, learner_id, enrolment, items, number=len(earlier) + 1, now=now)


def _lay_out(
    quiz: Quiz,
    learner_id: UUID,
    enrolment: Enrolment | None,
    items: list[assembly.PaperItem],
    *,
    number: int,
    now: datetime,
) -> Attempt:
    """Write the attempt and its items: two inserts, however long the paper."""
    attempt = Attempt.objects.create(
        learner_id=learner_id,
        enrolment=enrolment,
        quiz=quiz,
        number=number,
        rules=rules_of(quiz),
        started_at=now,
        due_at=now + timedelta(minutes=quiz.time_limit) if quiz.time_limit else None,
        maximum=sum((item.mark for item in items), Decimal(0)),
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            learner_id=learner_id,
            attempt=attempt,
            position=position,
            version_id=item.version_id,
            max_mark=item.mark,
            seed=secrets.token_hex(16),
        )
        for position, item in enumerate(items, start=1)
    )
    return attempt


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the deadline and its grace have passed by the server's clock."""
    return attempt.due_at is not None and now > attempt.due_at + GRACE


def _locked(learner_id: UUID, attempt_id: UUID) -> Attempt:
    return Attempt.objects.select_for_update().get(learner_id=learner_id, id=attempt_id)


@transaction.atomic
def save_response(
    *,
    learner_id: UUID,
    attempt_id: UUID,
    position: int,
    posted: Any,
    save: Save,
    now: datetime,
) -> Saved:
    """Store one answer as the next step; the same client_id twice has one effect. Three queries.

    A save after the deadline or on a closed attempt is stored as late and not scored, never
    refused. Raises SaveRefused when the paper has no such question or a client_id is reused, and
    Attempt.DoesNotExist when the person has no such attempt.
    """
    item = _locked_item(learner_id, attempt_id, position)
    paper = KINDS[item.version.kind].paper
    payload = paper.read(posted, f"q{position}", item.version.body, item.seed)
    return _append(item, payload, save, now)


def _locked_item(learner_id: UUID, attempt_id: UUID, position: int) -> AttemptItem:
    """The item with its attempt locked; the answer key is not even fetched. One query."""
    item = (
        AttemptItem.objects.select_for_update(of=("attempt",))
        .select_related("attempt", "version")
        .only(
            "learner_id",
            "seed",
            "attempt__state",
            "attempt__due_at",
            "version__kind",
            "version__body",
        )
        .filter(learner_id=learner_id, attempt_id=attempt_id, position=position)
        .order_by()
        .first()
    )
    if item is None:
        Attempt.objects.only("pk").get(learner_id=learner_id, id=attempt_id)
        raise SaveRefused("no_such_question", _("这份试卷没有这道题。"))
    return item


@dataclass(frozen=True)
class _Earlier:
    """What was saved before for one item."""

    last_step: int
    last_seq: int | None
    standing: int
    twin: int | None


def _earlier(item: AttemptItem, save: Save) -> _Earlier:
    """Raises SaveRefused when the client_id belongs to another item. One query, no payloads."""
    mine = Q(item=item) | Q(client_id=save.client_id)
    rows = list(
        Response.objects.filter(learner_id=item.learner_id, attempt_id=item.attempt_id)
        .filter(mine)
        .values_list("item_id", "step", "device", "seq", "client_id", "current", "late")
    )
    if any(row[4] == save.client_id and row[0] != item.pk for row in rows):
        raise SaveRefused("client_id_reused", _("这次保存的编号已经用过，请刷新页面再试。"))
    steps = [row[1] for row in rows]
    return _Earlier(
        last_step=max(steps, default=0),
        last_seq=max((row[3] for row in rows if row[2] == save.device), default=None),
        standing=max((row[1] for row in rows if row[5] and not row[6]), default=0),
        twin=next((row[1] for row in rows if row[4] == save.client_id), None),
    )


def _append(item: AttemptItem, payload: dict[str, Any], save: Save, now: datetime) -> Saved:
    attempt, known = item.attempt, _earlier(item, save)
    if known.twin is not None:
        return Saved(step=known.twin, due_at=attempt.due_at)
    step = known.last_step + 1
    late = attempt.state != State.INPROGRESS or is_over(attempt, now)
    current = known.last_seq is None or save.seq > known.last_seq
    Response.objects.create(
        learner_id=item.learner_id,
        attempt=attempt,
        item=item,
        step=step,
        device=save.device,
        seq=save.seq,
        client_id=save.client_id,
        base_step=save.base_step,
        payload=payload,
        current=current,
        late=late,
        client_at=save.client_at,
        saved_at=now,
    )
    clash = known.standing > save.base_step and not late
    other = _what_another_device_said(item, known.standing, save.device) if clash else None
    return Saved(
        step=step, due_at=attempt.due_at, late=late, current=current and not late, other=other
    )


def _what_another_device_said(item: AttemptItem, step: int, device: str) -> dict[str, Any] | None:
    row = Response.objects.filter(learner_id=item.learner_id, item=item, step=step).first()
    return row.payload if row and row.device != device else None


@transaction.atomic
def save_whole_form(*, attempt: Attempt, posted: Any, device: str, now: datetime) -> int:
    """Keep every answer of a posted paper that differs from the one kept; returns how many were
    new.

    What the form says counts as this person's latest word only where nothing newer is kept from
    the same page: a page with JavaScript has saved already and posts the same answers again.
    """
    if not any(field.startswith("q") for field in posted):
        return 0  # a page with JavaScript has saved every answer before and posts none
    learner_id = attempt.learner_id
    attempt = _locked(learner_id, attempt.pk)
    changed = _changed_answers(attempt, posted)
    if not changed:
        return 0
    late = attempt.state != State.INPROGRESS or is_over(attempt, now)
    steps = {item: (step, seq or 0) for item, step, seq in _steps(attempt, device)}
    Response.objects.bulk_create(
        Response(
            learner_id=learner_id,
            attempt=attempt,
            item=item,
            step=steps.get(item.pk, (0, 0))[0] + 1,
            device=device,
            seq=steps.get(item.pk, (0, 0))[1] + 1,
            client_id=uuid4(),
            base_step=steps.get(item.pk, (0, 0))[0],
            payload=payload,
            late=late,
            saved_at=now,
        )
        for item, payload in changed
    )
    return len(changed)


def _changed_answers(attempt: Attempt, posted: Any) -> list[tuple[AttemptItem, dict[str, Any]]]:
    """The posted answers that differ from those kept; questions the form does not mention are
    left."""
    kept = current_payloads(attempt)
    items = AttemptItem.objects.select_related("version").filter(
        learner_id=attempt.learner_id, attempt=attempt
    )
    changed = []
    for item in items:
        name = f"q{item.position}"
        if not any(field == name or field.startswith((f"{name}-", f"{name}.")) for field in posted):
            continue
        payload = KINDS[item.version.kind].paper.read(posted, name, item.version.body, item.seed)
        if payload != kept.get(item.pk, {}):
            changed.append((item, payload))
    return changed


def _steps(attempt: Attempt, device: str) -> Any:
    """For each item answered so far its last step and this device's last seq. One query."""
    answered = Response.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
    return answered.values_list("item_id").annotate(
        last_step=Max("step"), last_seq=Max("seq", filter=Q(device=device))
    )


@transaction.atomic
def hand_in(*, attempt: Attempt, now: datetime) -> Attempt:
    """Close the attempt for its owner. Twice gives the first result; marking cannot undo it."""
    attempt = _locked(attempt.learner_id, attempt.pk)
    if attempt.state == State.INPROGRESS:
        attempt.state = State.SUBMITTED
        attempt.submitted_at = attempt.due_at if is_over(attempt, now) else now
        attempt.save(update_fields=["state", "submitted_at"])
    return attempt


def mark_now_or_later(*, attempt: Attempt, now: datetime) -> Attempt:
    """Mark a handed-in attempt; should marking fail, the hand-in stands and close_overdue tries
    again."""
    try:
        return mark(attempt=attempt, now=now)
    except Exception:
        log.exception("attempt %s is handed in but could not be marked", attempt.pk)
        return attempt


def close_overdue(*, now: datetime) -> int:
    """Hand in what is past its time and mark what is submitted but unmarked; one failure stops no
    other.

    Returns how many attempts were brought to an end.
    """
    overdue = Q(state=State.INPROGRESS, due_at__lt=now - GRACE)
    unmarked = Q(state=State.SUBMITTED, submitted_at__lt=now - timedelta(seconds=5))
    ended = 0
    for attempt in Attempt.objects.filter(overdue | unmarked).order_by(F("due_at").asc()):
        try:
            mark(attempt=hand_in(attempt=attempt, now=now), now=now)
            ended += 1
        except Exception:
            log.exception("attempt %s could not be closed", attempt.pk)
    return ended
