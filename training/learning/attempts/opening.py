"""Whether a sitting may begin, and within which limits: the quiz's own, after exceptions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.quizzes.models import Quiz
from training.cohorts.models import Enrolment
from training.learning.attempts.models import Allowance, Attempt, GroupAllowance

State = Attempt.State


@dataclass(frozen=True)
class Limits:
    """The times and tries in force for one person in one quiz; None means no limit."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit: int | None = None
    attempts_allowed: int | None = None

    def relaxed(self, percent: int) -> "Limits":
        """The same with so many per cent more time, to the next whole minute."""
        if not self.time_limit:
            return self
        return replace(self, time_limit=-(-self.time_limit * (100 + percent) // 100))

    def due_at(self, started_at: datetime) -> datetime | None:
        """When a sitting begun then must be handed in: its time is up or the quiz closes."""
        ends = [self.closes_at]
        if self.time_limit:
            ends.append(started_at + timedelta(minutes=self.time_limit))
        return min((end for end in ends if end is not None), default=None)


NAMES = tuple(field.name for field in fields(Limits))


PERSON, CLASS = -1, 0
"""Whom an exception is for, where it is not for a unit or a group."""


def _exceptions(quiz: Quiz, learner_id: UUID, enrolment: Enrolment | None) -> "QuerySet[Any]":
    """(whom for, then the fields of Limits), oldest first. One query for all of them."""
    rows = Allowance.objects.filter(learner_id=learner_id, quiz=quiz).order_by()
    found = rows.values_list(Value(PERSON), "at", *NAMES)
    if enrolment is not None:
        units = [unit for unit in (enrolment.unit_id, enrolment.group_id) if unit]
        of_class = GroupAllowance.objects.filter(
            Q(unit=None) | Q(unit_id__in=units), quiz=quiz, cohort_id=enrolment.cohort_id
        ).order_by()
        whom = Coalesce("unit_id", Value(CLASS))
        found = found.union(of_class.values_list(whom, "at", *NAMES), all=True)
    return found


def excepted() -> Q:
    """A condition on sittings: whether any exception was made in their quiz for the person, or in
    it for anybody of her class. Asked with a sitting it saves the query of `limits_for`."""
    here = {"quiz": OuterRef("quiz")}
    hers = Allowance.objects.filter(learner=OuterRef("learner"), **here)
    of_class = GroupAllowance.objects.filter(cohort=OuterRef("enrolment__cohort"), **here)
    return Q(Exists(hers)) | Q(Exists(of_class))


def excepted_for(learner_id: UUID) -> Q:
    """The same as a condition on quizzes, for one person and anybody of any class of hers."""
    hers = Allowance.objects.filter(learner_id=learner_id, quiz=OuterRef("pk"))
    of_class = GroupAllowance.objects.filter(
        cohort__enrolments__learner_id=learner_id, quiz=OuterRef("pk")
    )
    return Q(Exists(hers)) | Q(Exists(of_class))


def limits_for(quiz: Quiz, learner_id: UUID, enrolment: Enrolment | None) -> Limits:
    """The quiz's limits after exceptions: class, then township, then group, then person; the
    nearer wins field by field, and of the same the newest. One query, none for a quiz that knows of
    no exceptions (access.quiz_for)."""
    limits = Limits(**{name: getattr(quiz, name) for name in NAMES})
    if not getattr(quiz, "excepted", True):
        return limits
    newest = {
        whom: said
        for whom, _at, *said in sorted(
            _exceptions(quiz, learner_id, enrolment), key=lambda row: row[1]
        )
    }
    near = (CLASS, *((enrolment.unit_id, enrolment.group_id) if enrolment else ()), PERSON)
    for whom in near:
        said = dict(zip(NAMES, newest.get(whom, ()), strict=False))
        limits = replace(
            limits, **{name: value for name, value in said.items() if value is not None}
        )
    return limits


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), _("n月j日 H:i"))


def _wait_until(quiz: Quiz, counted: Sequence[Attempt]) -> datetime | None:
    """When the next sitting may begin at the earliest, by the delay after the last one."""
    minutes = quiz.wait_after_first if len(counted) == 1 else quiz.wait_between
    ended = counted[-1].submitted_at if counted else None
    return ended + timedelta(minutes=minutes) if ended and minutes else None


def _why_closed(quiz: Quiz, limits: Limits, now: datetime) -> str:
    if not quiz.live:
        return _("这个测验现在没有开放。请留意课表，或问工作机构。")
    if limits.opens_at and now < limits.opens_at:
        return _("这个测验 %(when)s 开放，请到时再来。") % {"when": _moment(limits.opens_at)}
    if limits.closes_at and now >= limits.closes_at:
        return _("这个测验已在 %(when)s 关闭。有特殊情况请找讲师。") % {
            "when": _moment(limits.closes_at)
        }
    return ""


def used(history: Iterable[Attempt]) -> list[Attempt]:
    """The sittings that used up a try: all but paper ones that were annulled."""
    return [one for one in history if one.state != State.ABANDONED or not one.keyed_by_id]


def why_not_start(quiz: Quiz, limits: Limits, history: Sequence[Attempt], now: datetime) -> str:
    """Why a sitting may not begin, in words that say what to do; empty when it may, or when one
    is open and goes on."""
    if any(attempt.state == State.INPROGRESS for attempt in history):
        return ""
    if closed := _why_closed(quiz, limits, now):
        return closed
    counted = [attempt for attempt in history if attempt.state != State.ABANDONED]
    allowed = limits.attempts_allowed
    if allowed is not None and len(used(history)) >= allowed:
        return _("这个测验最多做 %(n)d 次，您已经做完了。") % {"n": allowed}
    until = _wait_until(quiz, counted)
    if until and now < until:
        return _("两次之间要隔一段时间，%(when)s 以后可以再做。") % {"when": _moment(until)}
    return ""
