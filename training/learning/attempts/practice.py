"""A practice question inside a lesson: marked at once, recorded, never part of a mark."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from courses.questions.kinds.registry import KINDS, default_rules, grade
from courses.questions.models import Question, QuestionVersion
from training.learning import evidence
from training.learning.attempts.telling import asked_by


@dataclass(frozen=True)
class Tried:
    """What a person answered last, and how it went."""

    payload: dict[str, Any]
    state: str


def seed_of(learner_id: UUID, question: UUID) -> str:
    """The shuffle and the opaque names of a practice question: fixed per person and question."""
    return f"{learner_id}:{question}"


def practice_version(question_uuid: UUID) -> QuestionVersion | None:
    """The frozen version of a live practice question; None for examination questions and retired
    ones."""
    question: Any = (
        Question.objects.non_polymorphic()
        .filter(
            uuid=question_uuid,
            use=Question.Use.PRACTICE,
            live=True,
            retired_at=None,
            live_version__use=Question.Use.PRACTICE,
        )
        .select_related("live_version")
        .first()
    )
    return question.live_version if question else None


def practised_version(
    question_uuid: UUID, version: UUID, roots: Collection[str]
) -> QuestionVersion | None:
    """A frozen version that was asked for practice, of these congresses or shared, whatever became
    of the question since; None for any other. One query."""
    whose = Q(question__owner_root=None) | Q(question__owner_root__slug__in=list(roots))
    rows = QuestionVersion.objects.filter(
        whose, uuid=version, question__uuid=question_uuid, use=Question.Use.PRACTICE
    )
    return rows.order_by().first()


@dataclass(frozen=True)
class Sent:
    """A try that is told later: the phone's id for it, and when it was answered."""

    client_id: UUID
    answered_at: datetime

    @property
    def statement_id(self) -> UUID:
        """The statement that it makes, however often it is told."""
        return evidence.derived_id("practice", self.client_id)


@transaction.atomic
def answer_practice(
    *,
    learner_id: UUID,
    question: UUID,
    version: QuestionVersion,
    posted: Any,
    now: datetime,
    sent: Sent | None = None,
) -> str:
    """Mark and record one try; returns right, partial, wrong or gaveup (nothing is recorded
    then). With `sent`, as of then and once."""
    paper = KINDS[version.kind].paper
    payload = paper.read(posted, "q", version.body, seed_of(learner_id, question))
    outcome = grade(version.kind, version.body, version.answer_key, payload, default_rules())
    if outcome.answered:
        answered = evidence.Happening(
            verb=evidence.Verb.ANSWERED,
            activity=question,
            activity_type="question",
            occurred_at=min(sent.answered_at, now) if sent else now,
            statement_id=sent.statement_id if sent else uuid4(),
            scaled=outcome.fraction,
            success=outcome.state == "right",
            context={
                "practice": True,
                "version": str(version.uuid),
                "points": version.points,
                **asked_by(version),
                "payload": payload,
                "state": outcome.state,
            },
        )
        evidence.record(learner_id=learner_id, happenings=[answered], now=now)
    return outcome.state


def last_tries(learner_id: UUID, questions: Iterable[UUID]) -> dict[UUID, Tried]:
    """A person's newest practice answer to each question. One query."""
    told = evidence.answers_to(learner_id=learner_id, activities=questions)
    return {
        statement.activity: Tried(statement.context["payload"], statement.context["state"])
        for statement in told
        if statement.context.get("practice")
    }
