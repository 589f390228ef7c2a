"""The benchmark of the diagnosis, small: it runs, says the same twice, and keeps its promises."""

import json
from random import Random

import pytest

from benchmarks import diagnosis
from benchmarks.deputies import Crowd, fuller, read_bank, truths
from training.learning.mastery.adaptive import LARGEST_SHARE, MOST_QUESTIONS

FEW = 50


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, float]]:
    return diagnosis.as_product(FEW)


def test_the_adaptive_way_finds_more_than_the_others(
    figures: dict[str, dict[str, float]],
) -> None:
    asked = figures["adaptive"]
    assert set(asked) == {"median_questions", "recall", "precision"}
    assert asked["median_questions"] <= 22
    assert asked["recall"] >= 0.84
    assert asked["precision"] >= 0.78
    for way in ("fixed20", "random"):
        assert asked["recall"] > figures[way]["recall"]
        assert asked["precision"] > figures[way]["precision"]


def test_the_same_seed_gives_the_same() -> None:
    bank, crowd = read_bank(), Crowd(0.35, ties=False)
    once, twice = (diagnosis.worst([diagnosis.measured(bank, crowd, 15, 4)]) for _ in range(2))
    assert json.dumps(once) == json.dumps(twice)


def test_no_question_is_seen_by_more_than_three_of_ten() -> None:
    bank = read_bank()
    crowd = Crowd(0.35, ties=False)
    people = truths(bank, crowd, FEW, Random(1))
    tally = diagnosis.adaptive(bank, crowd, people, Random(2))
    assert tally.exposure <= LARGEST_SHARE
    assert max(tally.questions) <= MOST_QUESTIONS


@pytest.mark.parametrize("ties", [True, False])
def test_the_simulated_miss_the_share_they_are_said_to(ties: bool) -> None:
    bank = read_bank()
    people = truths(bank, Crowd(0.35, ties=ties), 300, Random(3))
    missing = sum(not known for one in people for known in one.values())
    assert missing / (300 * len(bank.points)) == pytest.approx(0.35, abs=0.04)


def test_a_fuller_bank_is_fuller() -> None:
    bank = read_bank()
    assert len(fuller(bank, 8).items) > len(fuller(bank, 6).items) > len(bank.items)
