"""Everything that bears upon one person's plan, read once: what she is missing, what there is, what
of it she did, her class's days, and what stands on her plan."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from courses.quizzes.models import Quiz
from training.cohorts.models import Enrolment
from training.cohorts.selectors import (
    Planned,
    current_enrolment,
    planned,
    requirement_in_force,
)
from training.learning import evidence
from training.learning.attempts.models import Attempt
from training.learning.mastery import selectors as mastery
from training.learning.mastery.adaptive import Item, Verdict, Word
from training.learning.mastery.models import PointMastery
from training.learning.plan.arranging import Kept, Offer, Question
from training.learning.plan.content import (
    ENOUGH_QUESTIONS,
    Kind,
    Library,
    Piece,
    library,
    roots_of,
)
from training.learning.plan.models import PlanItem
from training.learning.plan.ordering import Calendar
from training.learning.plan.streaks import Streak, Told, streaks
from training.learning.progress.models import ActivityProgress
from training.learning.progress.selectors import activity_states, whole_progress
from training.learning.readings.models import Reading
from training.learning.readings.opening import order_for, sees_everything
from training.people.access import standing
from training.people.models import User

State = PlanItem.State


@dataclass(frozen=True)
class Class:
    """Her class as the plan needs it: its days, what it requires and she lacks, and when each of
    its lessons is taught."""

    calendar: Calendar
    clock: datetime
    lacking: tuple[Mapping[str, Any], ...] = ()
    timetable: tuple[Planned, ...] = ()

    def lacks(self) -> dict[UUID, Mapping[str, Any]]:
        """What would do a required item that is missing, by activity."""
        return {UUID(way["activity"]): item for item in self.lacking for way in item["ways"]}

    def over(self, item: Mapping[str, Any]) -> bool:
        """Whether the session of a required item has passed."""
        ends = [one.ends_at for one in self.timetable if one.code == item["code"]]
        return bool(ends) and max(ends) <= self.clock

    def taught_on(self) -> dict[UUID, date]:
        """When the class takes a lesson, as far as that is still to come."""
        ahead = [one for one in self.timetable if one.ends_at > self.clock and one.lesson_activity]
        days: dict[UUID, date] = {}
        for one in sorted(ahead, key=lambda one: one.starts_at, reverse=True):
            if one.lesson_activity:
                days[one.lesson_activity] = timezone.localdate(one.starts_at)
        return days


def class_of(learner: User, now: datetime) -> Class:
    """Her newest class now; four queries, one without a class."""
    enrolment = current_enrolment(learner)
    if enrolment is None:
        return Class(Calendar(timezone.localdate(now)), now)
    clock = enrolment.cohort.clock(now)
    return Class(
        calendar=Calendar(
            timezone.localdate(clock), enrolment.cohort.starts_on, enrolment.cohort.ends_on
        ),
        clock=clock,
        lacking=_lacking(enrolment),
        timetable=tuple(planned(enrolment.cohort)),
    )


def _lacking(enrolment: Enrolment) -> tuple[Mapping[str, Any], ...]:
    version = requirement_in_force(enrolment.cohort.programme_id)
    progress = whole_progress(enrolment)
    done = set(progress.done_codes) if progress else set()
    return tuple(item for item in (version.items if version else ()) if item["code"] not in done)


@dataclass(frozen=True)
class Counts:
    """How often she was asked about a point, and how often she was wrong; `diagnosed` where this
    is about questions of diagnoses alone."""

    asked: int = 0
    wrong: int = 0
    diagnosed: bool = False


def _counts(
    rows: Iterable[PointMastery], questions: Mapping[str, Sequence[Item]], told: Sequence[Told]
) -> dict[str, Counts]:
    """By point: of her last diagnosis where she was wrong about it, else of all her answers."""
    found = {row.point: Counts(row.answers, row.answers - row.right) for row in rows}
    last = next((t.context["diagnosis"] for t in reversed(told) if "diagnosis" in t.context), None)
    right = {t.activity: bool(t.success) for t in told if t.context.get("diagnosis", "") == last}
    for point, items in questions.items():
        asked = [right[item.question] for item in items if item.question in right]
        if not all(asked):
            found[point] = Counts(len(asked), asked.count(False), diagnosed=True)
    return found


@dataclass(frozen=True)
class Test:
    """A test that is overdue: how long it takes, and whether it asks what she knew beforehand."""

    minutes: int
    placement: bool


@dataclass(frozen=True)
class Situation:
    """One person on one day."""

    learner: User
    now: datetime
    taken: Class
    verdicts: tuple[Verdict, ...]
    counts: Mapping[str, Counts]
    asked_at: Mapping[str, datetime]
    """When she last answered about a point."""
    shown: Mapping[str, Streak]
    stock: Library
    states: Mapping[UUID, ActivityProgress]
    opens: Mapping[UUID, datetime]
    """When lessons open that are shut today."""
    tests: Mapping[UUID, Test]
    """Required tests whose session has passed: how many minutes they take."""
    items: tuple[PlanItem, ...]
    begun: frozenset[UUID]
    before: Mapping[str, frozenset[str]]

    @cached_property
    def missing(self) -> dict[str, Word]:
        """What is to be taken up: what the answers say is missing, unless she has answered three
        in a row right since."""
        return {
            verdict.point: verdict.word
            for verdict in self.verdicts
            if verdict.missing and not self.passed(verdict.point)
        }

    def passed(self, point: str) -> bool:
        """Whether she has answered enough in a row right."""
        return point in self.shown and self.shown[point].passed

    def can_be_shown(self, points: Collection[str]) -> bool:
        """Whether there are enough practice questions to show every one of some points."""
        enough = [len(self.stock.questions.get(p, ())) >= ENOUGH_QUESTIONS for p in points]
        return bool(enough) and all(enough)

    def is_known(self, point: str) -> bool:
        """Whether she has shown it, or all her answers together say that she knows it. Where
        nobody can tell, what stands on her plan stays."""
        known = {verdict.point for verdict in self.verdicts if verdict.word == Word.MASTERED}
        return self.passed(point) or point in known

    def wanting(self, items: Iterable[PlanItem]) -> dict[str, Word]:
        """What is missing, and what was when these items were put there and is not known yet."""
        stand = {point for item in items for point in item.points if not item.added_by_id}
        doubtful = {
            verdict.point: Word.REVIEW
            for verdict in self.verdicts
            if verdict.point in stand and not self.is_known(verdict.point)
        }
        return doubtful | self.missing

    def is_done(self, piece: Piece) -> bool:
        """Whether a lesson, case or practice set is done: completed, waived, or heard in class,
        unless she answered later and it was still missing; then it wants reading. A check is done
        when its point has been shown."""
        if piece.kind == Kind.CHECK:
            return all(self.passed(point) for point in piece.points)
        ways = [self.states.get(way) for way in (piece.activity, *piece.taught_as)]
        if any(way.completed_at or way.waived_at for way in ways if way):
            return True
        heard = max((way.attended_at for way in ways if way and way.attended_at), default=None)
        asked = [self.asked_at[p] for p in piece.points if p in self.missing and p in self.asked_at]
        return heard is not None and not any(at > heard for at in asked)

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """What may stand on her plan today, in the order of the library; not what a trainer took
        off it."""
        removed = {item.activity for item in self.items if item.removed_by_id}
        found = [self._offer(piece) for piece in self.stock.pieces]
        found += [
            Offer(quiz, Kind.QUIZ, frozenset(), test.minutes, required=True, leads=test.placement)
            for quiz, test in self.tests.items()
        ]
        return tuple(offer for offer in found if offer.activity not in removed)

    def _offer(self, piece: Piece) -> Offer:
        opens = self.opens.get(piece.activity)
        return Offer(
            activity=piece.activity,
            kind=piece.kind,
            points=piece.points,
            minutes=piece.minutes,
            done=piece.activity in self._done,
            firsts=frozenset(one for one in piece.firsts if one not in self._done),
            opens_on=timezone.localdate(opens) if opens else None,
            taught_on=self._taught.get(piece.activity),
            required=piece.activity in self._lacks,
        )

    @cached_property
    def _done(self) -> set[UUID]:
        return {piece.activity for piece in self.stock.pieces if self.is_done(piece)}

    @cached_property
    def _taught(self) -> dict[UUID, date]:
        return self.taken.taught_on()

    @cached_property
    def _lacks(self) -> dict[UUID, Mapping[str, Any]]:
        return self.taken.lacks()

    def overdue(self) -> list[UUID]:
        """What was to be done in a session that has passed, and can be made up for here."""
        here = {offer.activity: offer for offer in self.offers if not offer.done}
        return [
            activity
            for activity, item in self._lacks.items()
            if activity in here and self.taken.over(item)
        ]

    def question(self, items: Iterable[PlanItem], *, renew: bool) -> Question:
        """What the plan is asked for, with the items that are to stay; with `renew` only what she
        began and what a trainer added stays."""
        kept, stands = {}, {}
        standing = list(items)
        for item in standing:
            known = Kept(item.position, item.due_on, frozenset(item.points))
            if item.added_by_id or item.activity in self.begun:
                kept[item.activity] = known
            elif not renew:
                stands[item.activity] = known
        if renew:
            kept = {activity: replace(known, due_on=None) for activity, known in kept.items()}
        return Question(
            missing=self.missing if renew else self.wanting(standing),
            offers=self.offers,
            calendar=self.taken.calendar,
            points=[verdict.point for verdict in self.verdicts],
            before=self.before,
            kept=kept,
            standing=stands,
            overdue=self.overdue(),
        )


def situation_of(learner: User, now: datetime) -> Situation:
    """All of it. At most twenty-five queries, however much she has done."""
    keys = standing(learner, timezone.localdate(now)).congress_keys
    stock = library(roots_of(keys))
    taken = class_of(learner, now)
    verdicts = tuple(mastery.mastery_of(learner.pk, now))
    items = tuple(PlanItem.objects.filter(learner_id=learner.pk))
    states = activity_states(
        learner.pk,
        [way for piece in stock.pieces for way in (piece.activity, *piece.taught_as)],
    )
    rows = list(PointMastery.objects.filter(learner_id=learner.pk))
    concerned = {verdict.point for verdict in verdicts if verdict.missing}
    concerned |= {point for item in items for point in item.points}
    questions = {point: stock.questions.get(point, ()) for point in concerned}
    told = answers_to_all(learner.pk, questions)
    shown = streaks(questions, told)
    before: dict[str, set[str]] = {}
    for first, then in mastery.prerequisites():
        before.setdefault(then, set()).add(first)
    return Situation(
        learner=learner,
        now=now,
        taken=taken,
        verdicts=verdicts,
        counts=_counts(rows, questions, told),
        asked_at={row.point: row.updated_at for row in rows},
        shown=shown,
        stock=stock,
        states=states,
        opens=_opening(learner, stock, now),
        tests=_tests(taken),
        items=items,
        begun=_begun(learner.pk, items, shown),
        before={then: frozenset(firsts) for then, firsts in before.items()},
    )


def answers_to_all(learner_id: UUID, questions: Mapping[str, Sequence[Item]]) -> Sequence[Told]:
    """Her answers to all these questions, oldest first. One query."""
    asked = {item.question for items in questions.values() for item in items}
    return evidence.answers_to(learner_id=learner_id, activities=asked)


def _opening(learner: User, stock: Library, now: datetime) -> dict[UUID, datetime]:
    """Seven queries at most; none where no lesson waits for a day."""
    dated = [piece for piece in stock.pieces if piece.opens_ahead is not None]
    if not dated or sees_everything(learner):
        return {}
    holds = order_for(learner_id=learner.pk, lessons=dated, now=now).holds
    activity = {piece.pk: piece.activity for piece in dated}
    return {activity[pk]: hold.opens_at for pk, hold in holds.items() if hold.opens_at}


def _tests(taken: Class) -> dict[UUID, Test]:
    """The open tests that would do a required item whose session has passed. One query at most."""
    here = {one.quiz for one in taken.timetable if one.quiz}
    passed = {
        activity: item["minutes"]
        for activity, item in taken.lacks().items()
        if activity in here and taken.over(item)
    }
    if not passed:
        return {}
    live = dict(Quiz.objects.filter(uuid__in=passed, live=True).values_list("uuid", "purpose"))
    return {
        quiz: Test(minutes, live[quiz] == Quiz.Purpose.PLACEMENT)
        for quiz, minutes in passed.items()
        if quiz in live
    }


def _begun(
    learner_id: UUID, items: Iterable[PlanItem], shown: Mapping[str, Streak]
) -> frozenset[UUID]:
    """The open items she has begun: a page she has opened, a practice set that lies open, a check
    with an answer since it stands there. Two queries at most."""
    of_kind: dict[str, list[PlanItem]] = {}
    for item in items:
        if item.state == State.OPEN:
            of_kind.setdefault(item.kind, []).append(item)
    pages = [item.activity for kind in (Kind.LESSON, Kind.CASE) for item in of_kind.get(kind, ())]
    sets = [item.activity for item in of_kind.get(Kind.QUIZ, ())]
    begun: set[UUID] = set()
    if pages:
        rows = Reading.objects.filter(learner_id=learner_id, activity__in=pages)
        begun.update(rows.values_list("activity", flat=True))
    if sets:
        attempts = Attempt.objects.filter(learner_id=learner_id, quiz__uuid__in=sets)
        lying = attempts.filter(state=Attempt.State.INPROGRESS)
        begun.update(lying.values_list("quiz__uuid", flat=True))
    for item in of_kind.get(Kind.CHECK, ()):
        answered = [shown[point].at for point in item.points if point in shown]
        if any(at and at > item.made_at for at in answered):
            begun.add(item.activity)
    return frozenset(begun)
