"""What a deputy sees of her own before and after: point by point in words, no school report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import LessonPage
from training.cohorts.models import Cohort, Enrolment
from training.learning.attempts.results import lessons_by_point, seen_now
from training.learning.effect.formulas import Pair
from training.learning.effect.selectors import Person, Sitting, person_of, point_names

RIGHT = 0.999999
"""A share from which a question counts as answered entirely right."""


class Turn(TextChoices):
    """What became of a point between the two tests; those to look at come first."""

    STILL = "still", _("两次都没答对")
    LOST = "lost", _("前测答对，后测没答对")
    WON = "won", _("前测没答对，后测答对了")
    KEPT = "kept", _("两次都答对")


def turn_of(pair: Pair) -> Turn:
    """What one person's two answers about a point say."""
    before, after = pair.before >= RIGHT, pair.after >= RIGHT
    if after:
        return Turn.KEPT if before else Turn.WON
    return Turn.LOST if before else Turn.STILL


@dataclass(frozen=True)
class OwnPoint:
    """One point of hers; a lesson to look at where it was not right at the end."""

    name: str
    turn: Turn
    lesson: LessonPage | None = None

    @property
    def mark(self) -> str:
        """The status mark: shape beside word."""
        return {Turn.KEPT: "done", Turn.WON: "done"}.get(self.turn, "behind")


@dataclass(frozen=True)
class OwnEffect:
    """A deputy's before and after in one class. `open` is False while a test's right and wrong are
    not shown to her yet."""

    cohort: Cohort
    person: Person
    open: bool
    points: tuple[OwnPoint, ...] = ()

    @property
    def before_right(self) -> int:
        """How many points she had right before."""
        return sum(one.turn in (Turn.KEPT, Turn.LOST) for one in self.points)

    @property
    def after_right(self) -> int:
        """How many points she had right after."""
        return sum(one.turn in (Turn.KEPT, Turn.WON) for one in self.points)

    @property
    def before(self) -> Sitting | None:
        """The test before."""
        return self.person.sat.before

    @property
    def after(self) -> Sitting | None:
        """The test after that counts."""
        return self.person.sat.after[-1] if self.person.sat.after else None


def _is_open(person: Person, now: datetime) -> bool:
    sittings = [one for one in (person.sat.before, *person.sat.after) if one]
    return all(
        "correctness" in seen_now(one.rules, one.submitted_at, one.closes_at, now)
        for one in sittings
    )


def _lessons(cohort: Cohort, points: set[str]) -> dict[str, LessonPage]:
    """The first lesson of the class's programme on each point. One query."""
    inside = cohort.programme.url_path
    return {
        point: next(page for page in pages if page.url_path.startswith(inside))
        for point, pages in lessons_by_point(points).items()
        if any(page.url_path.startswith(inside) for page in pages)
    }


def own_effect(learner_id: UUID, now: datetime) -> OwnEffect | None:
    """Her newest class in which she sat either test; None without a class. Six queries for one
    class, three more for each older one that is looked at."""
    enrolments = list(
        Enrolment.objects.filter(learner=learner_id, status=Enrolment.Status.ACTIVE)
        .select_related("cohort__programme")
        .defer("cohort__programme__body")
        .order_by("-cohort__starts_on")
    )
    if not enrolments:
        return None
    people = [(one, person_of(one)) for one in enrolments[:3]]
    enrolment, person = next(
        ((one, person) for one, person in people if person.sat.before or person.sat.after),
        people[0],
    )
    if not person.paired or not _is_open(person, now):
        return OwnEffect(enrolment.cohort, person, open=not person.paired)
    turns = {key: turn_of(pair) for key, pair in person.points.items()}
    missed = {key for key, turn in turns.items() if turn in (Turn.STILL, Turn.LOST)}
    lessons, names = _lessons(enrolment.cohort, missed), point_names()
    ordered = [key for turn in Turn for key in names if turns.get(key) == turn]
    points = tuple(
        OwnPoint(names[key], turns[key], lessons.get(key) if key in missed else None)
        for key in ordered
    )
    return OwnEffect(enrolment.cohort, person, open=True, points=points)
