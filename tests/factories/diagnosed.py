"""A small practice bank, and a learner's diagnoses: one that is over and one under way."""

from typing import Any

from courses.models import Choice, Question, SingleChoiceQuestion
from tests.factories.questions import _base, published
from tests.factories.world import moment
from training.learning.diagnosis import access, answering, services
from training.learning.diagnosis.models import Diagnosis, DiagnosisItem
from training.learning.saves import told_with
from training.people.models import User


def practice(root: Any, number: str, topic: str) -> Question:
    """A practice question about a point; right: 乙."""
    base = _base(root, number, f"{number} 选哪个？", use=Question.Use.PRACTICE)
    question = SingleChoiceQuestion.objects.create(**base)
    for text in ("甲", "乙", "丙", "丁"):
        Choice.objects.create(question=question, text=text, right=text == "乙")
    return published(question, topic)


def begun(learner: User, seed: str = "seed", **told: Any) -> Diagnosis:
    """A diagnosis of a learner, outside any class."""
    now = told.get("now", moment(1, 9))
    roots = access.roots_of(learner)
    return services.begin(learner_id=learner.pk, roots=roots, enrolment_id=None, now=now, seed=seed)


def over_and_under_way(learner: User, root: Any) -> tuple[Diagnosis, Diagnosis]:
    """Two diagnoses of a learner: one ended after one answer, one at its first question."""
    for n in range(6):
        practice(root, f"D{n}", "rights")
    over = begun(learner)
    item = DiagnosisItem.objects.get(diagnosis=over, position=1)
    answering.answer(
        learner_id=learner.pk,
        diagnosis=over.pk,
        position=item.position,
        posted={"dont_know": ["1"]},
        save=told_with({}, form_device="form"),
        now=moment(1, 9, 1),
    )
    over = services.finish(learner_id=learner.pk, diagnosis=over.pk, now=moment(1, 9, 2))
    return over, begun(learner, now=moment(1, 10))
