"""A walk: ten people sit one paper of six kinds. What each answer is worth was worked out by hand,
from the sentences that tell the rules to the deputy; the services and `mark_table` must agree.

The paper, in order, and what it is worth:

1  single choice, 2 marks      甲 乙 丙 丁, right 乙          all or nothing
2  multiple choice, 4 marks    甲 乙 丙 以上都不对, right 甲丙   少选得部分分，错选不得分: half for one of two
3  statement, 1 mark           wrong                         all or nothing
4  two blanks, 3 marks         三分之二 ；十 or 10            half for each
5  matching, 2 marks           议案-10人 建议-1人 (50人 spare) half for each row
6  ordering, 3 marks           召集 预备会议 审议 表决          all or nothing
"""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from courses.models import Quiz, QuizSlot, QuizStatistics
from tests.factories.world import World, quiz_of
from tests.training.learning.attempts.analysis.classes import NOW, enrolled, sat
from training.learning.attempts.analysis.services import analyse
from training.learning.attempts.models import Attempt, Score

pytestmark = pytest.mark.db

WORTH = (2, 4, 1, 3, 2, 3)
ORDER = "召集|预备会议|审议|表决"
SWAPPED = "预备会议|召集|审议|表决"
PAIRS = "议案=10人|建议=1人"

# Answers, and the mark of each: the shares in the comment times the worth above.
WALK: list[tuple[list[str], list[str]]] = [
    # everything right                                          1    1    1    1     1    1
    (["乙", "甲|丙", "错", "三分之二|十", PAIRS, ORDER], ["2", "4", "1", "3", "2", "3"]),
    # the same in other spellings: ２／３ is 三分之二, 10 is 十     1    1    1    1     1    1
    (
        ["乙", "丙|甲", "错", "２／３|10", "建议=1人|议案=10人", ORDER],
        ["2", "4", "1", "3", "2", "3"],
    ),
    # nothing at all: 0 everywhere, and no guess
    (["", "", "", "", "", ""], ["0", "0", "0", "0", "0", "0"]),
    # one right tick of two; one blank of two; two places swapped  0   1/2   1   1/2   1    0
    (["甲", "甲", "错", "三分之二|百", PAIRS, SWAPPED], ["0", "2", "1", "1.5", "2", "0"]),
    # a wrong tick beside both right ones                       1    0    0    0    1/2   1
    (
        ["乙", "甲|丙|乙", "对", "一半|百", "议案=10人|建议=50人", ORDER],
        ["2", "0", "0", "0", "1", "3"],
    ),
    # everything ticked; the spare partner twice                0    0    1   1/2    0    1
    (
        ["丙", "甲|乙|丙|以上都不对", "错", "一半|十", "议案=50人|建议=50人", ORDER],
        ["0", "0", "1", "1.5", "0", "3"],
    ),
    # only the second blank; only one row                       1   1/2   1   1/2   1/2   0
    (["乙", "丙", "错", "|十", "议案=10人", SWAPPED], ["2", "2", "1", "1.5", "1", "0"]),
    # rows crossed over; measure words folded: 十人 is 十          0    1    0    1     0    1
    (
        ["丁", "甲|丙", "对", "三分之二|十人", "议案=1人|建议=10人", ORDER],
        ["0", "4", "0", "3", "0", "3"],
    ),
    # 以上都不对 alone is a wrong tick                            1    0    1    1     1    0
    (["乙", "以上都不对", "错", "三分之二|10", PAIRS, SWAPPED], ["2", "0", "1", "3", "2", "0"]),
    # half a paper, the rest left open                          1   1/2   –    –     –    –
    (["乙", "甲", "", "", "", ""], ["2", "2", "0", "0", "0", "0"]),
]
# The sums of the rows above, of 15.
TOTALS = ["15", "15", "0", "6.5", "6", "5.5", "7.5", "10", "8", "4"]


@pytest.fixture
def quiz(dinghai: World) -> Quiz:
    """The paper above."""
    paper = quiz_of(dinghai.root, "walk", dinghai.questions[:6], purpose="final")
    for slot, mark in zip(
        QuizSlot.objects.filter(section__quiz=paper).order_by("sort_order"), WORTH, strict=True
    ):
        slot.mark = Decimal(mark)
        slot.save()
    return paper


