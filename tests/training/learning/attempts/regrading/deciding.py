"""A class that has sat a quiz of every kind, and decisions on it through the services."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache

from courses.models import KeyAmendment, QuestionVersion, Quiz
from tests.factories.replay import replayed
from tests.factories.world import World
from tests.training.learning.attempts.analysis.classes import RIGHT, enrolled
from tests.training.learning.attempts.answers import items_of
from tests.training.learning.attempts.saying import fields
from tests.training.learning.attempts.sitting import NOW, finish, quiz_with
from training.cohorts.models import Enrolment
from training.learning.attempts import services as attempts
from training.learning.attempts.models import Attempt
from training.learning.attempts.regrading import rehearsal, services
from training.learning.attempts.regrading.decisions import Decision
from training.learning.attempts.regrading.models import Regrading
from training.learning.attempts.regrading.rehearsal import Line
from training.people.models import User

Verb = KeyAmendment.Verb
LATER = NOW + timedelta(days=1)
KINDS = ("S1", "M1", "T1", "F1", "P1", "O1", "C1")
WRONG = {
    "S1": "丙",
    "M1": "甲|乙",
    "T1": "对",
    "F1": "二分之一|五",
    "P1": "议案=1人|建议=10人",
    "O1": "预备会议|召集|审议|表决",
    "C1": "先罢免;对",
}


def answers(**given: str) -> list[str]:
    """A paper answered right but for the questions named."""
    return [given.get(number, RIGHT[number]) for number in KINDS]


def wrong_but(*right: str) -> list[str]:
    """A paper answered wrong but for the questions named."""
    return [RIGHT[number] if number in right else WRONG[number] for number in KINDS]


PAPERS = [
    answers(),
    answers(S1="丙"),
    answers(S1="丙", T1="对", F1="三分之二|五"),
    answers(F1="全体的三分之二|十", O1=WRONG["O1"], C1="先询问;对"),
    wrong_but("S1", "M1", "T1"),
    wrong_but(),
    answers(S1="", M1="甲", P1="议案=10人"),
]


def the_class(world: World, *, key: str = "own", **extra: Any) -> tuple[Quiz, list[Attempt]]:
    """Seven people with seven papers on a quiz of seven questions, pass mark 60."""

    def build() -> tuple[Quiz, list[Attempt]]:
        quiz = quiz_with(world, *world.questions, key=key, **{"pass_mark": 60, **extra})
        learners = enrolled(world, len(PAPERS), prefix=key)
        return quiz, [sat(quiz, one, paper) for one, paper in zip(learners, PAPERS, strict=True)]

    cache.clear()  # the same sittings come again, and with them the keys of what is kept of them
    # Fits only the very world whose rows it names.
    return replayed(f"{key} {sorted(extra.items())} of {world.final.uuid}", build)


def sat(quiz: Quiz, learner: Enrolment, paper: list[str]) -> Attempt:
    """One person's whole sitting, sent as one form."""
    attempt = attempts.start(quiz=quiz, learner_id=learner.learner_id, enrolment=learner, now=NOW)
    posted: dict[str, list[str]] = {}
    for item, said in zip(items_of(attempt), paper, strict=True):
        posted |= fields(item, said) if said else {}
    return finish(attempt, posted)


def asked(number: str) -> QuestionVersion:
    """The first version of 定海's question with this number."""
    versions = QuestionVersion.objects.select_related("question").order_by("pk")
    return versions.filter(question__number=number, num=1)[0]


def option(version: QuestionVersion, *texts: str) -> list[str]:
    """The identities of options by their texts."""
    return sorted(o["id"] for o in version.body["options"] if o["text"] in texts)


def decision(quiz: Quiz | None, verb: str, number: str = "S1", **extra: Any) -> Decision:
    """A decision with a reason; for a key, 丙 of S1 is right unless another is given."""
    version = asked(number)
    if verb in {Verb.ACCEPT_ALSO, Verb.NEW_KEY} and "answer_key" not in extra:
        extra["answer_key"] = {**version.answer_key, "right": option(version, "丙")}
    return Decision(version=version, quiz=quiz, verb=verb, **{"reason": "答案有误", **extra})


def tried(wanted: Decision) -> dict[Any, Line]:
    """The complete dry run, by sitting."""
    run = rehearsal.rehearse(wanted, rehearsal.begin(wanted), seconds=60)
    assert run.complete
    return {line.attempt: line for line in run.lines}


def taken(wanted: Decision, by: User) -> Regrading:
    """The decision taken on its dry run, not yet carried out."""
    return services.decide(decision=wanted, seen=rehearsal.basis(wanted), by=by, now=LATER)


def carried_out(wanted: Decision, by: User) -> Regrading:
    """The decision taken and carried out to the end."""
    return services.go_on(regrading=taken(wanted, by), seconds=60, now=LATER)


def stored(attempts: list[Attempt]) -> dict[Any, Any]:
    """Percent and verdict of each sitting as they stand in the database."""
    rows = Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts])
    return {
        pk: (percent, passed) for pk, percent, passed in rows.values_list("pk", "percent", "passed")
    }
