"""Answers that wait for a person, handed in through the services."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from courses.models import Quiz
from tests.factories.essays import short_answer
from tests.factories.world import World, moment, person
from tests.training.learning.attempts.answers import items_of
from tests.training.learning.attempts.sitting import begin, finish, quiz_with
from training.learning.attempts.grading import services
from training.learning.attempts.grading.services import Judgement
from training.learning.attempts.models import Attempt, AttemptItem, ManualMark
from training.people.models import Membership, User

NOW = moment(1, 10)
LATER = moment(2, 10)
FULL, HALF, NONE = "1", "0.5", "0"


def essay_quiz(world: World, **extra: Any) -> Quiz:
    """A short answer alone, pass mark 60."""
    return quiz_with(world, short_answer(world.root), **{"pass_mark": 60, **extra})


def hand_in(
    quiz: Quiz, learner: User, posted: dict[str, list[str]] | None = None, now: datetime = NOW
) -> Attempt:
    """A sitting with an answer to its first question, handed in and marked by machine."""
    attempt = begin(quiz, learner, now)
    said = {"q1": [f"{learner}：弄清事实，再找对单位。"]} if posted is None else posted
    return finish(attempt, said, now)


def only_item(attempt: Attempt) -> AttemptItem:
    """The first question of a sitting as services take it."""
    item = items_of(attempt)[0]
    item.attempt = Attempt.objects.select_related("quiz").get(pk=attempt.pk)
    return item


def marks_for(item: AttemptItem, *levels: str, part: str = "") -> dict[str, str]:
    """A level for each criterion, in order."""
    key = item.version.answer_key
    if part:
        names = [one["id"] for one in item.version.body["parts"]]
        key = key["parts"][names.index(part)]
    return {row["id"]: level for row, level in zip(key["criteria"], levels, strict=True)}


def give(item: AttemptItem, by: User, *levels: str, part: str = "", **extra: Any) -> ManualMark:
    """A mark; by default the giver knows of all marks given before."""
    extra.setdefault("seen", ManualMark.objects.filter(item=item, part=part).count())
    now = extra.pop("now", LATER)
    judgement = Judgement(marks=marks_for(item, *levels, part=part), **extra)
    return services.give_mark(item=item, part=part, judgement=judgement, by=by, now=now)


def share_of(attempt: Attempt) -> Decimal | None:
    """The total as stored now."""
    attempt.refresh_from_db()
    return attempt.percent


def trainer(world: World, username: str, name: str) -> User:
    """One more trainer of the congress's office."""
    office = world.congress.organisations.get(kind="office")
    return person(username, name, office, Membership.Role.TRAINER)


def minutes(n: int) -> datetime:
    """n minutes after NOW."""
    return NOW + timedelta(minutes=n)
