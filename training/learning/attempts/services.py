"""A sitting from start to marks. Hand-in and marking are two transactions; nothing acknowledged is
lost."""

import logging
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Count, F, Q, QuerySet, UUIDField
from django.utils.translation import gettext as _

from cms.core.inserting import insert
from cms.core.prepared import prepared
from courses.quizzes import assembly
from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.models import Quiz
from courses.quizzes.parallel import forms_on
from courses.quizzes.rules import rules_of
from training.cohorts.models import Enrolment
from training.learning.attempts.deadline import (
    GRACE,
    ended_at,
    is_abandoned_by,
    is_over,
    must_close,
)
from training.learning.attempts.errors import StartRefused
from training.learning.attempts.marking import locked, mark
from training.learning.attempts.models import Attempt, AttemptItem
from training.learning.attempts.opening import Limits, limits_for, why_not_start
from training.learning.attempts.saving import (
    Save,
    Saved,
    keep_posted,
    save_response,
    save_whole_form,
    turn_to,
)
from training.people.models import User

__all__ = [
    "GRACE",
    "Paper",
    "Save",
    "Saved",
    "Seat",
    "close_overdue",
    "hand_in",
    "hand_in_form",
    "is_over",
    "lay_out",
    "mark_now_or_later",
    "save_response",
    "save_whole_form",
    "start",
    "turn_to",
]

log = logging.getLogger("training.attempts")
State = Attempt.State


@dataclass(frozen=True)
class Paper:
    """What is put before a person: the items in order, and for a printed paper the seeds of its
    shuffles (made anew otherwise)."""

    items: Sequence[assembly.PaperItem]
    seeds: Sequence[str] = ()

    def seed(self, index: int) -> str:
        """The seed of one item's order and names."""
        return self.seeds[index] if self.seeds else secrets.token_hex(16)


@dataclass(frozen=True)
class Seat:
    """Who sits down, in which class, for the how-manieth time, within which limits."""

    learner_id: UUID
    enrolment: Enrolment | None
    number: int
    limits: Limits
    extra_time: int = 0
    """Per cent more time than the limits give."""


@transaction.atomic
def start(
    *,
    quiz: Quiz,
    learner_id: UUID,
    enrolment: Enrolment | None,
    now: datetime,
    more_time: bool = False,
    rng: random.Random | None = None,
) -> Attempt:
    """The person's open attempt, or a new one, with `more_time` as long as the quiz allows to those
    who read or type slowly; raises StartRefused with the reason."""
    earlier = _sittings.all(learner=learner_id, quiz=quiz.pk)
    for index, attempt in enumerate(earlier):
        if attempt.state == State.INPROGRESS:
            if not must_close(attempt, now):
                return attempt
            earlier[index] = hand_in(attempt=attempt, now=now)
    limits = limits_for(quiz, learner_id, enrolment)
    if reason := why_not_start(quiz, limits, earlier, now):
        raise StartRefused("not_open", reason)
    paper = Paper(_drawn(quiz, learner_id, rng or random.SystemRandom()))
    seat = Seat(learner_id, enrolment, number=len(earlier) + 1, limits=limits)
    if more_time and limits.time_limit:
        seat = replace(seat, extra_time=quiz.extra_time)
    try:
        with transaction.atomic():
            return lay_out(quiz=quiz, seat=seat, paper=paper, now=now)
    except IntegrityError:
        # Two devices pressed 开始 at once: no row was there to be locked, and the first one stands.
        sittings = Attempt.objects.filter(learner_id=learner_id, quiz=quiz)
        if other := sittings.filter(state=State.INPROGRESS).first():
            return other
        raise


@prepared(learner=UUIDField(), quiz=BigIntegerField())
def _sittings(learner: Any, quiz: Any) -> "QuerySet[Attempt]":
    found = Attempt.objects.select_for_update().filter(learner_id=learner, quiz_id=quiz)
    return found.order_by("number")


def _drawn(quiz: Quiz, learner_id: UUID, rng: random.Random) -> list[assembly.PaperItem]:
    """A new paper; StartRefused, and a line for the operator, when it cannot be made."""
    seen = times_seen(learner_id) if quiz.least_seen_first else None
    try:
        return assembly.draw(quiz, rng, seen)
    except PaperIncomplete as missing:
        log.error("paper of quiz %s is incomplete: %s", quiz.key, missing.slot)
        raise StartRefused(
            "paper_incomplete",
            _("试卷里有题目已停用或还没发布，暂时组不成卷。已记录下来，请联系工作机构。"),
        ) from missing


