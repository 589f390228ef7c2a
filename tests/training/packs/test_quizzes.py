"""Quizzes of a pack: every option of the engine, and what contradicts itself."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from courses.models import Quiz, QuizSlot
from courses.quizzes.review import PRESETS, default_review
from tests.training.packs.conftest import Folder

FINAL = "  pass_mark: 70\n"
DRAW = "    - {tag: pool, points: [role, session]}\n"


def final() -> Quiz:
    return Quiz.objects.get(key="final")


def drawing() -> QuizSlot:
    return QuizSlot.objects.get(section__quiz__key="final", question=None)


def test_a_final_test_keeps_its_keys_back_unless_the_pack_says_otherwise(loaded: Folder):
    assert final().keys_wait
    assert not Quiz.objects.exclude(key="final").filter(keys_wait=True).exists()
    loaded.edit("quizzes.yaml", FINAL, f"{FINAL}  keys_wait: false\n")
    loaded.load()
    assert not final().keys_wait


def test_what_the_pack_does_not_say_is_as_in_a_new_quiz(loaded: Folder):
    quiz = final()
    assert (quiz.behaviour, quiz.counts, quiz.overdue) == ("deferred", "highest", "submit")
    assert quiz.review == default_review()
    assert (drawing().draw_count, drawing().mark) == (1, Decimal(1))


def test_every_option_reaches_the_quiz(loaded: Folder):
    options = (
        "  counts: average\n"
        "  overdue: grace\n"
        "  grace_minutes: 5\n"
        "  opens_at: 2026-11-20 09:00\n"
        '  closes_at: "2026-11-20T18:00:00+08:00"\n'
        "  wait_after_first: 60\n"
        "  certainty: true\n"
        "  shuffle_choices: false\n"
        "  least_seen_first: true\n"
        "  second_marker: true\n"
        "  marking_rules: {multiple_choice: all_or_nothing}\n"
        "  review: marks\n"
    )
    loaded.edit("quizzes.yaml", FINAL, FINAL + options)
    loaded.edit("quizzes.yaml", "  - title: 二\n", "  - title: 二\n    mark: 2\n")
    draw = "    - {points: [role], easiest: 1, hardest: 4, mark: 2.5}\n"
    loaded.edit("quizzes.yaml", DRAW, DRAW.replace("}", ", hardest: 5}") + draw)
    loaded.load()
    quiz = final()
    assert timezone.localtime(quiz.opens_at).hour == 9
    assert timezone.localtime(quiz.closes_at).hour == 18
    assert (quiz.counts, quiz.overdue, quiz.grace_minutes) == ("average", "grace", 5)
    assert (quiz.certainty, quiz.shuffle_choices, quiz.least_seen_first) == (True, False, True)
    assert quiz.marking_rules == {"multiple_choice": "all_or_nothing"}
    assert quiz.review == {phase: list(items) for phase, items in PRESETS["marks"].items()}
    slots = QuizSlot.objects.filter(section__quiz=quiz, question=None).order_by("sort_order")
    assert [(s.draw_hardest, s.mark) for s in slots] == [(5, Decimal(2)), (4, Decimal("2.5"))]


def test_loading_again_changes_nothing(loaded: Folder):
    loaded.edit("quizzes.yaml", FINAL, f"{FINAL}  counts: last\n  opens_at: 2026-11-20 09:00\n")
    assert loaded.load().updated == ["quiz:final"]
    report = loaded.load()
    assert not report.updated
    assert not report.left


@pytest.mark.parametrize(
    "change", [{"counts": "last"}, {"keys_wait": False}, {"opens_at": timezone.now()}]
)
def test_an_option_changed_on_the_site_is_left(loaded: Folder, change: dict[str, Any]):
    Quiz.objects.filter(key="final").update(**change)
    loaded.edit("quizzes.yaml", "title: 结业测评", "title: 结业考试")
    assert [(left.key, left.reason) for left in loaded.load().left] == [("quiz:final", "changed")]


def test_a_slot_changed_on_the_site_is_left(loaded: Folder):
    QuizSlot.objects.filter(pk=drawing().pk).update(mark=3)
    loaded.edit("quizzes.yaml", "title: 结业测评", "title: 结业考试")
    assert [left.key for left in loaded.load().left] == ["quiz:final"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (FINAL, f"{FINAL}  behaviour: immediate\n", "只有练习"),
        (FINAL, f"{FINAL}  overdue: grace\n", "宽限几分钟"),
        (FINAL, f"{FINAL}  marking_rules: {{telepathy: x}}\n", "没有“telepathy”这种题型"),
        (FINAL, f"{FINAL}  marking_rules: {{ordering: x}}\n", "没有规则“x”"),
        (FINAL, f"{FINAL}  review: some\n", "讲评方案只有"),
        (FINAL, f"{FINAL}  review: {{later: [marks]}}\n", "讲评要写成"),
        (FINAL, f"{FINAL}  opens_at: soon\n", "要写成 2026-11-20 09:00 的样子"),
        (
            FINAL,
            f"{FINAL}  opens_at: 2026-11-20 09:00\n  closes_at: 2026-11-20 08:00\n",
            "关闭时间要晚于开放时间",
        ),
        (DRAW, "    - {count: 1}\n", "至少要写标签、知识点、难度里的一样"),
        (DRAW, DRAW.replace("}", ", easiest: 4, hardest: 2}"), "难度的起点不能高于终点"),
        (DRAW, DRAW.replace("}", ", count: 9}"), "不够用"),
    ],
)
def test_what_cannot_be_is_told(folder: Folder, old: str, new: str, told: str):
    folder.edit("quizzes.yaml", old, new)
    assert any(told in problem for problem in folder.told()), folder.told()
