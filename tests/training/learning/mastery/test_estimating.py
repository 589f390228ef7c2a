"""Guess and slip estimated from answers: near the truth with many, the default with few."""

import json
from io import StringIO
from random import Random
from uuid import UUID, uuid4, uuid5

import pytest
from django.core.management import call_command

from tests.factories.world import World, moment
from tests.training.learning.mastery.test_folding import SPACE, answer, record
from training.learning.mastery.chances import Chances, default_chances
from training.learning.mastery.estimating import ENOUGH_FOR_VERSION, Given, estimates
from training.learning.mastery.folds import USUALLY
from training.learning.mastery.models import ItemEstimate
from training.learning.mastery.services import estimate
from training.people.models import User

NOW = moment(3, 10)
EASY, HARD = UUID(int=1), UUID(int=2)


def crowd(size: int, guesses: dict[UUID, float]) -> list[Given]:
    """Answers of so many people to three more questions beside those asked about."""
    rng, told = Random(5), []
    for n in range(size):
        knows = rng.random() < 0.6
        versions = {**guesses, **{UUID(int=10 + k): 0.06 for k in range(3)}}
        for version, guess in versions.items():
            right = rng.random() < (0.9 if knows else guess)
            kind = "single_choice" if version in guesses else "fill_blank"
            told.append(Given(UUID(int=n), "p", version, kind, default_chances(kind), right))
    return told


def test_a_question_easily_guessed_is_told_from_others() -> None:
    found = {one.version: one for one in estimates(crowd(400, {EASY: 0.5, HARD: 0.1}), USUALLY)}
    assert found[EASY].chances.guess == pytest.approx(0.5, abs=0.1)
    assert found[HARD].chances.guess == pytest.approx(0.1, abs=0.08)
    assert found[EASY].answers == 400


def test_few_answers_change_nothing() -> None:
    assert estimates(crowd(ENOUGH_FOR_VERSION - 1, {EASY: 0.9}), USUALLY) == []


def test_the_order_of_answers_does_not_matter() -> None:
    told = crowd(60, {EASY: 0.5})
    mixed = list(told)
    Random(1).shuffle(mixed)
    assert estimates(mixed, USUALLY) == estimates(told, USUALLY)


def test_a_right_answer_always_stays_one_for_knowing() -> None:
    told = [
        Given(UUID(int=n), "p", EASY, "true_false", Chances(0.5), n % 10 > 0) for n in range(300)
    ]
    for one in estimates(told, USUALLY):
        assert one.chances.guess < 1 - one.chances.slip


@pytest.mark.db
def test_a_round_is_written_once_and_only_when_there_is_enough(wang: User, dinghai: World) -> None:
    assert estimate(now=NOW) == []
    version = str(uuid4())
    rng = Random(3)
    for n in range(ENOUGH_FOR_VERSION):
        learner = User.objects.create(username=f"n{n}")
        told = [answer("q", rng.random() < 0.5, version=version)]
        told += [answer(f"q{k}", True, version=str(uuid5(SPACE, f"{k}"))) for k in range(2)]
        record(learner, *told)
        record(learner, answer("q", True, version=version))
    said = StringIO()
    call_command("estimate_mastery", "--dry-run", "--json", stdout=said)
    assert not ItemEstimate.objects.exists()
    assert {one["answers"] for one in json.loads(said.getvalue())} == {30}
    estimate(now=NOW)
    estimate(now=NOW)
    assert set(ItemEstimate.objects.values_list("round", flat=True)) == {1}
    row = ItemEstimate.objects.get(version=version)
    assert (row.kind, row.answers) == ("single_choice", 30)
    assert row.slip > 0.1
