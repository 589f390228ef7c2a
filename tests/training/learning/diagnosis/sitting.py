"""Short ways through a diagnosis for tests: a small bank, begin, answer, all the way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from courses.models import Question
from tests.factories.diagnosed import begun, practice
from tests.factories.questions import true_false
from tests.factories.replay import replayed
from tests.factories.world import World, moment
from tests.training.learning.attempts.answers import Posted, right, wrong_single
from training.learning.diagnosis.answering import Answered
from training.learning.diagnosis.answering import answer as keep
from training.learning.diagnosis.models import Diagnosis, DiagnosisItem
from training.learning.saves import Save
from training.people.models import User

NOW = moment(1, 9)
TOPICS = ("rights", "duties", "motion")
EACH = 5
DONT_KNOW: Posted = {"dont_know": ["1"]}


def bank(world: World) -> list[Question]:
    """Five practice questions about each of three points, and an examination question that must
    never be asked."""

    def build() -> list[Question]:
        true_false(world.root, "EXAM")
        return [
            practice(world.root, f"{topic}-{n}", topic) for topic in TOPICS for n in range(EACH)
        ]

    return replayed(f"diagnosis bank {world.congress.key}", build)


def begin(learner: User, now: datetime = NOW, seed: str = "seed") -> Diagnosis:
    """A diagnosis of a learner, outside any class."""
    return begun(learner, seed, now=now)


def before_her(diagnosis: Diagnosis) -> DiagnosisItem:
    """The question that is asked now, as it stands in the database."""
    return DiagnosisItem.objects.select_related("version", "diagnosis").get(
        diagnosis=diagnosis, position=Diagnosis.objects.get(pk=diagnosis.pk).asked
    )


def hand_in(item: DiagnosisItem, posted: Posted, **told: Any) -> Answered:
    """One answer, of a device of its own unless told otherwise."""
    at = told.pop("now", NOW + timedelta(minutes=1))
    save: dict[str, Any] = {"device": "phone", "seq": 1, "client_id": uuid4(), **told}
    return keep(
        learner_id=item.learner_id,
        diagnosis=item.diagnosis_id,
        position=item.position,
        posted=posted,
        save=Save(**save),
        now=at,
    )


def fresh(diagnosis: Diagnosis) -> Diagnosis:
    """The row as it stands in the database."""
    return Diagnosis.objects.get(pk=diagnosis.pk)


Answers = Callable[[DiagnosisItem], Posted]


def knows(*topics: str) -> Answers:
    """Answers right what is about these points and wrong what is not."""
    return lambda item: (
        right(item) if set(item.version.points) & set(topics) else wrong_single(item)
    )


def go_through(
    diagnosis: Diagnosis,
    answers: Answers,
    *,
    most: int = 99,
    seconds: int = 10,
    now: datetime = NOW,
) -> Diagnosis:
    """Answer question after question until the end or as many as told."""
    for _n in range(most):
        diagnosis = fresh(diagnosis)
        if diagnosis.is_over:
            break
        now += timedelta(seconds=seconds)
        item = before_her(diagnosis)
        hand_in(item, answers(item), now=now)
    return fresh(diagnosis)


def client_save(**told: Any) -> dict[str, str]:
    """What a script posts beside an answer."""
    kept = {"device": str(uuid4()), "seq": "1", "client_id": str(uuid4()), **told}
    return {name: str(value) for name, value in kept.items()}


def address(diagnosis: UUID | Diagnosis, what: str = "") -> str:
    """The address of a diagnosis's page."""
    key = diagnosis.pk if isinstance(diagnosis, Diagnosis) else diagnosis
    return f"/my/diagnosis/{key}/{what}"
