"""What the deputy reads of her markers on the result page."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import KeyAmendment
from tests.counting import at_most
from tests.factories.essays import case_with_essay, short_answer
from tests.factories.world import World
from tests.training.learning.attempts.grading.scripts import (
    FULL,
    HALF,
    LATER,
    NONE,
    essay_quiz,
    give,
    hand_in,
    only_item,
    trainer,
)
from tests.training.learning.attempts.sitting import quiz_with
from training.learning.attempts import marking
from training.learning.attempts.grading.notes import Note, notes_of
from training.learning.attempts.models import Attempt, AttemptItem
from training.learning.attempts.results import result
from training.people.models import User

pytestmark = pytest.mark.django_db


def page(client: Client, attempt: Attempt) -> str:
    return client.get(reverse("attempts:result", args=[attempt.pk])).content.decode()


def notes(item: AttemptItem) -> list[Note]:
    """As on the page."""
    attempt = Attempt.objects.get(pk=item.attempt_id)
    return notes_of(attempt, result(attempt, LATER).items).get(item.pk, [])


def test_she_reads_criteria_and_comment(
    as_wang: Client, dinghai: World, wang: User, li: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    give(only_item(attempt), li, FULL, HALF, NONE, comment="事实清楚，单位没有找对。")
    told = page(as_wang, attempt)
    assert "找对单位：<strong>部分符合</strong>" in told
    assert "事实清楚，单位没有找对。" in told
    assert "李教员" not in told


def test_a_comment_that_was_rewritten_is_the_one_she_reads(
    as_wang: Client, dinghai: World, wang: User, li: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    give(only_item(attempt), li, FULL, HALF, NONE, comment="写得太空。")
    give(
        only_item(attempt), li, FULL, HALF, NONE, comment="再举一个例子就好了。", reason="换句话说"
    )
    told = page(as_wang, attempt)
    assert "再举一个例子就好了。" in told
    assert "写得太空。" not in told


def test_without_the_key_only_the_comment(
    as_wang: Client, dinghai: World, wang: User, li: User
) -> None:
    some = ["answers", "correctness", "marks"]
    review = {"right_after": some, "while_open": some, "after_close": some}
    attempt = hand_in(essay_quiz(dinghai, review=review), wang)
    give(only_item(attempt), li, FULL, HALF, NONE, comment="单位没有找对。")
    told = page(as_wang, attempt)
    assert "单位没有找对。" in told
    assert "部分符合" not in told
    assert "写明诉求" not in told


def test_the_decision_alone_is_told(dinghai: World, wang: User, li: User, shen: User) -> None:
    item = only_item(hand_in(essay_quiz(dinghai, second_marker=True), wang))
    give(item, li, FULL, FULL, FULL, comment="好。")
    give(item, shen, FULL, HALF, FULL, comment="单位还可以更准。")
    give(item, trainer(dinghai, "wu", "吴教员"), FULL, HALF, HALF, decides=True)
    (note,) = notes(item)
    assert [level for _criterion, level in note.levels] == ["符合", "部分符合", "部分符合"]
    assert note.comments == [], "the decision had none"


def test_nothing_of_an_answer_that_is_not_settled(
    dinghai: World, wang: User, li: User, shen: User
) -> None:
    item = only_item(hand_in(essay_quiz(dinghai, second_marker=True), wang))
    give(item, li, FULL, FULL, FULL, comment="好。")
    give(item, shen, NONE, NONE, NONE, comment="不好。")
    amendment = KeyAmendment.objects.create(
        version=item.version, verb="leave_out", reason="题目有误", by=li, at=LATER
    )
    assert amendment.pk
    attempt = marking.mark(attempt=item.attempt, now=LATER)
    assert attempt.state == Attempt.State.FINISHED, "left out, it keeps nobody waiting"
    assert notes(item) == []


def test_two_who_agree_are_both_heard(dinghai: World, wang: User, li: User, shen: User) -> None:
    item = only_item(hand_in(essay_quiz(dinghai, second_marker=True), wang))
    give(item, li, FULL, HALF, NONE, comment="事实清楚。")
    give(item, shen, HALF, HALF, NONE, comment="单位没有找对。")
    (note,) = notes(item)
    assert note.levels[:2] == [("弄清事实", "符合、部分符合"), ("找对单位", "部分符合")]
    assert note.comments == ["事实清楚。", "单位没有找对。"]


def test_the_part_of_a_group_is_named(
    as_wang: Client, dinghai: World, wang: User, li: User
) -> None:
    quiz = quiz_with(dinghai, case_with_essay(dinghai.root))
    attempt = hand_in(quiz, wang, {"q1.1": ["false"], "q1.2": ["先看。"]})
    give(only_item(attempt), li, FULL, NONE, part="essay")
    assert "第 2 小题，讲师按评分点看：" in page(as_wang, attempt)


def test_two_queries_or_none(dinghai: World, wang: User, li: User) -> None:
    quiz = quiz_with(dinghai, short_answer(dinghai.root), dinghai.questions[-1])
    attempt = hand_in(quiz, wang)
    give(only_item(attempt), li, FULL, FULL, FULL)
    essay, group = result(Attempt.objects.get(pk=attempt.pk), LATER).items
    with at_most(2):
        assert notes_of(attempt, [essay, group])
    with at_most(0):
        assert notes_of(attempt, [group]) == {}
