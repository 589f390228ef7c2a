"""Reading a sitting: the paper as its owner may see it, and what she may begin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.fragments import Fragment
from cms.core.prepared import prepared
from courses.questions.kinds.registry import KINDS
from courses.questions.outcome import Body, Payload
from courses.questions.screens import screen
from courses.quizzes.models import Quiz
from courses.quizzes.wording import in_words
from training.cohorts.models import Enrolment
from training.learning.attempts import trying
from training.learning.attempts.models import Attempt, AttemptItem, Response
from training.learning.attempts.opening import Limits, limits_for, why_not_start
from training.learning.attempts.saving import is_filled
from training.learning.attempts.sheets import sheet_of


@dataclass(frozen=True)
class Judgement:
    """What immediate feedback says of one question; `review` only once its key may be seen."""

    state: str
    hints: tuple[str, ...]
    tries_left: int
    review: dict[str, Any] | None = None
    explanation: str = ""
    citations: list[dict[str, Any]] = field(default_factory=list)

    @property
    def left_words(self) -> str:
        """How often it may still be tried; empty when not again."""
        if not self.tries_left:
            return ""
        left = ngettext("还可以再试 %(n)s 次。", "还可以再试 %(n)s 次。", self.tries_left)
        return left % {"n": self.tries_left}


@dataclass(frozen=True)
class Ask:
    """One question on the paper: exactly what its page may contain, and no more."""

    position: int
    kind: str
    heading: str
    kind_words: str
    shown: dict[str, Any]
    step: int
    fiction: bool
    rule: str
    answered: bool
    section: str = ""
    certainty: int | None = None
    flagged: bool = False
    judgement: Judgement | None = None

    @property
    def name(self) -> str:
        """The prefix of this question's form fields."""
        return f"q{self.position}"

    @property
    def template(self) -> Fragment:
        """The template in the kind's own folder."""
        return screen(self.kind, "ask")

    @property
    def review_template(self) -> Fragment:
        """The template that shows the key, for practice that is judged at once."""
        return screen(self.kind, "review")


def presented(kind: str, body: Body, item: AttemptItem, rules: Mapping[str, Any]) -> dict[str, Any]:
    """A question as this sitting puts it: its own order and opaque names."""
    return KINDS[kind].paper.present(body, item.seed, rules.get("shuffle_choices", True))


def filled(kind: str, shown: dict[str, Any], payload: Payload, item: AttemptItem) -> dict[str, Any]:
    """The presented question with an answer in it."""
    return KINDS[kind].paper.refill(shown, payload, item.seed)


@dataclass(frozen=True)
class _Kept:
    """What is kept of one item: the answer that counts, and the last step."""

    step: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict)
    certainty: int | None = None
    flagged: bool = False


def paper(attempt: Attempt) -> list[Ask]:
    """The whole paper with what was saved so far, from the allow-list of each kind. Two queries,
    one for a sitting that knows that nothing was answered (access.own_attempt).

    The answer keys are not even fetched; only practice judged at once reads them, for the
    questions that were answered (five queries more).
    """
    items = _asked.all(learner=attempt.learner_id, attempt=attempt.pk)
    kept = _saved_so_far(attempt) if getattr(attempt, "begun", True) else {}
    judgements = _judgements(attempt) if trying.is_immediate(attempt) else {}
    words = _Words(attempt.rules, len(items))
    return [
        _ask(item, words, kept.get(item.pk, _Kept()), judgements.get(item.position))
        for item in items
    ]


@prepared(learner=UUIDField(), attempt=UUIDField())
def _asked(learner: Any, attempt: Any) -> "QuerySet[AttemptItem]":
    return (
        AttemptItem.objects.filter(learner_id=learner, attempt_id=attempt)
        .select_related("version")
        .only("position", "seed", "section", "version__kind", "version__body")
        .order_by("position")
    )


class _Words:
    """What is said of every question, translated once for the whole paper."""

    def __init__(self, rules: Mapping[str, Any], total: int) -> None:
        self.rules = rules
        self.total = total
        self.heading = _("第 %(n)d 题 / 共 %(total)d 题")
        self.kinds: dict[str, tuple[str, str]] = {}

    def of(self, kind: str) -> tuple[str, str]:
        """What people call a kind, and the sentence of the rule it is marked by here."""
        if kind not in self.kinds:
            offered = KINDS[kind]
            rule = self.rules["kinds"].get(kind, offered.rule)
            self.kinds[kind] = (_(offered.asks), _(offered.marking.RULES[rule]))
        return self.kinds[kind]


