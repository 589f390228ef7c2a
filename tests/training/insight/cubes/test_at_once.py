"""Learners write while workers count: nothing is missed, and nobody waits for the cells."""

from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection

from tests.at_once import at_once
from tests.factories import world as making
from tests.factories.people import appear
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment, Stirred
from training.cohorts.services import enrol
from training.insight.cubes import keeping
from training.insight.cubes.keeping import differences, refresh_due
from training.insight.figures import overview
from training.insight.models import CohortCubes, CompletionCell
from training.insight.selectors import completion
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.people.access import Scope
from training.people.models import Membership, User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = moment(2, 8)


@pytest.fixture
def place() -> World:
    """定海区 with its class, committed."""
    return making.world()


@pytest.fixture
def learners(place: World) -> list[User]:
    """Six people of the class, who did nothing yet."""
    people = [appear(place, "wang")]
    for n in range(5):
        who = making.person(f"p{n}", f"甲{n}", place.unit, Membership.Role.DEPUTY)
        enrol(learner=who, cohort=place.cohort, unit=place.unit, group=None, now=moment(0, 12))
        people.append(who)
    return people


def learn(place: World, who: User) -> None:
    """She does what the class requires, one thing after the other."""
    for activity, kind in (
        (place.lesson.activity_uuid, "lesson"),
        (place.quiz.uuid, "quiz"),
        (place.final.uuid, "quiz"),
    ):
        verb = Verb.PASSED if activity == place.final.uuid else Verb.COMPLETED
        told = Happening(
            verb=verb, activity=activity, activity_type=kind, occurred_at=moment(1, 10)
        )
        evidence.record(learner_id=who.pk, happenings=[told], now=moment(1, 10))


def as_counted_by_hand(place: World) -> None:
    """The cells are those of a fresh count, and tell what counting everybody tells."""
    assert differences(place.cohort, NOW) == []
    scope = Scope(place.congress)
    told = overview(scope=scope, cohort=place.cohort, now=NOW)
    assert told.total == completion(scope=scope, cohort=place.cohort, now=NOW).total


def test_nothing_is_missed_while_two_workers_count(place: World, learners: list[User]) -> None:
    over = Event()

    def work() -> None:
        try:
            while not over.is_set():
                refresh_due(now=NOW)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    told = at_once(*(lambda who=who: learn(place, who) for who in learners))
    over.set()
    for worker in workers:
        worker.join()
    assert told == [None] * len(learners)
    refresh_due(now=NOW)
    assert not Stirred.objects.exists()
    as_counted_by_hand(place)
    here = Enrolment.objects.filter(cohort=place.cohort, status=Enrolment.Status.ACTIVE).count()
    assert sum(cell.should for cell in CompletionCell.objects.all()) == here


def test_a_write_under_way_while_cells_are_stored_waits_for_nothing(
    place: World, learners: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    count, inside, written = keeping.counted, Event(), Event()

    def slowly(cohort: Any, now: Any, *, slow: bool = True) -> keeping.Counted:
        found = count(cohort, now, slow=slow)
        inside.set()
        assert written.wait(20)  # the learner is through before the cells are stored
        return found

    def write() -> None:
        assert inside.wait(20)
        learn(place, learners[0])
        written.set()

    monkeypatch.setattr(keeping, "counted", slowly)
    assert at_once(lambda: refresh_due(now=NOW), write)[0] == 1
    monkeypatch.setattr(keeping, "counted", count)
    assert differences(place.cohort, NOW) != []
    assert Stirred.objects.filter(learner=learners[0]).exists()
    refresh_due(now=NOW)
    as_counted_by_hand(place)


def test_two_first_counts_leave_one_set_of_cells(place: World, learners: list[User]) -> None:
    CohortCubes.objects.all().delete()
    at_once(*[lambda: refresh_due(now=NOW)] * 3)
    refresh_due(now=NOW)
    assert CohortCubes.objects.count() == 1
    as_counted_by_hand(place)
