"""A mark is of one text: when the answer changes after it, persons are asked again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.world import World
from tests.training.learning.attempts.grading.scripts import (
    FULL,
    LATER,
    NONE,
    NOW,
    essay_quiz,
    give,
    hand_in,
    only_item,
    share_of,
)
from training.learning.attempts import services
from training.learning.attempts.grading.notes import notes_of
from training.learning.attempts.grading.queue import waiting
from training.learning.attempts.invigilation.services import accept_late, reopen
from training.learning.attempts.models import Attempt
from training.learning.attempts.results import result
from training.people.models import User

pytestmark = pytest.mark.db
State = Attempt.State
SOON = LATER + timedelta(hours=1)


def write(attempt: Attempt, text: str, when: object = SOON) -> None:
    """The answer replaced from another device."""
    services.save_response(
        learner_id=attempt.learner_id,
        attempt_id=attempt.pk,
        position=1,
        posted={"q1": [text]},
        save=services.Save(device="phone", seq=1, client_id=uuid4(), base_step=1),
        now=when,
    )


def marked(world: World, wang: User, li: User) -> Attempt:
    attempt = hand_in(essay_quiz(world, attempts_allowed=1), wang)
    give(only_item(attempt), li, FULL, FULL, FULL, comment="都写到了。")
    assert share_of(attempt) == 100
    return attempt


def open_again(attempt: Attempt, li: User) -> Attempt:
    reopen(attempt=attempt, by=li, reason="停电", now=SOON, minutes=30)
    attempt.refresh_from_db()
    return attempt


def test_an_answer_changed_after_reopening_waits_for_a_new_mark(
    dinghai: World, wang: User, li: User, as_li: Client
) -> None:
    attempt = open_again(marked(dinghai, wang, li), li)
    write(attempt, "改写过的回答，比原来短。")
    attempt = services.mark_now_or_later(
        attempt=services.hand_in(attempt=attempt, now=SOON), now=SOON
    )
    attempt.refresh_from_db()
    assert (attempt.state, attempt.awaits_marker) == (State.SUBMITTED, True)
    assert [one.item.attempt_id for one in waiting(li)] == [attempt.pk]
    give(only_item(attempt), li, NONE, NONE, NONE)
    assert share_of(attempt) == 0
    told = notes_of(attempt, result(attempt, SOON).items)
    assert [note.comments for notes in told.values() for note in notes] == [[]]


def test_an_answer_left_as_it_was_keeps_its_mark(dinghai: World, wang: User, li: User) -> None:
    attempt = open_again(marked(dinghai, wang, li), li)
    services.mark_now_or_later(attempt=services.hand_in(attempt=attempt, now=SOON), now=SOON)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.percent) == (State.FINISHED, 100)


def test_a_late_answer_that_is_accepted_goes_back_to_the_markers(
    dinghai: World, wang: User, li: User, as_li: Client
) -> None:
    attempt = marked(dinghai, wang, li)
    write(attempt, "迟到的另一份回答。")
    attempt.refresh_from_db()
    assert accept_late(attempt=attempt, by=li, reason="停航", now=SOON).change is None
    attempt.refresh_from_db()
    assert (attempt.state, attempt.awaits_marker) == (State.SUBMITTED, True)
    assert attempt.percent == 100  # the old total stands until the new answer is marked
    item = only_item(attempt)
    page = as_li.get(
        reverse("sittings:marking_answer", args=[attempt.quiz.uuid, item.pk])
    ).content.decode()
    assert "已不算数" in page
    give(item, li, FULL, NONE, NONE)
    assert share_of(attempt) == 25
    assert NOW < SOON