def _ask(item: AttemptItem, words: _Words, kept: _Kept, judgement: Judgement | None) -> Ask:
    kind, body = item.version.kind, item.version.body
    kind_words, rule = words.of(kind)
    return Ask(
        position=item.position,
        kind=kind,
        heading=words.heading % {"n": item.position, "total": words.total},
        kind_words=kind_words,
        shown=filled(kind, presented(kind, body, item, words.rules), kept.payload, item),
        step=kept.step,
        fiction=bool(body.get("fiction")),
        rule=rule,
        answered=is_filled(kept.payload),
        section=item.section,
        certainty=kept.certainty,
        flagged=kept.flagged,
        judgement=judgement,
    )


def as_said_elsewhere(attempt: Attempt, position: int, payload: Payload) -> Ask:
    """One question of a sitting with another device's answer in it. One query."""
    item = (
        AttemptItem.objects.select_related("version")
        .only("position", "seed", "section", "version__kind", "version__body")
        .get(learner_id=attempt.learner_id, attempt=attempt, position=position)
    )
    return _ask(item, _Words(attempt.rules, 0), _Kept(payload=payload), None)


def _saved_so_far(attempt: Attempt) -> dict[UUID, _Kept]:
    """For each item the answer that counts, and the last step. One query."""
    kept: dict[UUID, _Kept] = {}
    rows = Response.objects.filter(learner_id=attempt.learner_id, attempt=attempt).order_by("step")
    for item, step, current, late, *said in rows.values_list(
        "item_id", "step", "current", "late", "payload", "certainty", "flagged"
    ):
        before = kept.get(item, _Kept())
        counts = current and not late
        said = said if counts else [before.payload, before.certainty, before.flagged]
        kept[item] = _Kept(step, *said)
    return kept


def _judgements(attempt: Attempt) -> dict[int, Judgement]:
    """What immediate feedback may say so far, by position."""
    sheet = sheet_of(attempt)
    stood = trying.tried_of(sheet)
    return {
        one.item.position: judgement_of(one, stood[one.item.position])
        for one in sheet.judged()
        if one.item.position in stood
    }


def judgement_of(one: Any, tried: trying.Tried) -> Judgement:
    """The feedback on one judged try; the key and its reasons only when the question is closed."""
    if not tried.closed:
        return Judgement(tried.state, tried.hints, tried.tries_left)
    version = one.item.version
    return Judgement(
        state=tried.state,
        hints=(),
        tries_left=0,
        review=KINDS[version.kind].paper.review(
            version.body, version.answer_key, one.answer.payload
        ),
        explanation=version.answer_key.get("explanation", ""),
        citations=version.citations,
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
    limits: Limits
    history: list[Attempt]
    why_not: str

    @property
    def rules(self) -> list[str]:
        """The rules in words, with the limits that hold for this person."""
        return in_words(self.quiz, self.limits)

    @property
    def minutes_more(self) -> int:
        """How many minutes more she may take who reads or types slowly; 0 where none are given."""
        relaxed = self.limits.relaxed(self.quiz.extra_time).time_limit or 0
        return relaxed - (self.limits.time_limit or 0)

    @property
    def resumes(self) -> bool:
        """Whether starting means going on with an open sitting."""
        return any(attempt.state == Attempt.State.INPROGRESS for attempt in self.history)


def offer(learner_id: UUID, quiz: Quiz, enrolment: Enrolment | None, now: datetime) -> Offer:
    """Three queries."""
    history = list(Attempt.objects.filter(learner_id=learner_id, quiz=quiz).order_by("number"))
    limits = limits_for(quiz, learner_id, enrolment)
    return Offer(quiz, limits, history, why_not_start(quiz, limits, history, now))


def practice_quizzes(owner_root_id: int | None) -> list[Quiz]:
    """The open practice sets of a content root. One query."""
    return list(
        Quiz.objects.filter(
            owner_root_id=owner_root_id, purpose=Quiz.Purpose.PRACTICE, live=True
        ).order_by("key")
    )


def examinations_running(now: datetime) -> int:
    """How many sittings with a time limit are under way. One query."""
    under_way = Attempt.objects.filter(state=Attempt.State.INPROGRESS, due_at__gt=now)
    return under_way.exclude(quiz__purpose=Quiz.Purpose.PRACTICE).count()
