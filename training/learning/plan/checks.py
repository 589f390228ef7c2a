"""Showing that one knows a point already: practice questions of it until three in a row are right.
Only questions of the practice pool; examination questions never come here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from cms.core.fragments import Fragment
from cms.taxonomy.models import KnowledgePoint
from courses.questions.kinds.registry import KINDS
from courses.questions.models import QuestionVersion
from courses.questions.screens import screen
from training.learning import evidence
from training.learning.attempts import practice
from training.learning.mastery import selectors as mastery
from training.learning.mastery.adaptive import Item
from training.learning.plan import services
from training.learning.plan.content import roots_of
from training.learning.plan.models import PlanItem
from training.learning.plan.streaks import IN_A_ROW, Streak, Told, next_question, streaks
from training.people.access import standing
from training.people.models import User


@dataclass(frozen=True)
class Ask:
    """A question as it is put, or with what came of her last answer to it."""

    uuid: UUID
    kind: str
    shown: dict[str, Any]
    action: str = ""
    state: str = ""
    review: dict[str, Any] | None = None
    explanation: str = ""
    citations: Sequence[dict[str, Any]] = ()

    @property
    def template(self) -> Fragment:
        """How the question is asked."""
        return screen(self.kind, "ask")

    @property
    def review_template(self) -> Fragment:
        """How the answer is shown."""
        return screen(self.kind, "review")


@dataclass(frozen=True)
class Progress:
    """How far she is with one point."""

    point: str
    name: str
    shown: Streak

    @property
    def right(self) -> int:
        """How many in a row, at most as many as it takes."""
        return min(len(self.shown.right), IN_A_ROW)

    @property
    def needed(self) -> int:
        """How many in a row it takes."""
        return IN_A_ROW

    @property
    def dots(self) -> list[bool]:
        """One for each it takes: whether it is there."""
        return [n < self.right for n in range(self.needed)]


@dataclass(frozen=True)
class Check:
    """Where a check stands: each point of the item, and the question before her."""

    item: PlanItem
    progress: Sequence[Progress]
    question: UUID | None

    @property
    def passed(self) -> bool:
        """Whether every point has been shown."""
        return all(one.shown.passed for one in self.progress)

    @property
    def current(self) -> Progress | None:
        """The point that is asked now."""
        return next((one for one in self.progress if not one.shown.passed), None)


@dataclass(frozen=True)
class _Asked:
    questions: dict[str, tuple[Item, ...]]
    answers: Sequence[Told]


def _asked(learner: User, item: PlanItem, now: datetime) -> _Asked:
    """The practice questions of an item's points, and her answers to them. Five queries."""
    roots = roots_of(standing(learner, timezone.localdate(now)).congress_keys)
    pool = mastery.pool(roots.ids)
    questions = {point: tuple(one for one in pool if point in one.points) for point in item.points}
    ids = {one.question for asked in questions.values() for one in asked}
    return _Asked(questions, evidence.answers_to(learner_id=learner.pk, activities=ids))


def check(learner: User, item: PlanItem, now: datetime) -> Check:
    """Where the check of an item stands, and what to ask next. Six queries."""
    asked = _asked(learner, item, now)
    shown = streaks(asked.questions, asked.answers)
    names = {p.key: str(p) for p in KnowledgePoint.objects.filter(key__in=item.points)}
    progress = [Progress(p, names.get(p, p), shown[p]) for p in item.points]
    current = next((one for one in progress if not one.shown.passed), None)
    question = None
    if current:
        of_point = asked.questions[current.point]
        ids = {one.question for one in of_point}
        told = [one for one in asked.answers if one.activity in ids]
        chosen = next_question(of_point, told, current.shown)
        question = chosen.question if chosen else None
    return Check(item, progress, question)


def _version(question: UUID) -> QuestionVersion:
    version = practice.practice_version(question)
    if version is None:
        raise Http404
    return version


def asked(learner: User, question: UUID, action: str) -> Ask:
    """A question as she meets it. One query."""
    version = _version(question)
    seed = practice.seed_of(learner.pk, question)
    shown = KINDS[version.kind].paper.present(version.body, seed)
    return Ask(question, version.kind, shown, action)


def answered(learner: User, question: UUID) -> Ask | None:
    """Her last answer to a question with what is right and why; None when she never answered it.
    Two queries."""
    tried = practice.last_tries(learner.pk, [question]).get(question)
    if tried is None:
        return None
    version = _version(question)
    paper, seed = KINDS[version.kind].paper, practice.seed_of(learner.pk, question)
    return Ask(
        uuid=question,
        kind=version.kind,
        shown=paper.refill(paper.present(version.body, seed), tried.payload, seed),
        state=tried.state,
        review=paper.review(version.body, version.answer_key, tried.payload),
        explanation=version.answer_key.get("explanation", ""),
        citations=version.citations,
    )


def answer(*, learner: User, item: PlanItem, question: UUID, posted: Any, now: datetime) -> str:
    """Mark and record an answer of a check; the plan is made anew once the last point has been
    shown. Returns right, partial, wrong or gaveup; Http404 for a question of other points."""
    version = _version(question)
    if not set(version.points) & set(item.points):
        raise Http404
    state = practice.answer_practice(
        learner_id=learner.pk, question=question, version=version, posted=posted, now=now
    )
    if state == "right" and check(learner, item, now).passed:
        services.propose(learner=learner, now=now, cause="check")
    return state