@pytest.fixture
def attempts(dinghai: World, quiz: Quiz) -> list[Attempt]:
    """The ten sittings."""
    return sat(quiz, enrolled(dinghai, len(WALK)), [answers for answers, _marks in WALK], NOW)


def marks_of(attempt: Attempt) -> list[Decimal]:
    scores = Score.objects.filter(learner_id=attempt.learner_id, item__attempt=attempt)
    rows = scores.order_by("item__position").values_list("fraction", "item__max_mark")
    return [fraction * most for fraction, most in rows]


def test_the_arithmetic_of_the_walk_itself():
    assert [str(sum(map(Decimal, marks))) for _answers, marks in WALK] == TOTALS


def test_every_answer_is_worth_what_was_worked_out(attempts):
    for attempt, (_answers, marks), total in zip(attempts, WALK, TOTALS, strict=True):
        assert marks_of(attempt) == [Decimal(mark) for mark in marks]
        assert attempt.marked == Decimal(total)
        assert attempt.maximum == 15


def test_what_was_left_open_is_given_up(attempts):
    states = Score.objects.filter(item__attempt=attempts[2]).values_list(
        "outcome__state", flat=True
    )
    assert set(states) == {"gaveup"}


# ---- the same walk given from outside

QUESTIONS = """\
slot,kind,mark,A,B,C,D,pairs,answer
1,single_choice,2,甲,乙,丙,丁,,B
2,multiple_choice,4,甲,乙,丙,以上都不对,,AC
3,true_false,1,,,,,,错
4,fill_blank,3,,,,,,三分之二；十|10
5,matching,2,,,,,议案 | 10人；建议 | 1人； | 50人,
6,ordering,3,召集,预备会议,审议,表决,,ABCD
"""


def outside(folder: Path) -> list[str]:
    questions, steps = folder / "questions.csv", folder / "steps.csv"
    questions.write_text(QUESTIONS, encoding="utf-8")
    rows = [
        f"{n},代表{n},{slot},{answer}"
        for n, (answers, _marks) in enumerate(WALK, start=1)
        for slot, answer in enumerate(answers, start=1)
    ]
    steps.write_text("\n".join(["attempt,person,slot,answer", *rows]), encoding="utf-8")
    return [str(questions), str(steps)]


def table(command: str, folder: Path) -> Any:
    out = StringIO()
    call_command(command, *outside(folder), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_mark_table_says_the_same(tmp_path):
    for attempt, (_answers, marks), total in zip(
        table("mark_table", tmp_path)["attempts"], WALK, TOTALS, strict=True
    ):
        assert [item["mark"] for item in attempt["items"]] == [float(mark) for mark in marks]
        assert (attempt["total"], attempt["maximum"]) == (float(total), 15.0)


def test_the_item_table_says_what_the_marks_say(tmp_path):
    report = table("item_table", tmp_path)
    # Columns summed over the ten rows, by ten times the worth:
    #   1: 2+2+2+2+2+2 = 12 of 20        2: 4+4+2+2+4+2 = 18 of 40     3: 6 of 10
    #   4: 3+3+1½+1½+1½+3+3 = 16½ of 30  5: 2+2+2+1+1+2 = 10 of 20     6: 3+3+3+3+3 = 15 of 30
    assert [place["facility"] for place in report["places"]] == pytest.approx(
        [12 / 20, 18 / 40, 6 / 10, 16.5 / 30, 10 / 20, 15 / 30]
    )
    # Σ totals = 77.5
    assert report["mean"] == pytest.approx(7.75)


def test_item_analysis_of_the_sittings_is_that_of_the_table(tmp_path, quiz, attempts):
    analyse(quiz=quiz, now=NOW)
    kept = QuizStatistics.objects.get(quiz=quiz, selection="all").figures
    told = table("item_table", tmp_path)
    for name in ("mean", "deviation", "alpha", "standard_error", "skewness", "kurtosis"):
        assert kept[name] == pytest.approx(told[name])
    for here, there in zip(kept["places"], told["places"], strict=True):
        for name in ("facility", "discrimination", "efficiency", "effective_weight", "guess"):
            assert here[name] == pytest.approx(there[name])