def times_seen(learner_id: UUID) -> dict[int, int]:
    """How often a person has met each question in a paper. One query."""
    rows = (
        AttemptItem.objects.filter(learner_id=learner_id)
        .order_by()
        .values_list("version__question_id")
        .annotate(times=Count("pk"))
    )
    return dict(rows)


def _rules(quiz: Quiz, limits: Limits, extra_time: int) -> dict[str, Any]:
    """What the sitting keeps of the quiz, with the limits that hold for her."""
    rules = rules_of(quiz)
    rules |= {"time_limit": limits.time_limit, "attempts_allowed": limits.attempts_allowed}
    return {**rules, "extra_time": extra_time} if extra_time else rules


def lay_out(
    *,
    quiz: Quiz,
    seat: Seat,
    paper: Paper,
    now: datetime,
    keyed_by: User | None = None,
) -> Attempt:
    """Write an open attempt and its items: two inserts, however long the paper, and one query for
    a test before or after a class. The caller has checked that the person may have it; a paper
    sitting keyed in by staff has no deadline."""
    limits = seat.limits.relaxed(seat.extra_time)
    rules = _rules(quiz, limits, seat.extra_time)
    if forms := forms_on(quiz, [item.version_id for item in paper.items]):
        rules["forms"] = forms
    attempt = Attempt.objects.create(
        learner_id=seat.learner_id,
        enrolment=seat.enrolment,
        quiz=quiz,
        number=seat.number,
        rules=rules,
        started_at=now,
        due_at=None if keyed_by else limits.due_at(now),
        maximum=sum((item.mark for item in paper.items), Decimal(0)),
        keyed_by=keyed_by,
    )
    insert(_items(attempt, paper))
    return attempt


def _items(attempt: Attempt, paper: Paper) -> list[AttemptItem]:
    return [
        AttemptItem(
            learner_id=attempt.learner_id,
            attempt=attempt,
            position=index + 1,
            version_id=item.version_id,
            max_mark=item.mark,
            seed=paper.seed(index),
            section=item.section,
        )
        for index, item in enumerate(paper.items)
    ]


@transaction.atomic
def hand_in_form(
    *, learner_id: UUID, attempt_id: UUID, posted: Any, device: str, now: datetime
) -> Attempt:
    """Keep every answer that a form carries and close its sitting, under one lock; raises
    Attempt.DoesNotExist when the person has no such sitting. Two queries, and three where the form
    carries answers."""
    attempt = _held.get(learner=learner_id, attempt=attempt_id)
    keep_posted(attempt=attempt, posted=posted, device=device, now=now)
    return _closed(attempt, now)


@prepared(learner=UUIDField(), attempt=UUIDField())
def _held(learner: Any, attempt: Any) -> "QuerySet[Attempt]":
    found = Attempt.objects.select_for_update(of=("self",)).filter(learner_id=learner, id=attempt)
    return found.select_related("quiz", "enrolment__cohort")


@transaction.atomic
def hand_in(*, attempt: Attempt, now: datetime) -> Attempt:
    """Close the attempt for its owner, or as its overdue policy says once its time has passed.

    Twice gives the first result; marking cannot undo it.
    """
    return _closed(locked(attempt), now)


def _closed(attempt: Attempt, now: datetime) -> Attempt:
    if attempt.state == State.INPROGRESS:
        given_up = is_abandoned_by(attempt, now)
        attempt.state = State.ABANDONED if given_up else State.SUBMITTED
        attempt.submitted_at = ended_at(attempt, now)
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
    """Close what is past its time and mark what is submitted but unmarked; one failure stops no
    other.

    Returns how many attempts were brought to an end. What waits for a person is left alone.
    """
    overdue = Q(state=State.INPROGRESS, due_at__lt=now - GRACE)
    unmarked = Q(
        state=State.SUBMITTED, awaits_marker=False, submitted_at__lt=now - timedelta(seconds=5)
    )
    ended = 0
    for attempt in Attempt.objects.filter(overdue | unmarked).order_by(F("due_at").asc()):
        if attempt.state == State.INPROGRESS and not must_close(attempt, now):
            continue
        try:
            mark(attempt=hand_in(attempt=attempt, now=now), now=now)
            ended += 1
        except Exception:
            log.exception("attempt %s could not be closed", attempt.pk)
    return ended
