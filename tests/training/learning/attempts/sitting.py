"""Short ways through a sitting for tests: start, answer, hand in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from courses.models import Question, Quiz
from tests.factories.world import World, moment, quiz_of
from training.cohorts.models import Enrolment
from training.learning.attempts import marking, services
from training.learning.attempts.models import Attempt
from training.learning.attempts.saving import Save
from training.people.models import User

NOW = moment(1, 8, 40)


def quiz_with(world: World, *questions: Question, key: str = "own", **extra: Any) -> Quiz:
    """A quiz of these questions, one mark each."""
    return quiz_of(world.root, key, list(questions), **extra)


def begin(quiz: Quiz, learner: User, now: datetime = NOW, *, more_time: bool = False) -> Attempt:
    """A sitting of a learner in her class."""
    enrolment = Enrolment.objects.filter(learner=learner).first()
    return services.start(
        quiz=quiz, learner_id=learner.pk, enrolment=enrolment, now=now, more_time=more_time
    )


def answer(
    attempt: Attempt, position: int, posted: dict[str, list[str]], **told: Any
) -> services.Saved:
    """One save, of a device of its own unless told otherwise."""
    at = told.pop("now", NOW + timedelta(minutes=1))
    save = {"device": "phone", "seq": 1, "client_id": uuid4(), **told}
    return services.save_response(
        learner_id=attempt.learner_id,
        attempt_id=attempt.pk,
        position=position,
        posted=posted,
        save=Save(**save),
        now=at,
    )


def finish(attempt: Attempt, posted: dict[str, list[str]], now: datetime = NOW) -> Attempt:
    """Everything posted at once, handed in and marked."""
    services.save_whole_form(attempt=attempt, posted=posted, device="form", now=now)
    return marking.mark(attempt=services.hand_in(attempt=attempt, now=now), now=now)
