"""Live questions in the sample class: a poll and the ballot over fourteen projects that are over,
and three rounds that wait to be tried."""

import random
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from training.cohorts.models import Cohort, ScheduledSession
from training.learning import evidence
from training.learning.live import answering, selectors, services
from training.learning.live.models import LiveRound
from training.packs.seeding import FRESH
from training.people.models import User

POLL_AT, BALLOT_AT, QUESTION_AT = "D1-1", "D2-4", "D3-1"
SEATS = 11
# | 1 危旧房加固12幢 | 1100／3 | 2400／2400 | 9个月 | 住户过渡要谈 |
PROJECT = re.compile(
    r"^\|\s*\d+\s+(?P<name>[^|]+?)\s*\|\s*(?P<people>\d+)／(?P<towns>\d+)\s*"
    r"\|\s*(?P<cost>\d+)／(?P<paid>\d+)\s*\|\s*(?P<time>[^|]+?)\s*\|\s*(?P<risk>[^|]+?)\s*\|$",
    re.MULTILINE,
)
REMARK = "惠及 {people} 人、{towns} 个镇街；投资 {cost} 万元，已落实 {paid} 万元；{time}；{risk}"
DOUBTFUL = {"9", "10", "12"}
"""The projects of that list which a careful vote leaves out."""
OPINIONS = ("人大代表是一种荣誉", "代表要随时能找到人", "会上审议，会下督办", "还没有想清楚")


def projects_in(case: str) -> list[dict[str, str]]:
    """The candidates of a case's list, in its order; empty without such a list."""
    return [
        {"id": str(n), "text": found["name"], "note": REMARK.format(**found.groupdict())}
        for n, found in enumerate(PROJECT.finditer(case), 1)
    ]


def _session(cohort: Cohort, code: str) -> ScheduledSession | None:
    return cohort.timetable.filter(session__code=code).first()


def _poll() -> dict[str, Any]:
    options = [{"id": str(n), "text": text} for n, text in enumerate(OPINIONS, 1)]
    return {"options": options, "most": 1}


def _ballot(projects: Sequence[dict[str, str]]) -> dict[str, Any]:
    return {"options": list(projects), "seats": SEATS, "exactly": False, "majority": "all"}


def _asked(cohort: Cohort, projects: Sequence[dict[str, str]]) -> list[services.Wish]:
    """What was asked on Monday and Tuesday."""
    wishes = [
        services.Wish(
            cohort,
            "poll",
            "说到“当代表”，您最先想到哪一句？",
            _poll(),
            None,
            _session(cohort, POLL_AT),
        )
    ]
    if len(projects) > SEATS:
        session = _session(cohort, BALLOT_AT)
        title = "模拟票决：从十四项候选里，您赞成哪几项？"
        wishes.append(services.Wish(cohort, "ballot", title, _ballot(projects), None, session))
    return wishes


def _waiting(cohort: Cohort, projects: Sequence[dict[str, str]]) -> list[services.Wish]:
    """What whoever tries the site may open."""
    session = _session(cohort, QUESTION_AT)
    words = services.Wish(
        cohort,
        "words",
        "用一两个词说说：走访时群众最关心什么？",
        {"most": 2, "longest": 8},
        None,
        session,
    )
    wishes = [words]
    if found := selectors.found_questions(cohort, "")[:1]:
        version = found[0].live_version
        wishes.append(services.Wish(cohort, "question", "", {}, version, session, named=True))
    if len(projects) > SEATS:
        title = "再练一次：十四项候选，最多赞成十一项"
        wishes.append(services.Wish(cohort, "ballot", title, _ballot(projects)))
    return wishes


def _people(cohort: Cohort) -> list[User]:
    begun = set(evidence.learners_with_evidence())
    enrolments = cohort.enrolments.select_related("learner").exclude(learner__username=FRESH)
    people = [one.learner for one in enrolments if one.learner_id in begun]
    return sorted(people, key=lambda person: person.number)


def _choice(live: LiveRound, rng: random.Random) -> list[str]:
    """What one sample person ticks."""
    if live.kind == LiveRound.Kind.POLL:
        return rng.choices(["1", "2", "3", "4"], weights=[2, 4, 6, 1])
    luck = rng.random()
    ids = [option["id"] for option in live.body["options"]]
    if luck < 0.04:
        return []
    if luck < 0.1:
        return ids[: SEATS + 1]
    careful = [one for one in ids if one not in DOUBTFUL or rng.random() < 0.25]
    return sorted(rng.sample(careful, min(len(careful), rng.randint(8, SEATS))), key=int)


@transaction.atomic
def seed_live(*, cohort: Cohort, case: str, by: User | None, now: datetime) -> int:
    """Rounds of the sample class through the services; returns how many. `case` is the text of the
    case with the fourteen projects; nothing is dated after `now`."""
    if by is None or cohort.clock_held_at is None:
        return 0
    people, projects = _people(cohort), projects_in(case)
    made = 0
    # Long enough ago that no phone still shows it as the round of this moment.
    latest = now - selectors.SHOWN_FOR - timedelta(hours=2)
    for wish in _asked(cohort, projects):
        begins = wish.scheduled.starts_at if wish.scheduled is not None else latest
        at = min(begins + timedelta(minutes=30), latest + timedelta(minutes=10 * made))
        _held(wish, people, by, at)
        made += 1
    for wish in _waiting(cohort, projects):
        services.prepare(wish=wish, by=by, now=min(cohort.clock_held_at, now))
        made += 1
    return made


def _held(wish: services.Wish, people: Sequence[User], by: User, at: datetime) -> None:
    live = services.prepare(wish=wish, by=by, now=at)
    live = services.open_round(live=live, by=by, now=at)
    for person in people:
        rng = random.Random(f"live:{wish.kind}:{person.number}")  # noqa: S311 - a story
        if rng.random() < 0.12:
            continue
        answering.answer(
            live=live,
            learner_id=person.pk,
            client_id=uuid5(NAMESPACE_URL, f"live:{live.uuid}:{person.number}"),
            posted={"chosen": _choice(live, rng), "sure": ["1"]},
            now=at + timedelta(seconds=rng.randrange(5, 90)),
        )
    live = services.close(live=live, by=by, now=at + timedelta(minutes=3))
    services.reveal(live=live, by=by, now=at + timedelta(minutes=4))
