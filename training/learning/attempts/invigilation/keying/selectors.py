"""Who of a class has a sitting of a quiz, for those who key in papers."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort, Enrolment
from training.learning.attempts.models import Attempt

State = Attempt.State


@dataclass(frozen=True)
class Seated:
    """A person of the class and what she has sat of the quiz, oldest first."""

    enrolment: Enrolment
    sittings: list[Attempt]

    @property
    def keyed(self) -> bool:
        """Whether a paper sitting of hers stands."""
        return any(one.keyed_by_id and one.state != State.ABANDONED for one in self.sittings)

    @property
    def sits_now(self) -> bool:
        """Whether she sits at a screen."""
        return any(one.state == State.INPROGRESS for one in self.sittings)


def roster(quiz: Quiz, cohort: Cohort, who: str = "") -> list[Seated]:
    """The people in the class, by township and name; `who` narrows by number or name. Two
    queries."""
    places = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    people = list(
        places.select_related("learner", "unit").order_by(
            "unit__order", "unit__name", "learner__name", "learner__number"
        )
    )
    sat: dict[UUID, list[Attempt]] = defaultdict(list)
    ids = [one.learner_id for one in people]
    for attempt in Attempt.objects.filter(learner_id__in=ids, quiz=quiz).order_by("number"):
        sat[attempt.learner_id].append(attempt)
    return [Seated(one, sat[one.learner_id]) for one in people if _is_meant(one, who.strip())]


def _is_meant(enrolment: Enrolment, who: str) -> bool:
    learner = enrolment.learner
    return not who or who.casefold() == learner.number.casefold() or who in learner.name
