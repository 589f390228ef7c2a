"""What is told of answers carries what they are weighed by."""

from typing import Any

import pytest
from django.test import Client

from courses.questions.models import Question
from tests.factories import questions
from tests.factories.world import World, moment
from training.learning.attempts.practice import answer_practice, practice_version
from training.learning.mastery.models import PointMastery
from training.learning.models import Statement
from training.people.models import User

pytestmark = pytest.mark.db


def told() -> dict[str, Any]:
    return Statement.objects.get(verb="answered").context


def test_a_practice_answer_carries_kind_use_and_chance(wang: User, dinghai: World) -> None:
    question = questions.true_false(dinghai.root, "P-1", use=Question.Use.PRACTICE)
    version = practice_version(question.uuid)
    assert version is not None
    posted = {"q-value": ["false"], "q": ["false"]}
    answer_practice(
        learner_id=wang.pk,
        question=question.uuid,
        version=version,
        posted=posted,
        now=moment(1, 9),
    )
    assert {name: told()[name] for name in ("kind", "use", "chance")} == {
        "kind": "true_false",
        "use": "practice",
        "chance": 0.5,
    }
    assert PointMastery.objects.get(learner=wang).tally == {"practice": [1, 1]}


def test_a_choice_in_a_case_carries_the_points_of_the_case(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    dinghai.case.points.add(questions.point("contact", "联系群众"))
    dinghai.case.save()
    block = dinghai.case.decisions()[0]
    as_wang.post(f"/read/{dinghai.case.pk}/decide/{block.id}", {"choice": "a"})
    assert told()["points"] == ["contact"]
    assert (told()["kind"], told()["chance"]) == ("decision", round(1 / 2, 4))
    assert PointMastery.objects.get(learner=wang, point="contact").tally == {"case": [1, 1]}
