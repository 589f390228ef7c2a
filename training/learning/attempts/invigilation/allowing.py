"""Exceptions from a quiz's times and tries: for one person, for a township or group of a class, or
for a whole class. Each is a new row; the newest counts, and empty fields take an earlier one back.

Open sittings of those concerned get the deadline that follows, in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.services import said
from training.learning.attempts.models import Allowance, Attempt, GroupAllowance
from training.learning.attempts.opening import Limits, limits_for
from training.people import audit
from training.people.models import Organisation, User

State = Attempt.State


@dataclass(frozen=True)
class Moved:
    """An open sitting whose deadline an exception moved."""

    attempt: Attempt
    before: datetime | None


def _checked(quiz: Quiz, limits: Limits) -> None:
    """Raises ActRefused for times that leave no moment to sit."""
    opens, closes = limits.opens_at or quiz.opens_at, limits.closes_at or quiz.closes_at
    if opens and closes and closes <= opens:
        raise ActRefused("closes_before_opening", _("关闭时间要晚于开放时间，请改其中一个。"))
    if 0 in (limits.time_limit, limits.attempts_allowed):
        raise ActRefused("zero", _("时间和次数至少是 1；不想改的请留空。"))


@transaction.atomic
def allow(
    *, quiz: Quiz, learner_id: UUID, limits: Limits, by: User, reason: str, now: datetime
) -> list[Moved]:
    """Set one person's exception in a quiz; fields that are None are as for everybody. Returns the
    open sittings whose deadline moved.

    Raises ActRefused without a reason, or for times that make no sense.
    """
    reason = said(reason)
    _checked(quiz, limits)
    concerned = _open_sittings(quiz, Q(learner_id=learner_id))
    before = _deadlines(concerned)
    Allowance.objects.create(
        learner_id=learner_id, quiz=quiz, reason=reason[:200], by=by, at=now, **vars(limits)
    )
    moved = _moved(concerned, before, now)
    audit.note(
        actor=by,
        action="sitting.allowed",
        at=now,
        target=quiz.key,
        learner=str(learner_id),
        reason=reason,
        limits=[None if value is None else str(value) for value in astuple(limits)],
        moved=[str(one.attempt.pk) for one in moved],
    )
    return moved


@dataclass(frozen=True)
class Part:
    """Whom a group's exception is for: one township or group of a class, or all of it."""

    cohort: Cohort
    unit: Organisation | None = None


@transaction.atomic
def allow_group(
    *, quiz: Quiz, part: Part, limits: Limits, by: User, reason: str, now: datetime
) -> list[Moved]:
    """The same for a part of a class; a person's own exception stays nearer than this one."""
    reason = said(reason)
    _checked(quiz, limits)
    concerned = _open_sittings(quiz, _of(part))
    before = _deadlines(concerned)
    GroupAllowance.objects.create(
        quiz=quiz,
        cohort=part.cohort,
        unit=part.unit,
        reason=reason[:200],
        by=by,
        at=now,
        **vars(limits),
    )
    moved = _moved(concerned, before, now)
    audit.note(
        actor=by,
        action="sitting.group_allowed",
        at=now,
        target=quiz.key,
        cohort=part.cohort.key,
        unit=part.unit.name if part.unit else "",
        reason=reason,
        limits=[None if value is None else str(value) for value in astuple(limits)],
        moved=[str(one.attempt.pk) for one in moved],
    )
    return moved


def _of(part: Part) -> Q:
    whole = Q(enrolment__cohort=part.cohort)
    if part.unit is None:
        return whole
    return whole & (Q(enrolment__unit=part.unit) | Q(enrolment__group=part.unit))


def _open_sittings(quiz: Quiz, whose: Q) -> list[Attempt]:
    """The open sittings concerned, locked, always in the same order."""
    return list(
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment", "quiz")
        .filter(whose, quiz=quiz, state=State.INPROGRESS, keyed_by=None)
        .order_by("learner_id", "pk")
    )


def _deadlines(attempts: Sequence[Attempt]) -> list[datetime | None]:
    return [
        limits_for(one.quiz, one.learner_id, one.enrolment)
        .relaxed(one.rules.get("extra_time", 0))
        .due_at(one.started_at)
        for one in attempts
    ]


def _moved(
    attempts: Sequence[Attempt], before: Sequence[datetime | None], now: datetime
) -> list[Moved]:
    """Give each the deadline that follows now; one that staff set by hand only ever gets later."""
    moved = []
    for attempt, followed, follows in zip(attempts, before, _deadlines(attempts), strict=True):
        was, until = attempt.due_at, follows
        if was != followed and was is not None and follows is not None:
            until = max(was, follows)
        if until is not None and was is not None and until < was:
            until = max(until, min(now, was))  # taking time back ends nothing before this moment
        if until != was:
            attempt.due_at = until
            attempt.save(update_fields=["due_at"])
            moved.append(Moved(attempt, was))
    return moved
