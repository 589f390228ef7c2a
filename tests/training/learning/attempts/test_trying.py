"""Practice judged at once: hints while tries are left, the key afterwards, evidence immediately."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from courses.models import Question, Quiz
from tests.factories import questions
from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right, wrong_single
from tests.training.learning.attempts.sitting import NOW, answer, begin, finish, quiz_with
from training.learning.attempts import services, trying
from training.learning.attempts.errors import SaveRefused
from training.learning.attempts.models import Attempt, Response, Score
from training.learning.attempts.saving import Save
from training.learning.models import Statement
from training.people.models import User

pytestmark = pytest.mark.db


def practice(world: World, **extra: Any) -> Quiz:
    question = questions.single(world.root, "P9", use=Question.Use.PRACTICE)
    rules = {"behaviour": "immediate", "tries": 3, "try_penalty": 25, "purpose": "practice"}
    return quiz_with(world, question, **{**rules, **extra})


def give(attempt: Attempt, posted: dict[str, list[str]], **told: Any) -> trying.Tried:
    save = {"device": "phone", "seq": give.seq, "client_id": uuid4(), "tried": True, **told}
    give.seq += 1
    return trying.give(
        learner_id=attempt.learner_id,
        attempt_id=attempt.pk,
        position=1,
        posted=posted,
        save=Save(**save),
        now=NOW,
    )


give.seq = 1


def wrong_ones(attempt: Attempt) -> list[dict[str, list[str]]]:
    from courses.questions.tokens import token

    item = items_of(attempt)[0]
    wrong = [
        option["id"]
        for option in item.version.body["options"]
        if option["id"] not in item.version.answer_key["right"]
    ]
    return [{"q1": [token(item.seed, identity)]} for identity in wrong]


def test_right_at_once_closes_the_question_and_is_recorded_now(dinghai: World, wang: User) -> None:
    attempt = begin(practice(dinghai), wang)
    tried = give(attempt, right(items_of(attempt)[0]))
    assert (tried.state, tried.closed) == ("right", True)
    assert Score.objects.get().fraction == 1
    assert Statement.objects.get(verb="answered").success is True


def test_each_further_try_costs_and_the_last_one_closes(dinghai: World, wang: User) -> None:
    attempt = begin(practice(dinghai), wang)
    first, second, _third = wrong_ones(attempt)
    assert give(attempt, first).tries_left == 2
    assert give(attempt, second).tries_left == 1
    assert not Score.objects.exists()
    assert give(attempt, right(items_of(attempt)[0])).closed
    assert Score.objects.get().fraction == Decimal("0.5")
    assert finish(attempt, {}).percent == 50
    assert Statement.objects.filter(verb="answered").count() == 1


def test_the_same_answer_again_costs_nothing(dinghai: World, wang: User) -> None:
    attempt = begin(practice(dinghai), wang)
    first = wrong_ones(attempt)[0]
    assert give(attempt, first).tries_left == give(attempt, first).tries_left == 2
    assert Response.objects.count() == 1


def test_a_closed_question_stays_as_it_was(dinghai: World, wang: User) -> None:
    attempt = begin(practice(dinghai, tries=1), wang)
    assert give(attempt, wrong_ones(attempt)[0]).state == "wrong"
    assert give(attempt, right(items_of(attempt)[0])).state == "wrong"
    answer(attempt, 1, right(items_of(attempt)[0]), seq=99)
    assert finish(attempt, {}).percent == 0


def test_what_was_never_given_for_judgement_counts_at_hand_in(dinghai: World, wang: User) -> None:
    attempt = begin(practice(dinghai), wang)
    answer(attempt, 1, right(items_of(attempt)[0]))
    assert finish(attempt, {}).percent == 100


def test_an_examination_never_judges_at_once(dinghai: World, wang: User) -> None:
    attempt = begin(dinghai.final, wang)
    with pytest.raises(SaveRefused, match="交卷以后"):
        give(attempt, wrong_single(items_of(attempt)[0]))
    assert not Response.objects.exists()


def test_hints_come_one_by_one_and_the_key_only_at_the_end(
    dinghai: World, wang: User, as_wang: Client
) -> None:
    quiz = practice(dinghai)
    attempt = begin(quiz, wang)
    version = items_of(attempt)[0].version
    key = {**version.answer_key, "hints": ["提示甲", "提示乙"], "explanation": "解析在此"}
    type(version).objects.filter(pk=version.pk).update(answer_key=key)
    first, second, third = wrong_ones(attempt)
    page = f"/quiz/attempt/{attempt.pk}/"

    def shown(posted: dict[str, list[str]]) -> str:
        reply = as_wang.post(f"{page}items/1", {**posted, "judge": "1"}, follow=True)
        return reply.content.decode()

    before = as_wang.get(page).content.decode()
    assert "提示甲" not in before
    assert "看看对不对" in before
    after_one = shown(first)
    assert "提示甲" in after_one
    assert "提示乙" not in after_one
    assert "解析在此" not in after_one
    assert "提示乙" in shown(second)
    assert "解析在此" in shown(third)


def test_after_its_time_a_try_is_kept_but_not_judged(dinghai: World, wang: User) -> None:
    attempt = begin(practice(dinghai, time_limit=5), wang)
    services.hand_in(attempt=attempt, now=NOW)
    give(attempt, right(items_of(attempt)[0]))
    assert Response.objects.get().late
    assert not Score.objects.exists()
