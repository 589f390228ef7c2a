"""A review question as it is laid out for one person."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from cms.core.fragments import Fragment
from courses.questions.kinds.registry import KINDS, kind_asks
from courses.questions.models import Question, QuestionVersion
from courses.questions.screens import screen

FIELD = "q"
"""The name of the answer's fields in a form."""


def seed_of(learner_id: UUID, question: UUID, turn: int) -> str:
    """The shuffle and the opaque names of a question: another order every time it comes."""
    return f"{learner_id}:{question}:{turn}"


@dataclass(frozen=True)
class Ask:
    """A question as its form shows it; nothing of its key is in here."""

    question: UUID
    version: UUID
    turn: int
    client_id: UUID
    kind: str
    fiction: bool
    shown: dict[str, Any]
    name: str = FIELD
    certainty: int | None = None

    @property
    def template(self) -> Fragment:
        """How the question is asked."""
        return screen(self.kind, "ask")

    @property
    def kind_words(self) -> str:
        """The kind, with what it asks for."""
        return kind_asks(self.kind)


def ask_of(*, learner_id: UUID, question: UUID, version: QuestionVersion, turn: int) -> Ask:
    """The question laid out for a person, in another order each turn. No query."""
    paper = KINDS[version.kind].paper
    seed = seed_of(learner_id, question, turn)
    return Ask(
        question=question,
        version=version.uuid,
        turn=turn,
        client_id=uuid4(),
        kind=version.kind,
        fiction=bool(version.body.get("fiction")),
        shown=paper.refill(paper.present(version.body, seed), {}, seed),
    )


def live_version(question: UUID) -> QuestionVersion:
    """The newest live version of a question. One query."""
    return QuestionVersion.objects.get(pk__in=_live(question))


def _live(question: UUID) -> Any:
    rows = Question.objects.non_polymorphic().filter(uuid=question)
    return rows.order_by().values("live_version")
