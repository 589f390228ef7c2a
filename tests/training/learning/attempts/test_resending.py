"""A save whose reply was lost is sent again: it has one effect, and is told what it was told
before."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.world import World, moment
from tests.training.learning.attempts.answers import items_of, right, wrong_single
from training.cohorts.models import Enrolment
from training.learning.attempts import services
from training.learning.attempts.models import Attempt, Response
from training.learning.attempts.services import Save
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(1, 8, 40)


@pytest.fixture
def sitting(dinghai: World, wang: User, wangs_enrolment: Enrolment) -> Attempt:
    return services.start(
        quiz=dinghai.final, learner_id=wang.pk, enrolment=wangs_enrolment, now=NOW
    )


def send(attempt: Attempt, save: Save, *, good: bool = True, minutes: int = 1) -> services.Saved:
    item = items_of(attempt)[0]
    return services.save_response(
        learner_id=attempt.learner_id,
        attempt_id=attempt.pk,
        position=1,
        posted=right(item) if good else wrong_single(item),
        save=save,
        now=NOW + timedelta(minutes=minutes),
    )


def test_a_save_that_came_too_late_is_told_so_again(sitting: Attempt) -> None:
    save = Save(device="phone", seq=1, client_id=uuid4())
    first, again = send(sitting, save, minutes=50), send(sitting, save, minutes=51)
    assert first == again
    assert again.late is True


def test_a_save_in_time_stays_in_time_when_it_is_sent_again_too_late(sitting: Attempt) -> None:
    save = Save(device="phone", seq=1, client_id=uuid4())
    send(sitting, save)
    assert send(sitting, save, minutes=50).late is False


def test_an_overtaken_save_is_not_told_to_be_current(sitting: Attempt) -> None:
    older = Save(device="phone", seq=1, client_id=uuid4())
    send(sitting, Save(device="phone", seq=2, client_id=uuid4()))
    assert send(sitting, older).current is False
    assert send(sitting, older).current is False


def test_what_another_device_said_is_told_again(sitting: Attempt) -> None:
    send(sitting, Save(device="phone", seq=1, client_id=uuid4()), good=False)
    save = Save(device="tablet", seq=1, client_id=uuid4())
    first = send(sitting, save)
    send(sitting, Save(device="phone", seq=2, client_id=uuid4()), good=False)
    assert first.other is not None
    assert send(sitting, save) == first
    assert Response.objects.count() == 3
