"""The rules an attempt stores at its start."""

import json

from courses.models import Quiz
from courses.questions.kinds.registry import KINDS, default_rules
from courses.quizzes.review import default_review
from courses.quizzes.rules import rules_of


def test_every_kind_has_a_rule_and_the_quiz_may_choose_another() -> None:
    offered = {name: list(kind.offered()) for name, kind in KINDS.items()}
    other = next(rule for rule in offered["ordering"] if rule != KINDS["ordering"].rule)
    rules = rules_of(Quiz(purpose="final", marking_rules={"ordering": other}))
    assert rules["kinds"] == default_rules() | {"ordering": other}


def test_a_rule_that_is_not_offered_counts_as_not_chosen() -> None:
    chosen = {"ordering": "as_i_please", "telepathy": "all_or_nothing"}
    assert rules_of(Quiz(purpose="final", marking_rules=chosen))["kinds"] == default_rules()


def test_the_rules_can_be_stored_and_do_not_share_the_quizs_lists() -> None:
    quiz = Quiz(purpose="final", pass_mark=70, keys_wait=True, time_limit=45)
    rules = rules_of(quiz)
    assert json.loads(json.dumps(rules)) == rules
    rules["review"]["right_after"].clear()
    assert quiz.review == default_review()
    assert (rules["pass_mark"], rules["keys_wait"], rules["time_limit"]) == (70, True, 45)


def test_tries_belong_to_immediate_feedback() -> None:
    deferred = rules_of(Quiz(purpose="practice", tries=3, try_penalty=20))
    at_once = rules_of(Quiz(purpose="practice", behaviour="immediate", tries=3, try_penalty=20))
    assert (deferred["tries"], deferred["try_penalty"]) == (1, 0)
    assert (at_once["tries"], at_once["try_penalty"]) == (3, 20)
