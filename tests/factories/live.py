"""Rounds in the room: one of each kind, opened and answered through the services."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from tests.factories import questions
from tests.factories.world import World, moment, person
from training.learning.live import answering, services
from training.learning.live.models import LiveRound
from training.people.models import Membership, User

NOW = moment(3, 10)
OPTIONS = [{"id": str(n), "text": text} for n, text in enumerate(("同意", "不同意", "再想想"), 1)]


def ballot_body(projects: int = 4, seats: int = 2, **more: Any) -> dict[str, Any]:
    """So many projects, named by their place."""
    options = [{"id": str(n), "text": f"项目{n}", "note": ""} for n in range(1, projects + 1)]
    return {"options": options, "seats": seats, "exactly": False, "majority": "none", **more}


def prepared(world: World, kind: str = "poll", **more: Any) -> LiveRound:
    """A round that was not opened yet."""
    body = {
        "poll": {"options": OPTIONS, "most": 1},
        "ballot": ballot_body(),
        "words": {"most": 2, "longest": 8},
        "question": {},
    }[kind]
    if kind == "question" and "version" not in more:
        asked = questions.single(world.root, "LIVE1", use="practice")
        more["version"] = asked.live_version
    told: dict[str, Any] = {"ask": "您怎么看？", "body": body, **more}
    wish = services.Wish(cohort=world.cohort, kind=kind, **told)
    return services.prepare(wish=wish, by=None, now=NOW)


def opened(world: World, kind: str = "poll", **more: Any) -> LiveRound:
    """A round that people may answer."""
    return services.open_round(live=prepared(world, kind, **more), by=None, now=NOW)


def say(live: LiveRound, learner: User, *chosen: str, **more: Any) -> bool:
    """She answers; `words` for a round of words, `sure` for a vote that is void, `client_id`."""
    posted: dict[str, Sequence[str]] = {"chosen": chosen}
    if "words" in more:
        posted = {"word": [more["words"]]}
    if more.get("sure"):
        posted["sure"] = ["1"]
    return answering.answer(
        live=LiveRound.objects.select_related("version").get(pk=live.pk),
        learner_id=learner.pk,
        client_id=more.get("client_id") or uuid4(),
        posted=posted,
        now=more.get("now", NOW),
    )


def crowd(world: World, number: int) -> list[User]:
    """So many deputies of the class."""
    made = []
    for n in range(number):
        made.append(person(f"live{n}", f"代表{n}", world.unit, Membership.Role.DEPUTY))
        world.enrol(made[-1])
    return made


def shut(live: LiveRound) -> LiveRound:
    """No more answers, and the result is out."""
    closed = services.close(live=live, by=None, now=NOW)
    return services.reveal(live=closed, by=None, now=NOW)
