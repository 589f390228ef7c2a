"""Taking an answer in review: judged at once and recorded, whatever became of the question."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.questions.kinds.registry import KINDS, default_rules, grade
from courses.questions.models import Question, QuestionVersion
from courses.questions.outcome import GAVE_UP, Outcome
from training.learning import evidence
from training.learning.attempts.telling import asked_by
from training.learning.daily.asking import FIELD, seed_of
from training.learning.daily.errors import ReviewRefused
from training.learning.daily.one_a_day import note_answered
from training.learning.daily.selectors import Roots
from training.learning.mastery.selectors import TOO_LONG

REVIEW, ONE = "review", "one"
"""Where a question was asked: in the five minutes, or as the question of the day."""
CERTAINTIES = {"1": 1, "2": 2, "3": 3}


@dataclass(frozen=True)
class Given:
    """An answer as a device sends it. `turn` is the number the question was laid out with, `asked`
    where (REVIEW or ONE). The same `client_id` has one effect."""

    question: UUID
    version: UUID
    turn: int
    posted: Any
    client_id: UUID
    occurred_at: datetime
    asked: str = REVIEW


def statement_id(client_id: UUID) -> UUID:
    """The statement that an answer with this id makes."""
    return evidence.derived_id("review", client_id)


def asked_version(question: UUID, version: UUID, roots: Roots) -> QuestionVersion:
    """A version that was asked for practice, of these congresses or shared, be the question
    withdrawn meanwhile; raises ReviewRefused for any other. One query."""
    found = (
        QuestionVersion.objects.filter(
            Q(question__owner_root=None) | Q(question__owner_root__slug__in=list(roots)),
            uuid=version,
            question__uuid=question,
            use=Question.Use.PRACTICE,
        )
        .exclude(kind__in=TOO_LONG)
        .order_by()
        .first()
    )
    if found is None:
        raise ReviewRefused("no_such_question", _("没有这道练习题。"))
    return found


@dataclass(frozen=True)
class Answered:
    """An answer that was judged: its statement, and right, partial, wrong or gaveup."""

    statement: UUID
    state: str


def answer(*, learner_id: UUID, roots: Roots, given: Given, now: datetime) -> UUID:
    """As `answer_told`; returns the statement's id alone."""
    return answer_told(learner_id=learner_id, roots=roots, given=given, now=now).statement


@transaction.atomic
def answer_told(*, learner_id: UUID, roots: Roots, given: Given, now: datetime) -> Answered:
    """Judge an answer and record it.

    Raises ReviewRefused when nothing was chosen and she did not say that she does not know, and
    for what is no practice question of hers. One query beside the recording, and those of
    `note_answered` for the question of the day.
    """
    version = asked_version(given.question, given.version, roots)
    dont_know = bool([*given.posted.get("dont_know", [])])
    payload = {} if dont_know else _read(learner_id, version, given)
    outcome = GAVE_UP if dont_know else _judged(version, payload)
    if not outcome.answered and not dont_know:
        raise ReviewRefused(
            "nothing_chosen", _("还没有作答。先选一个答案；想不起来，就按“不知道”。")
        )
    told = evidence.Happening(
        verb=evidence.Verb.ANSWERED,
        activity=given.question,
        activity_type="question",
        occurred_at=given.occurred_at,
        statement_id=statement_id(given.client_id),
        scaled=outcome.fraction,
        success=outcome.state == "right",
        context=_context(version, given, payload, outcome),
    )
    evidence.record(learner_id=learner_id, happenings=[told], now=now)
    if given.asked == ONE:
        at = min(given.occurred_at, now)
        note_answered(learner_id=learner_id, roots=roots, now=at)
    return Answered(told.statement_id, outcome.state)


def _read(learner_id: UUID, version: QuestionVersion, given: Given) -> dict[str, Any]:
    seed = seed_of(learner_id, given.question, given.turn)
    return KINDS[version.kind].paper.read(given.posted, FIELD, version.body, seed)


def _judged(version: QuestionVersion, payload: dict[str, Any]) -> Outcome:
    return grade(version.kind, version.body, version.answer_key, payload, default_rules())


def _context(
    version: QuestionVersion, given: Given, payload: dict[str, Any], outcome: Outcome
) -> dict[str, Any]:
    context = {
        "review": given.asked,
        "version": str(version.uuid),
        "points": version.points,
        **asked_by(version),
        "answered": outcome.answered,
        "payload": payload,
        "state": outcome.state,
    }
    sure = [*given.posted.get(f"{FIELD}-certainty", [])]
    if not outcome.answered:
        context["dont_know"] = True
    elif sure and sure[0] in CERTAINTIES:
        context["certainty"] = CERTAINTIES[sure[0]]
    return context
