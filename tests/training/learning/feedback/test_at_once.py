"""Many press 交表 in the same moment, some of them twice; workers count and claim at once."""

from typing import Any
from uuid import uuid4

import pytest

from tests.at_once import at_once
from tests.factories.feedback import EVENING, form_of_day_one
from tests.factories.world import moment, world
from tests.training.learning.jobs.deeds import note
from training.learning.feedback import services, tickets
from training.learning.feedback.models import AnswerBox, FeedbackAnswer
from training.learning.jobs import doing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_each_is_taken_once_and_none_is_lost() -> None:
    form = form_of_day_one(world())
    given = [tickets.ticket(form, uuid4()) for _ in range(6)]
    sent = [
        lambda one=one: services.hand_in(ticket=one, posted={"content": 5}, now=EVENING)
        for one in given * 2
    ]
    assert all(at_once(*sent))
    assert len(AnswerBox.objects.get(form=form).answers) == 6


def test_two_workers_count_each_answer_once() -> None:
    form = form_of_day_one(world())
    for _ in range(14):
        ticket = tickets.ticket(form, uuid4())
        services.hand_in(ticket=ticket, posted={"content": 5}, now=EVENING)
    at_once(*[lambda: services.release_due(now=moment(2, 6))] * 3)
    waiting = len(AnswerBox.objects.get(form=form).answers)
    assert (FeedbackAnswer.objects.count(), waiting) == (9, 5)


def test_two_workers_never_claim_the_same_task(tmp_path: Any) -> None:
    for _ in range(3):
        note.enqueue(path=str(tmp_path / "f"), word="一")
    claimed = at_once(*[lambda w=w: doing.claim(worker_id=w) for w in "abcde"])
    taken = [task.pk for task in claimed if task]
    assert len(taken) == len(set(taken))
    while (task := doing.claim(worker_id="f")) is not None:
        taken.append(task.pk)
    assert len(set(taken)) == len(taken) == 3
