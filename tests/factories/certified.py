"""People who have finished, and their certificates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.certificates import services
from training.learning.evidence import Happening, Verb
from training.learning.hours.claims import of_quiz
from training.learning.models import Certificate
from training.people.models import User

FINISHED = moment(2, 12)


def finish(world: World, enrolment: Enrolment, at: datetime = FINISHED) -> Enrolment:
    """She did everything that is required, the final test among it."""
    done: tuple[tuple[Verb, UUID, list[Any]], ...] = (
        (Verb.COMPLETED, world.lesson.activity_uuid, []),
        (Verb.COMPLETED, world.quiz.uuid, []),
        (Verb.PASSED, world.final.uuid, of_quiz(enrolment=enrolment, quiz=world.final)),
    )
    happened = [
        Happening(
            verb=verb,
            activity=activity,
            activity_type="lesson" if verb == Verb.COMPLETED else "quiz",
            occurred_at=at,
            context={"hours": hours},
        )
        for verb, activity, hours in done
    ]
    evidence.record(
        learner_id=enrolment.learner_id,
        happenings=happened,
        now=at,
        registration_id=enrolment.pk,
    )
    return enrolment


def certified(world: World, enrolment: Enrolment, by: User | None) -> Certificate:
    """She finished and was given her certificate."""
    finish(world, enrolment)
    return services.issue(enrolment=enrolment, by=by, now=moment(3, 9))
