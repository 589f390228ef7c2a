"""What a deputy sees of her sitting, when: the review options of the quiz, phase by phase."""

from datetime import timedelta
from typing import Any

import pytest

from courses.quizzes.review import ITEMS, phase_at, shown
from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right, wrong_single
from tests.training.learning.attempts.sitting import NOW, answer, begin, finish, quiz_with
from training.learning.attempts import results
from training.learning.attempts.models import Attempt
from training.people.models import User

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOTHING: dict[str, list[str]] = {"right_after": [], "while_open": [], "after_close": []}


def reviewed(world: World, learner: User, **rules: Any) -> Attempt:
    quiz = quiz_with(world, *world.questions[:2], closes_at=NOW + HOUR, **rules)
    attempt = begin(quiz, learner)
    return finish(attempt, right(items_of(attempt)[0]) | wrong_single(items_of(attempt)[1]))


@pytest.mark.parametrize(
    ("minutes", "phase"),
    [(0, "right_after"), (2, "right_after"), (3, "while_open"), (61, "after_close")],
)
def test_the_phases_follow_the_hand_in_and_the_closing(minutes: int, phase: str) -> None:
    at = NOW + timedelta(minutes=minutes)
    assert phase_at(at, NOW, NOW + HOUR) == phase


def test_keys_that_wait_are_held_whatever_the_matrix_says() -> None:
    everything = {"while_open": list(ITEMS)}
    held = shown(everything, "while_open", keys_held=True)
    assert held == {"answers", "correctness", "marks"}


def test_nothing_is_shown_before_the_matrix_allows_it(dinghai: World, wang: User) -> None:
    review = {**NOTHING, "after_close": list(ITEMS)}
    attempt = reviewed(dinghai, wang, review=review)
    now = results.result(attempt, NOW + timedelta(minutes=5))
    assert now.allowed == frozenset()
    assert {(one.key, one.own, one.state, one.mark, one.explanation) for one in now.items} == {
        (None, None, "", None, "")
    }
    assert now.points == []
    later = results.result(attempt, NOW + 2 * HOUR)
    assert all(one.key for one in later.items)


def test_right_or_wrong_can_be_shown_without_the_key(dinghai: World, wang: User) -> None:
    review = {**NOTHING, "right_after": ["answers", "correctness"]}
    told = results.result(reviewed(dinghai, wang, review=review), NOW)
    assert [one.state for one in told.items] == ["right", "wrong"]
    assert all(one.own and one.key is None and one.mark is None for one in told.items)


def test_a_sitting_of_the_first_release_keeps_its_rule(dinghai: World, wang: User) -> None:
    attempt = reviewed(dinghai, wang, pass_mark=90)
    old = {**attempt.rules, "review": "when_done"}
    old.pop("keys_wait")
    attempt.rules = old
    assert results.result(attempt, NOW).keys_held


def test_how_sure_she_was_is_counted_beside_how_right(dinghai: World, wang: User) -> None:
    quiz = quiz_with(dinghai, *dinghai.questions[:2], certainty=True)
    attempt = begin(quiz, wang)
    first, second = items_of(attempt)
    answer(attempt, 1, right(first) | {"q1-certainty": ["3"]})
    answer(attempt, 2, wrong_single(second) | {"q2-certainty": ["3"]})
    told = results.result(finish(attempt, {}), NOW)
    assert [(t.certainty, t.right, t.asked) for t in told.certainties] == [(3, 1, 2)]
    assert told.certain_but_wrong == 1
