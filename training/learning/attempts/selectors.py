"""Reading a sitting: the paper as its owner may see it, and the result."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cms.taxonomy.models import KnowledgePoint
from courses.catalogue.models import LessonPage
from courses.questions.kinds.registry import KINDS
from courses.quizzes.models import Quiz
from training.learning.attempts.marking import current_payloads
from training.learning.attempts.models import Attempt, AttemptItem, Response, Score


@dataclass(frozen=True)
class Ask:
    """One question on the paper: exactly what its page may contain, and no more."""

    position: int
    kind: str
    shown: dict[str, Any]
    step: int
    fiction: bool
    rule: str
    answered: bool

    @property
    def name(self) -> str:
        """The prefix of this question's form fields."""
        return f"q{self.position}"

    @property
    def template(self) -> str:
        """The template in the kind's own folder."""
        return f"kinds/{self.kind}/ask.html"


def _is_filled(payload: dict[str, Any]) -> bool:
    return any(value not in (None, "", [], {}) for value in payload.values())


def paper(attempt: Attempt) -> list[Ask]:
    """The whole paper with what was saved so far, from the allow-list of each kind. Two queries.

    The answer keys are not even fetched.
    """
    items = (
        AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
        .select_related("version")
        .only("position", "seed", "version__kind", "version__body")
        .order_by("position")
    )
    payloads, steps = _saved_so_far(attempt)
    asks = []
    for item in items:
        kind, body = KINDS[item.version.kind], item.version.body
        payload = payloads.get(item.pk, {})
        shown = kind.paper.refill(kind.paper.present(body, item.seed), payload, item.seed)
        rule = attempt.rules["kinds"][item.version.kind]
        asks.append(
            Ask(
                position=item.position,
                kind=item.version.kind,
                shown=shown,
                step=steps.get(item.pk, 0),
                fiction=bool(body.get("fiction")),
                rule=_(kind.marking.RULES[rule]),
                answered=_is_filled(payload),
            )
        )
    return asks


def _saved_so_far(attempt: Attempt) -> tuple[dict[UUID, dict[str, Any]], dict[UUID, int]]:
    """For each item the answer that counts, and the last step. One query."""
    payloads: dict[UUID, dict[str, Any]] = {}
    steps: dict[UUID, int] = {}
    rows = Response.objects.filter(learner_id=attempt.learner_id, attempt=attempt).order_by("step")
    for item, step, payload, counts, late in rows.values_list(
        "item_id", "step", "payload", "current", "late"
    ):
        steps[item] = step
        if counts and not late:
            payloads[item] = payload
    return payloads, steps


@dataclass(frozen=True)
class Reviewed:
    """One question after marking: how it went and, where the rules allow, what is right and why."""

    position: int
    kind: str
    state: str
    mark: Decimal
    max_mark: Decimal
    shown: dict[str, Any] | None
    stem: str
    explanation: str
    citations: list[dict[str, Any]]
    lessons: list[LessonPage]

    @property
    def template(self) -> str:
        """The template in the kind's own folder."""
        return f"kinds/{self.kind}/review.html"


@dataclass
class PointTally:
    """How one knowledge point went."""

    name: str
    right: int = 0
    asked: int = 0
    lessons: list[LessonPage] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """A finished sitting as its owner sees it."""

    attempt: Attempt
    items: list[Reviewed]
    points: list[PointTally]
    shows_keys: bool
    attempts_left: int | None

    @property
    def right(self) -> int:
        """How many questions were entirely right."""
        return sum(item.state == "right" for item in self.items)


def attempts_left(attempt: Attempt) -> int | None:
    """How many more times the quiz may be taken; None for no limit. At most one query."""
    allowed = attempt.quiz.attempts_allowed
    if allowed is None:
        return None
    used = Attempt.objects.filter(learner_id=attempt.learner_id, quiz=attempt.quiz).count()
    return max(allowed - used, 0)


def _latest_scores(attempt: Attempt) -> dict[UUID, Score]:
    scores = Score.objects.filter(
        learner_id=attempt.learner_id, item__attempt=attempt, item__learner_id=attempt.learner_id
    ).order_by("number")
    return {score.item_id: score for score in scores}


def _lessons_by_point(points: set[str]) -> dict[str, list[LessonPage]]:
    """The lessons that teach each of these points. One query."""
    lessons = LessonPage.objects.live().filter(points__key__in=points).order_by("path")
    found: dict[str, list[LessonPage]] = defaultdict(list)
    for point, pk, title, title_en, url_path in lessons.values_list(
        "points__key", "pk", "title", "title_en", "url_path"
    ):
        if point:
            found[point].append(
                LessonPage(pk=pk, title=title, title_en=title_en, url_path=url_path)
            )
    return found


