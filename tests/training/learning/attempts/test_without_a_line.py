"""A sitting begun online and gone on with without a line: what was answered is taken when the line
is back, in any order and as often as it is sent; the server's clock decides what counts, and the
phone's time is kept beside it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right
from tests.training.learning.attempts.sitting import NOW, answer, begin
from training.learning.attempts import services
from training.learning.attempts.models import Attempt, Response
from training.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting(dinghai: World, wang: User) -> Attempt:
    return begin(dinghai.final, wang)


def test_answers_of_an_hour_without_a_line_count_when_they_arrive_in_time(
    sitting: Attempt,
) -> None:
    items = items_of(sitting)
    for n, item in reversed([*enumerate(items, start=1)]):
        told: dict[str, Any] = {
            "seq": n,
            "client_at": NOW + timedelta(minutes=n),
            "client_id": UUID(int=n),
        }
        for _twice in range(2):
            saved = answer(sitting, n, right(item), **told, now=NOW + timedelta(minutes=40))
            assert not saved.late
    assert Response.objects.filter(current=True, late=False).count() == len(items)


def test_an_answer_from_before_the_deadline_that_arrives_after_it_is_late_with_its_time(
    sitting: Attempt,
) -> None:
    written, arrived = NOW + timedelta(minutes=10), NOW + timedelta(hours=3)
    saved = answer(
        sitting, 1, right(items_of(sitting)[0]), client_id=uuid4(), client_at=written, now=arrived
    )
    assert saved.late
    kept = Response.objects.get()
    assert (kept.client_at, kept.saved_at, kept.late) == (written, arrived, True)


def test_an_answer_that_arrives_after_the_sitting_was_closed_is_kept_too(sitting: Attempt) -> None:
    services.hand_in(attempt=sitting, now=NOW + timedelta(minutes=5))
    written = NOW + timedelta(minutes=4)
    saved = answer(
        sitting, 1, right(items_of(sitting)[0]), client_at=written, now=NOW + timedelta(minutes=6)
    )
    assert saved.late
    assert Response.objects.get().client_at == written
