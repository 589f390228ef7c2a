"""When a question is held up to its trainer: from thirty answers on, and for reasons."""

from fractions import Fraction
from typing import Any

import pytest

from courses.questions.kinds.registry import default_rules
from tests.training.learning.attempts.analysis.papers import tally_of
from training.learning.attempts.analysis.flags import ENOUGH, Flag
from training.learning.attempts.analysis.records import Answer, Sitting
from training.learning.attempts.analysis.report import paper_report
from training.learning.attempts.analysis.shapes import Described, describe

BODY = {"stem": "？", "options": [{"id": letter, "text": letter.upper()} for letter in "abcd"]}
ASKED: Described = describe("single_choice", BODY, {"right": ["a"]}, default_rules())


def paper(chosen: str, rest: list[int], open_ones: int = 0) -> dict[str, Any]:
    """A paper of the question asked and another worth ten: letters chosen, marks of the other."""
    found = []
    for n, (letter, mark) in enumerate(zip(chosen, rest, strict=True)):
        picks = ASKED.picks({"chosen": [letter] if letter != "-" else []})
        right = Fraction(letter == "a")
        asked = Answer("q1", "v1", right, Fraction(1), answered=letter != "-", picks=picks)
        other = Answer("q2", "v2", Fraction(mark, 10), Fraction(10))
        found.append(Sitting(n, n, 1, (asked, other)))
    report = paper_report(tally_of(found), {"v1": ASKED}, ["q1", "q2"])
    assert report is not None
    version: dict[str, Any] = report["places"][0]["versions"][0]
    return version


GOOD = "a" * 20 + "bbbbccccdd"
DOWNWARDS = [10] * 20 + [5] * 10


def test_a_sound_question_is_left_alone():
    assert paper(GOOD, DOWNWARDS)["flags"] == []


def test_under_thirty_answers_nothing_is_said():
    upside_down = paper("a" * 15 + "b" * 14, [0] * 15 + [10] * 14)
    assert upside_down["discrimination"] == -1
    assert (upside_down["enough"], upside_down["flags"]) == (False, [])
    assert upside_down["never_chosen"] == []


def test_what_was_left_open_is_no_answer():
    version = paper("a" * 10 + "b" * 15 + "-" * 10, [0] * 10 + [9] * 15 + [5] * 10)
    assert (version["n"], version["answered"], version["enough"]) == (35, 25, False)


def test_a_question_the_weak_answer_better_is_flagged():
    version = paper(GOOD, DOWNWARDS[::-1])
    assert version["discrimination"] < 0
    assert Flag.NEGATIVE in version["flags"]


def test_a_wrong_choice_nobody_takes_is_named():
    version = paper("a" * 20 + "b" * 10, DOWNWARDS)
    assert version["flags"] == [Flag.NEVER_CHOSEN]
    assert version["never_chosen"] == ["C", "D"]


def test_a_wrong_choice_the_best_prefer_points_at_the_key():
    # The best ten: four a, six b. In all: fourteen a, ten b, so b attracts the best.
    version = paper(
        "a" * 4 + "b" * 6 + "a" * 10 + "bbbb" + "cccddd", [10] * 10 + [5] * 10 + [1] * 10
    )
    assert Flag.WRONG_PREFERRED in version["flags"]
    assert Flag.NEGATIVE not in version["flags"]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [("a" * 30, [Flag.EASY]), ("a" * 5 + "bbbbbbbbbccccccccdddddddd", [Flag.HARD])],
)
def test_very_easy_and_very_hard_questions_are_noted(chosen: str, said: list[Flag]):
    noted = paper(chosen, [10] * 10 + [5] * 10 + [0] * 10)["flags"]
    assert [flag for flag in noted if flag in (Flag.EASY, Flag.HARD)] == said


def test_thirty_answers_are_enough_and_the_number_is_written_once():
    assert ENOUGH == 30
    assert paper("a" * 30, [10] * 15 + [5] * 15)["enough"]


def test_the_picture_says_who_chose_what():
    # Totals: ten of 11, ten of 6 (top, middle), ten of 5 who chose b, c, d.
    version = paper(GOOD, [10] * 10 + [5] * 20)
    (facet,) = version["picture"]
    rows = {row["key"]: row for row in facet["rows"]}
    assert [rows["a"][name] for name in ("n", "top", "middle", "bottom")] == [20, 10, 10, 0]
    assert [rows["b"][name] for name in ("n", "top", "middle", "bottom")] == [4, 0, 0, 4]
    assert rows["a"]["right"]
    assert rows["a"]["mean_share"] == pytest.approx((11 + 6) / 2 / 11)
    assert facet["nothing"]["n"] == 0
