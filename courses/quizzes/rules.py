"""The rules of a quiz as an attempt keeps them: copied at its start, so that no edit reaches it."""

from typing import Any

from courses.questions.kinds.registry import KINDS, default_rules
from courses.quizzes.models import Quiz

COPIED = (
    "purpose",
    "time_limit",
    "attempts_allowed",
    "pass_mark",
    "behaviour",
    "tries",
    "try_penalty",
    "certainty",
    "shuffle_choices",
    "wait_after_first",
    "wait_between",
    "counts",
    "overdue",
    "grace_minutes",
    "keys_wait",
    "second_marker",
)


def marking_rules(quiz: Quiz) -> dict[str, str]:
    """For every kind the rule it is marked by: the quiz's choice, or else the kind's own.

    A name that the kind does not offer (any more) counts as not chosen.
    """
    chosen = {
        kind: rule
        for kind, rule in quiz.marking_rules.items()
        if kind in KINDS and rule in KINDS[kind].offered()
    }
    return default_rules() | chosen


def rules_of(quiz: Quiz) -> dict[str, Any]:
    """Everything an attempt stores at its start, ready for JSON.

    `kinds` is kind → rule; `review` is phase → items (see review.py); the rest are the quiz's
    columns under their own names. Tries, their penalty and hints belong to immediate feedback:
    a deferred quiz always stores one try without penalty.
    """
    rules: dict[str, Any] = {name: getattr(quiz, name) for name in COPIED}
    if quiz.behaviour != Quiz.Behaviour.IMMEDIATE:
        rules |= {"tries": 1, "try_penalty": 0}
    review = {phase: list(items) for phase, items in quiz.review.items()}
    return {**rules, "kinds": marking_rules(quiz), "review": review}
