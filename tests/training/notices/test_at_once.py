"""Two who tell, send or cancel in the same moment."""

from datetime import timedelta
from typing import Any

import pytest

from tests.at_once import at_once
from tests.factories.people import appear
from tests.factories.post import Post
from tests.factories.world import moment, world
from training.notices import composing
from training.notices.composing import Message
from training.notices.delivering import deliver
from training.notices.errors import NoticeRefused
from training.notices.models import Batch, Delivery, Notice
from training.notices.services import tell

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MORNING = moment(3, 10)
LATER = MORNING + timedelta(minutes=2)
ROUNDS = 4


def cast() -> tuple[Any, list[Any], Any]:
    Post.begin()
    here = world()
    people = [appear(here, who) for who in ("wang", "chen")]
    for n, person in enumerate(people):
        person.phone = f"1390000000{n}"
        person.save()
    return here, people, appear(here, "zhang")


def test_the_same_thing_told_by_two_is_one_notice_and_one_message() -> None:
    here, people, _zhang = cast()

    def say() -> int:
        return tell(
            people=[person.pk for person in people],
            kind="session_moved",
            key="same",
            about={"cohort": "班", "changes": "改"},
            now=MORNING,
            congress=here.congress,
        )

    at_once(*[say] * 4)
    assert (Notice.objects.count(), Batch.objects.count()) == (2, 1)
    assert Delivery.objects.filter(channel="sms").count() == 2


def test_two_workers_send_each_message_once() -> None:
    _here, people, _zhang = cast()
    for n in range(ROUNDS):
        about = {"cohort": "班", "changes": "改"}
        ids = [person.pk for person in people]
        tell(people=ids, kind="session_moved", key=str(n), about=about, now=MORNING)
    at_once(*[lambda: deliver(now=MORNING)] * 3)
    references = [message.reference for message in Post.sent]
    assert len(references) == len(set(references)) == 2 * ROUNDS


def test_a_message_is_either_cancelled_or_told() -> None:
    here, people, zhang = cast()
    for n in range(ROUNDS):
        batch = composing.write(
            congress=here.congress,
            message=Message(f"标题{n}", "正文"),
            people=[person.pk for person in people],
            by=zhang,
            now=MORNING,
        )
        cancelled, told, again = at_once(
            lambda batch=batch: composing.cancel(batch=batch, by=zhang, now=LATER),
            lambda: composing.tell_waiting(now=LATER),
            lambda: composing.tell_waiting(now=LATER),
        )
        batch.refresh_from_db()
        got = Notice.objects.filter(batch=batch).count()
        assert (batch.cancelled_at is None) == isinstance(cancelled, NoticeRefused) == (got == 2)
        assert told + again == got
