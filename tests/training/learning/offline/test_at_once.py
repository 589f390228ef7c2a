"""The same things told twice in the same moment, and by two phones at once: each is done once."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.at_once import at_once
from tests.factories import world as making
from tests.factories.people import appear
from tests.training.learning.offline.phone import chosen, item, practice, reading
from tests.training.learning.offline.test_merging import tell
from training.learning.models import Reading, Statement, SyncedDevice, SyncedItem

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_call_sent_twice_at_once_is_done_once() -> None:
    place = making.world()
    wang, phone, now = appear(place, "wang"), uuid4(), timezone.now()
    asked = chosen(practice(place), "乙")
    items = [reading(place, 300), *(item("practice", n, **asked) for n in range(2, 6))]

    def send() -> Any:
        return tell(wang, phone, items, now)

    told = at_once(send, send, send)
    for answers in zip(*told, strict=True):
        assert sorted(one.outcome for one in answers) == ["done", "known", "known"]
    assert SyncedItem.objects.count() == len(items)
    assert SyncedDevice.objects.count() == 1
    assert Statement.objects.filter(learner=wang, verb="answered").count() == 4
    assert Reading.objects.get(learner=wang).seconds == 300


def test_two_phones_at_once_lose_nothing() -> None:
    place = making.world()
    wang, now = appear(place, "wang"), timezone.now()
    asked = chosen(practice(place), "乙")
    queues = [[item("practice", n, **asked) for n in range(5)] for _phone in range(2)]

    def send(n: int) -> Any:
        return lambda: tell(wang, uuid4(), queues[n], now)

    told = at_once(send(0), send(1))
    assert {one.outcome for answers in told for one in answers} == {"done"}
    assert Statement.objects.filter(learner=wang, verb="answered").count() == 10
