"""A finished sitting as its owner may see it: by the review options of its quiz and the moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, UUIDField

from cms.core.fragments import Fragment
from cms.core.prepared import Several, prepared
from cms.taxonomy.models import KnowledgePoint
from courses.catalogue.models import LessonPage
from courses.questions.kinds.registry import KINDS
from courses.questions.screens import screen
from courses.quizzes.models import KeyAmendment
from courses.quizzes.review import default_review, phase_at, shown
from training.learning.attempts.models import (
    Attempt,
    AttemptItem,
    MarkChange,
    Objection,
    Response,
    Score,
)
from training.learning.attempts.opening import Limits, limits_for, used
from training.learning.attempts.regrading.in_force import Decided, any_decision, decided_on
from training.learning.attempts.saving import Given
from training.learning.attempts.selectors import filled, presented


@dataclass(frozen=True)
class Reviewed:
    """One question after marking: as much as may be seen of it now."""

    item: UUID
    position: int
    kind: str
    state: str
    mark: Decimal | None
    max_mark: Decimal
    left_out: bool
    decisions: list[KeyAmendment]
    key: dict[str, Any] | None
    own: dict[str, Any] | None
    stem: str
    explanation: str
    citations: list[dict[str, Any]]
    certainty: int | None
    lessons: list[LessonPage]

    @property
    def review_template(self) -> Fragment:
        """Shows the answer beside the key."""
        return screen(self.kind, "review")

    @property
    def ask_template(self) -> Fragment:
        """Shows the answer alone."""
        return screen(self.kind, "ask")


@dataclass
class PointTally:
    """How one knowledge point went."""

    name: str
    right: int = 0
    asked: int = 0
    lessons: list[LessonPage] = field(default_factory=list)


@dataclass
class CertaintyTally:
    """How answers of one certainty went."""

    certainty: int
    right: int = 0
    asked: int = 0

    @property
    def wrong(self) -> int:
        """How many were not entirely right."""
        return self.asked - self.right


@dataclass(frozen=True)
class Result:
    """A finished sitting as its owner sees it; `allowed` are the review items open to her now."""

    attempt: Attempt
    allowed: frozenset[str]
    keys_held: bool
    items: list[Reviewed]
    points: list[PointTally]
    certainties: list[CertaintyTally]
    changes: list[MarkChange]
    questioned: bool
    attempts_left: int | None
    """None for no limit."""

    @property
    def right(self) -> int:
        """How many questions were entirely right."""
        return sum(item.state == "right" for item in self.items)

    @property
    def unseen(self) -> list[MarkChange]:
        """The corrections she has not noted as read."""
        return [change for change in self.changes if change.seen_at is None]

    @property
    def shows_keys(self) -> bool:
        """Whether right answers are among what is shown."""
        return "right_answer" in self.allowed

    @property
    def certain_but_wrong(self) -> int:
        """How many answers she was certain of and had wrong: what to look at first."""
        return sum(tally.wrong for tally in self.certainties if tally.certainty == 3)


def matrix_of(rules: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """The review options of a sitting and whether keys wait; sittings of the first release kept a
    word instead."""
    review = rules.get("review", "full")
    if isinstance(review, str):
        return default_review(), review == "when_done"
    return review, bool(rules.get("keys_wait"))


def seen_now(
    rules: Mapping[str, Any],
    submitted_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
) -> frozenset[str]:
    """What a deputy may see of her finished sitting at a moment, keys apart: lists of several
    sittings ask here before they show a mark."""
    phase = phase_at(now, submitted_at, closes_at)
    return shown(matrix_of(rules)[0], phase, keys_held=True)


def attempts_left(attempt: Any) -> int | None:
    """How many more times the quiz may be taken; None for no limit. At most two queries, none
    without a limit for a sitting that knows of no exceptions (access.own_attempt)."""
    limits = Limits(attempts_allowed=attempt.quiz.attempts_allowed)
    if getattr(attempt, "excepted", True):
        limits = limits_for(attempt.quiz, attempt.learner_id, attempt.enrolment)
    if limits.attempts_allowed is None:
        return None
    history = Attempt.objects.filter(learner_id=attempt.learner_id, quiz=attempt.quiz)
    return max(limits.attempts_allowed - len(used(history.only("state", "keyed_by"))), 0)


def latest_scores(attempt: Attempt) -> dict[UUID, Score]:
    """The score that counts for each item. One query."""
    scores = _scores.all(learner=attempt.learner_id, attempt=attempt.pk)
    return {score.item_id: score for score in scores}


@prepared(learner=UUIDField(), attempt=UUIDField())
def _scores(learner: Any, attempt: Any) -> "QuerySet[Score]":
    of_sitting = Score.objects.filter(learner_id=learner, item__attempt_id=attempt)
    return of_sitting.filter(item__learner_id=learner).order_by("number")


@dataclass(frozen=True)
class Taught:
    """A knowledge point by its name, with the lessons that teach it."""

    name: str
    lessons: list[LessonPage] = field(default_factory=list)


OF_A_LESSON = ("pk", "title", "title_en", "url_path")


def points_taught(points: Collection[str]) -> dict[str, Taught]:
    """These points by key, with their names and live lessons. One query."""
    found: dict[str, Taught] = {}
    for key, name, name_en, live, pk, title, title_en, url_path in _taught.all(points=points):
        point = found.setdefault(key, Taught(str(KnowledgePoint(name=name, name_en=name_en))))
        if live:
            lesson = LessonPage(pk=pk, title=title, title_en=title_en, url_path=url_path)
            point.lessons.append(lesson)
    return found


@prepared(points=Several(CharField()))
def _taught(points: Any) -> "QuerySet[Any, Any]":
    rows = KnowledgePoint.objects.filter(key__in=points).order_by("order", "key", "lessons__path")
    of_lesson = ("lessons__live", *(f"lessons__{name}" for name in OF_A_LESSON))
    return rows.values_list("key", "name", "name_en", *of_lesson)


def lessons_by_point(points: Collection[str]) -> dict[str, list[LessonPage]]:
    """The lessons that teach each of these points. One query."""
    return {key: point.lessons for key, point in points_taught(points).items() if point.lessons}


def _point_tallies(
    items: Sequence[AttemptItem],
    scores: Mapping[UUID, Score],
    points: Mapping[str, Taught],
) -> list[PointTally]:
    tallies: dict[str, PointTally] = {}
    for item in items:
        for key in item.version.points:
            point = points.get(key, Taught(key))
            tally = tallies.setdefault(key, PointTally(point.name))
            tally.asked += 1
            tally.right += scores[item.pk].fraction >= 1
            tally.lessons = point.lessons[:1]
    return sorted(tallies.values(), key=lambda t: (t.right / t.asked, t.name))


def _certainty_tallies(
    answers: Mapping[UUID, Given], scores: Mapping[UUID, Score]
) -> list[CertaintyTally]:
    tallies: dict[int, CertaintyTally] = {}
    for item, said in answers.items():
        if said.certainty and item in scores:
            tally = tallies.setdefault(said.certainty, CertaintyTally(said.certainty))
            tally.asked += 1
            tally.right += scores[item].fraction >= 1
    return [tallies[certainty] for certainty in sorted(tallies, reverse=True)]


def _key_shown(key: Mapping[str, Any], allowed: frozenset[str]) -> Mapping[str, Any]:
    """The answer key less the feedback on wrong choices, unless that may be seen."""
    if "feedback" in allowed:
        return key
    parts = [{**part, "why": {}} for part in key.get("parts", [])]
    return {**key, "why": {}, **({"parts": parts} if parts else {})}


def _reviewed(
    item: AttemptItem,
    score: Score,
    said: Given,
    result: tuple[Attempt, frozenset[str], Mapping[UUID, Decided]],
    lessons: list[LessonPage],
) -> Reviewed:
    attempt, allowed, decided = result
    version, kind = item.version, item.version.kind
    regraded = decided.get(item.pk, Decided([], version.answer_key))
    key = own = None
    if {"right_answer", "answers"} <= allowed:
        review = KINDS[kind].paper.review
        key = review(version.body, _key_shown(regraded.key, allowed), said.payload)
    elif "answers" in allowed:
        asked = presented(kind, version.body, item, attempt.rules)
        own = filled(kind, asked, said.payload, item)
    explains = "explanation" in allowed
    return Reviewed(
        item=item.pk,
        position=item.position,
        kind=kind,
        state=score.outcome["state"] if "correctness" in allowed else "",
        mark=score.fraction * item.max_mark if "marks" in allowed else None,
        max_mark=item.max_mark,
        left_out=score.left_out,
        decisions=regraded.decisions if "correctness" in allowed else [],
        key=key,
        own=own,
        stem=version.body["stem"],
        explanation=version.answer_key.get("explanation", "") if explains else "",
        citations=version.citations if explains else [],
        certainty=said.certainty,
        lessons=lessons[:1] if "correctness" in allowed else [],
    )


def _changes(attempt: Attempt) -> list[MarkChange]:
    """What was corrected since, oldest first. No query for a mark that was told once."""
    if attempt.told <= 1:
        return []
    return list(MarkChange.objects.filter(learner_id=attempt.learner_id, attempt=attempt))


def _decided(
    attempt: Attempt, items: Sequence[Any], answers: Mapping[UUID, Given]
) -> dict[UUID, Decided]:
    """What was decided on her questions since. One query, where there is anything."""
    if not any(item.amended for item in items):
        return {}
    return decided_on(attempt, items, {item: said.payload for item, said in answers.items()})


def _questioned(learner_id: Any) -> Exists:
    """Whether its owner objected to a question of a sitting, asked with its items."""
    hers = Objection.objects.filter(learner_id=learner_id, item=OuterRef("pk"))
    return Exists(hers)


def _kept(learner_id: Any, column: str) -> Subquery:
    """What counts of the answer to an item: the highest step that is current and not late."""
    hers = Response.objects.filter(learner_id=learner_id, item=OuterRef("pk"))
    kept = hers.filter(current=True, late=False).order_by("-step")
    return Subquery(kept.values(column)[:1])


@prepared(learner=UUIDField(), attempt=UUIDField())
def _reviewable(learner: Any, attempt: Any) -> "QuerySet[Any]":
    return (
        AttemptItem.objects.filter(learner_id=learner, attempt_id=attempt)
        .select_related("version")
        .annotate(amended=any_decision("version"), questioned=_questioned(learner))
        .annotate(said=_kept(learner, "payload"), sure=_kept(learner, "certainty"))
        .order_by("position")
    )


def result(attempt: Attempt, now: datetime) -> Result:
    """Marks, keys where the rules allow, reasons, articles, and lessons to read. At most twelve
    queries."""
    matrix, keys_wait = matrix_of(attempt.rules)
    left = attempts_left(attempt)
    held = keys_wait and attempt.passed is not True and left != 0
    phase = phase_at(now, attempt.submitted_at, attempt.quiz.closes_at)
    allowed = shown(matrix, phase, keys_held=held)
    items = _reviewable.all(learner=attempt.learner_id, attempt=attempt.pk)
    scores = latest_scores(attempt)
    answers = {item.pk: Given(item.said, item.sure) for item in items if item.said is not None}
    decided = _decided(attempt, items, answers)
    points = points_taught({key for item in items for key in item.version.points})
    told = "correctness" in allowed
    return Result(
        attempt=attempt,
        allowed=allowed,
        keys_held=held,
        items=[
            _reviewed(
                item,
                scores[item.pk],
                answers.get(item.pk, Given({})),
                (attempt, allowed, decided),
                points.get(next(iter(item.version.points), ""), Taught("")).lessons,
            )
            for item in items
        ],
        points=_point_tallies(items, scores, points) if told else [],
        certainties=_certainty_tallies(answers, scores) if told else [],
        changes=_changes(attempt),
        questioned=any(item.questioned for item in items),
        attempts_left=left,
    )
