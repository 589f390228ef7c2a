"""Two tests with parallel forms on them, and people who sit them with given points right."""

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.models import Question, Quiz
from tests.factories import questions
from tests.factories import world as making
from tests.factories.world import World
from training.cohorts.models import Enrolment
from training.cohorts.services import enrol
from training.learning.attempts import services
from training.learning.attempts.marking import mark
from training.learning.attempts.models import Attempt, AttemptItem
from training.packs.sample_answers import posted_answer
from training.people.models import Membership, Organisation

POINTS = {"rights": "代表的权利", "duties": "代表的义务", "motion": "议案"}


@dataclass
class Forms:
    """The test before (form A) and the test after (form B, and a question of no form)."""

    before: Quiz
    after: Quiz


def forms(world: World) -> Forms:
    """Both tests, a question a point on each form."""
    asked: dict[str, list[Question]] = {"form-a": [], "form-b": []}
    for form, mine in asked.items():
        for key, name in POINTS.items():
            questions.point(key, name)
            made = questions.true_false(world.root, f"{form}-{key}")
            mine.append(questions.published(made, topic=key, tags=(form,)))
    extra = questions.true_false(world.root, "no-form")
    before = making.quiz_of(
        world.root,
        "before",
        asked["form-a"],
        purpose=Quiz.Purpose.PLACEMENT,
    )
    after = making.quiz_of(
        world.root,
        "after",
        [*asked["form-b"], extra],
        purpose=Quiz.Purpose.FINAL,
        pass_mark=70,
    )
    return Forms(before, after)


def sit(enrolment: Enrolment, quiz: Quiz, right: Collection[str], at: datetime) -> Attempt:
    """A sitting handed in at a moment with these points right and everything else wrong."""
    rng = random.Random(1)
    attempt = services.start(
        quiz=quiz, learner_id=enrolment.learner_id, enrolment=enrolment, now=at, rng=rng
    )
    posted: dict[str, list[str]] = {}
    items = AttemptItem.objects.filter(learner_id=enrolment.learner_id, attempt=attempt)
    for item in items.select_related("version"):
        chance = 1.0 if set(item.version.points) & set(right) else 0.0
        posted.update(posted_answer(item, chance, rng))
    at += timedelta(minutes=10)
    services.save_whole_form(attempt=attempt, posted=posted, device="phone", now=at)
    return mark(attempt=services.hand_in(attempt=attempt, now=at), now=at)


def people(
    world: World, unit: str, count: int, group: Organisation | None = None
) -> list[Enrolment]:
    """So many deputies of a unit, taken into the class."""
    home = world.congress.organisations.get(name=unit)
    return [
        enrol(
            learner=making.person(f"{home.pk}-{n}", f"{unit}{n}", home, Membership.Role.DEPUTY),
            cohort=world.cohort,
            unit=home,
            group=group,
            now=making.moment(0, 12),
            first_term=True,
        )
        for n in range(count)
    ]
