"""What is said of an answer in review."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cms.core.fragments import Fragment
from courses.catalogue.models import LessonPage
from courses.questions.kinds.registry import KINDS
from courses.questions.models import Question, QuestionVersion
from courses.questions.screens import screen
from training.learning import evidence
from training.learning.attempts.results import lessons_by_point
from training.learning.daily.selectors import Roots, today_of
from training.learning.review.models import ReviewCard
from training.learning.review.schedule import GUESSED, SURE
from training.people.page_access import SHARED, root_slug


@dataclass(frozen=True)
class Told:
    """What is said of an answer. `withdrawn` says that the question is not for practice any more:
    then nothing is told of right and wrong. `due_on` is when it comes again."""

    question: UUID
    asked: str
    kind: str
    state: str
    dont_know: bool
    certainty: int | None
    withdrawn: bool
    law_changed: bool
    review: dict[str, Any]
    explanation: str
    citations: list[dict[str, Any]]
    lessons: list[LessonPage]
    due_on: date | None

    @property
    def review_template(self) -> Fragment:
        """How the answer is shown beside the key."""
        return screen(self.kind, "review")

    @property
    def sure_but_wrong(self) -> bool:
        """What is worth remembering most."""
        return self.state == "wrong" and self.certainty == SURE

    @property
    def guessed_right(self) -> bool:
        """Right by luck, so it comes again sooner."""
        return self.state == "right" and self.certainty == GUESSED


def told_of(*, learner_id: UUID, statement: UUID, roots: Roots) -> Told | None:
    """What is said of one of a person's review answers; None when she has no such answer. Five
    queries."""
    row = (
        evidence.visible(learner_id=learner_id, viewer_id=learner_id)
        .filter(statement_id=statement, verb=evidence.Verb.ANSWERED, activity_type="question")
        .first()
    )
    if row is None or not row.context.get("review"):
        return None
    said = row.context
    version: Any = QuestionVersion.objects.select_related("question").get(uuid=said["version"])
    question = version.question
    practice = question.use == version.use == Question.Use.PRACTICE
    card = ReviewCard.objects.filter(learner_id=learner_id, question=row.activity).first()
    key = version.answer_key if practice else {}
    return Told(
        question=row.activity,
        asked=said["review"],
        kind=version.kind,
        state=said["state"] if practice else "",
        dont_know=bool(said.get("dont_know")),
        certainty=said.get("certainty"),
        withdrawn=not practice,
        law_changed=question.held_back_at is not None,
        review=KINDS[version.kind].paper.review(version.body, key, said["payload"]) if key else {},
        explanation=key.get("explanation", ""),
        citations=version.citations if practice else [],
        lessons=_lessons(said["points"], roots) if practice and said["state"] != "right" else [],
        due_on=today_of(card.due_at) if card else None,
    )


def _lessons(points: list[str], roots: Roots) -> list[LessonPage]:
    """One lesson for each point, of those she may open."""
    open_to_her = {SHARED, *roots}
    found = {
        lesson.pk: lesson
        for lessons in lessons_by_point(set(points)).values()
        for lesson in [page for page in lessons if root_slug(page) in open_to_her][:1]
    }
    return list(found.values())[:2]
