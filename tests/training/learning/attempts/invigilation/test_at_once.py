"""Two members of staff, or staff and the deputy, at the same moment: one effect, nothing torn."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.factories import world as making
from tests.factories.people import appear
from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right
from tests.training.learning.attempts.invigilation.conftest import NOW, finished, save
from training.cohorts.models import Enrolment
from training.learning.attempts import services as sittings
from training.learning.attempts.invigilation import services
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.keying.papers import STANDARD, paper_form
from training.learning.attempts.invigilation.keying.services import Sheet, key_in
from training.learning.attempts.models import Attempt, MarkChange, Response
from training.people.models import User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(hours=2)
State = Attempt.State


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each came to; a refusal counts as an answer, any other failure as itself."""
    ready, answers = Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        try:
            ready.wait(timeout=10)
            answers[place] = acts[place]()
        except Exception as failure:
            answers[place] = failure
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


@pytest.fixture
def place() -> World:
    """定海区 with its class, committed."""
    return making.world()


@pytest.fixture
def hers(place: World) -> Enrolment:
    """王代表's place in the class."""
    return Enrolment.objects.get(learner=appear(place, "wang"))


@pytest.fixture
def staff(place: World) -> User:
    """李教员."""
    return appear(place, "li")


@pytest.fixture
def sat(place: World, hers: Enrolment) -> Attempt:
    """王代表's final, handed in and marked."""
    begun = sittings.start(quiz=place.final, learner_id=hers.learner_id, enrolment=hers, now=NOW)
    return finished(begun)


def test_late_answers_are_accepted_once(sat: Attempt, staff: User) -> None:
    save(sat, 1, right(items_of(sat)[0]), at=NOW + timedelta(minutes=50))

    def accept() -> Any:
        return services.accept_late(attempt=sat, by=staff, reason="断网", now=LATER)

    came = at_once(accept, accept)
    assert [type(one) for one in came].count(ActRefused) == 1, came
    assert Response.objects.filter(device="staff").count() == 1
    assert MarkChange.objects.count() == 1


def test_opening_again_and_starting_anew_never_leave_two_open(
    sat: Attempt, hers: Enrolment, staff: User
) -> None:
    for _round in range(5):
        came = at_once(
            lambda: services.reopen(attempt=sat, by=staff, reason="断网", now=LATER, minutes=9),
            lambda: sittings.start(
                quiz=sat.quiz, learner_id=hers.learner_id, enrolment=hers, now=LATER
            ),
        )
        assert all(isinstance(one, Attempt | ActRefused) for one in came), came
        open_ones = Attempt.objects.filter(state=State.INPROGRESS)
        assert open_ones.count() == 1
        finished(open_ones.get(), LATER)


def test_a_paper_keyed_twice_at_once_is_one_sitting(
    place: World, hers: Enrolment, staff: User
) -> None:
    form = paper_form(place.quiz, STANDARD)  # allows one sitting

    def keyed() -> Attempt:
        sheet = Sheet(place.quiz, hers, form, {}, NOW)
        return key_in(sheet=sheet, by=staff, now=LATER)

    came = at_once(keyed, keyed)
    assert sorted(type(one).__name__ for one in came) == ["ActRefused", "Attempt"], came
    assert Attempt.objects.count() == 1


def test_a_paper_keyed_while_she_begins_at_a_screen(
    place: World, hers: Enrolment, staff: User
) -> None:
    form = paper_form(place.final, STANDARD)
    came = at_once(
        lambda: key_in(sheet=Sheet(place.final, hers, form, {}, NOW), by=staff, now=LATER),
        lambda: sittings.start(
            quiz=place.final, learner_id=hers.learner_id, enrolment=hers, now=LATER
        ),
    )
    assert isinstance(came[0], Attempt | ActRefused), came
    numbers = list(Attempt.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_time_given_by_two_adds_up(place: World, hers: Enrolment, staff: User) -> None:
    begun = sittings.start(quiz=place.final, learner_id=hers.learner_id, enrolment=hers, now=NOW)

    def more() -> Attempt:
        return services.extend(attempt=begun, by=staff, reason="停电", now=NOW, minutes=10)

    assert all(isinstance(one, Attempt) for one in at_once(more, more))
    assert Attempt.objects.get().due_at == NOW + timedelta(minutes=65)
