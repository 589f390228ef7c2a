"""A class large enough to be analysed, and its papers."""

from collections.abc import Sequence
from datetime import datetime

from courses.quizzes.models import Quiz
from tests.factories.world import World, moment, person
from tests.training.learning.attempts.saying import sit
from training.cohorts.models import Enrolment
from training.learning.attempts.models import Attempt
from training.people.models import Membership

NOW = moment(1, 8, 40)
RIGHT = {
    "S1": "乙",
    "M1": "甲|丙",
    "T1": "错",
    "F1": "三分之二|十",
    "P1": "议案=10人|建议=1人",
    "O1": "召集|预备会议|审议|表决",
    "C1": "先询问;错",
}


def enrolled(world: World, count: int, prefix: str = "R") -> list[Enrolment]:
    """So many deputies of the class."""
    return [
        world.enrol(person(f"{prefix}{n:03d}", f"代表{n}", world.unit, Membership.Role.DEPUTY))
        for n in range(1, count + 1)
    ]


def sat(
    quiz: Quiz, learners: Sequence[Enrolment], papers: Sequence[list[str]], now: datetime = NOW
) -> list[Attempt]:
    """Each of these people sits the quiz with one of these papers."""
    return [sit(quiz, learner, paper, now) for learner, paper in zip(learners, papers, strict=True)]