def _tallies(
    items: list[AttemptItem], scores: dict[UUID, Score], lessons: dict[str, list[LessonPage]]
) -> list[PointTally]:
    asked = {key for item in items for key in item.version.points}
    names = {point.key: str(point) for point in KnowledgePoint.objects.filter(key__in=asked)}
    tallies: dict[str, PointTally] = {}
    for item in items:
        for key in item.version.points:
            tally = tallies.setdefault(key, PointTally(names.get(key, key)))
            tally.asked += 1
            tally.right += scores[item.pk].fraction >= 1
            tally.lessons = lessons.get(key, [])[:1]
    return sorted(tallies.values(), key=lambda t: (t.right / t.asked, t.name))


def _reviewed(
    item: AttemptItem,
    score: Score,
    payload: dict[str, Any],
    shows_keys: bool,
    lessons: list[LessonPage],
) -> Reviewed:
    version = item.version
    kind = KINDS[version.kind]
    return Reviewed(
        position=item.position,
        kind=version.kind,
        state=score.outcome["state"],
        mark=score.fraction * item.max_mark,
        max_mark=item.max_mark,
        shown=kind.paper.review(version.body, version.answer_key, payload) if shows_keys else None,
        stem=version.body["stem"],
        explanation=version.answer_key.get("explanation", "") if shows_keys else "",
        citations=version.citations if shows_keys else [],
        lessons=lessons[:1],
    )


def result(attempt: Attempt) -> Result:
    """Marks, keys where the rules allow, reasons, articles, and lessons to read. Six queries."""
    items = list(
        AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
        .select_related("version")
        .order_by("position")
    )
    scores, payloads = _latest_scores(attempt), current_payloads(attempt)
    lessons = _lessons_by_point({key for item in items for key in item.version.points})
    left = attempts_left(attempt)
    shows_keys = attempt.rules["review"] == "full" or attempt.passed is True or left == 0
    return Result(
        attempt=attempt,
        items=[
            _reviewed(
                item,
                scores[item.pk],
                payloads.get(item.pk, {}),
                shows_keys,
                lessons.get(next(iter(item.version.points), ""), []),
            )
            for item in items
        ],
        points=_tallies(items, scores, lessons),
        shows_keys=shows_keys,
        attempts_left=left,
    )


def seconds_left(due_at: datetime | None, now: datetime) -> int | None:
    """Seconds to the deadline by the server's clock, not below 0; None without a limit."""
    if due_at is None:
        return None
    return max(int((due_at - now).total_seconds()), 0)


def open_attempts(learner_id: UUID) -> list[Attempt]:
    """The sittings a person has not handed in. One query."""
    return list(
        Attempt.objects.filter(
            learner_id=learner_id, state=Attempt.State.INPROGRESS
        ).select_related("quiz")
    )


@dataclass(frozen=True)
class Offer:
    """A quiz as offered to one person: what she did before, and whether she may start."""

    quiz: Quiz
    history: list[Attempt]
    why_not: str

    @property
    def resumes(self) -> bool:
        """Whether starting means going on with an open sitting."""
        return any(attempt.state == Attempt.State.INPROGRESS for attempt in self.history)


def offer(learner_id: UUID, quiz: Quiz) -> Offer:
    """One query."""
    history = list(Attempt.objects.filter(learner_id=learner_id, quiz=quiz).order_by("number"))
    return Offer(quiz, history, why_not_start(quiz, history))


def why_not_start(quiz: Quiz, history: list[Attempt]) -> str:
    """Why a sitting may not begin, in words that say what to do; empty when it may."""
    if any(attempt.state == Attempt.State.INPROGRESS for attempt in history):
        return ""
    if not quiz.live:
        return _("这个测验现在没有开放。请留意课表，或问工作机构。")
    if quiz.attempts_allowed is not None and len(history) >= quiz.attempts_allowed:
        return _("这个测验最多做 %(n)d 次，您已经做完了。") % {"n": quiz.attempts_allowed}
    return ""


def practice_quizzes(owner_root_id: int | None) -> list[Quiz]:
    """The open practice sets of a content root. One query."""
    return list(
        Quiz.objects.filter(
            owner_root_id=owner_root_id, purpose=Quiz.Purpose.PRACTICE, live=True
        ).order_by("key")
    )
