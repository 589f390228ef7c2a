"""Marks that persons give: what they are worth, when the sitting is finished, whose turn it is."""

from decimal import Decimal

import pytest
from django.db import OperationalError

from tests.factories.essays import case_with_essay, short_answer
from tests.factories.world import World
from tests.training.learning.attempts.grading.scripts import (
    FULL,
    HALF,
    LATER,
    NONE,
    NOW,
    essay_quiz,
    give,
    hand_in,
    only_item,
    share_of,
    trainer,
)
from tests.training.learning.attempts.sitting import quiz_with
from training.learning.attempts import marking, services
from training.learning.attempts.grading.errors import MarkRefused
from training.learning.attempts.models import Attempt, ManualMark, MarkChange, Score
from training.learning.models import Statement
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db
State = Attempt.State


def test_a_sitting_with_a_short_answer_waits_without_a_total(dinghai: World, wang: User) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    assert (attempt.state, attempt.awaits_marker) == (State.SUBMITTED, True)
    assert attempt.percent is None


def test_marks_are_weighted_and_finish_the_sitting(dinghai: World, wang: User, li: User) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    mark = give(only_item(attempt), li, FULL, HALF, NONE, comment="事实清楚。")
    # 弄清事实 1 × 1, 找对单位 2 × 0.5, 写明诉求 1 × 0: 2 of 4
    assert mark.fraction == Decimal("0.5")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.percent, attempt.passed) == (State.FINISHED, 50, False)
    assert attempt.awaits_marker is False


def test_the_log_hears_of_the_answer_once_it_is_marked(
    dinghai: World, wang: User, li: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    assert not Statement.objects.filter(verb="answered").exists()
    give(only_item(attempt), li, FULL, FULL, FULL)
    assert Statement.objects.get(verb="answered").scaled == 1
    assert Statement.objects.filter(verb="passed").count() == 1


def test_an_empty_answer_waits_for_nobody(dinghai: World, wang: User) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang, {"q1": ["  "]})
    assert (attempt.state, attempt.percent) == (State.FINISHED, 0)


def test_two_questions_wait_for_both_marks(dinghai: World, wang: User, li: User) -> None:
    quiz = quiz_with(dinghai, short_answer(dinghai.root), case_with_essay(dinghai.root))
    attempt = hand_in(quiz, wang, {"q1": ["一"], "q2.1": ["false"], "q2.2": ["先看。"]})
    first = only_item(attempt)
    give(first, li, FULL, FULL, FULL)
    assert share_of(attempt) is None
    second = attempt.items.get(position=2)
    second.attempt = first.attempt
    give(second, li, FULL, NONE, part="essay")
    # 100 % of the first; the group: the statement right, half of the essay: 75 %
    assert share_of(attempt) == Decimal("87.5")


def test_a_part_without_text_needs_no_mark(dinghai: World, wang: User) -> None:
    quiz = quiz_with(dinghai, case_with_essay(dinghai.root))
    attempt = hand_in(quiz, wang, {"q1.1": ["false"], "q1.2": [""]})
    assert (attempt.state, attempt.percent) == (State.FINISHED, 50)


def test_an_incomplete_rubric_is_refused(dinghai: World, wang: User, li: User) -> None:
    item = only_item(hand_in(essay_quiz(dinghai), wang))
    with pytest.raises(MarkRefused, match="每个评分点"):
        services_give(item, li, {"nothing": "1"})
    assert not ManualMark.objects.exists()


def services_give(item: object, by: User, marks: dict[str, str]) -> None:
    from training.learning.attempts.grading.services import Judgement, give_mark

    give_mark(item=item, part="", judgement=Judgement(marks), by=by, now=LATER)  # type: ignore[arg-type]


def test_an_open_sitting_cannot_be_marked(dinghai: World, wang: User, li: User) -> None:
    attempt = services.start(quiz=essay_quiz(dinghai), learner_id=wang.pk, enrolment=None, now=NOW)
    with pytest.raises(MarkRefused) as refusal:
        give(only_item(attempt), li, FULL, FULL, FULL)
    assert refusal.value.code == "not_handed_in"


def test_every_mark_is_in_the_audit(dinghai: World, wang: User, li: User) -> None:
    item = only_item(hand_in(essay_quiz(dinghai), wang))
    give(item, li, FULL, HALF, NONE)
    event = AuditEvent.objects.get(action="answer.marked")
    assert (event.actor, event.target) == (li, f"item:{item.pk}")
    assert (event.detail["fraction"], event.detail["decides"]) == ("0.500000", False)


# ---- twice, and two at once


def test_sent_twice_it_is_one_mark(dinghai: World, wang: User, li: User) -> None:
    item = only_item(hand_in(essay_quiz(dinghai), wang))
    give(item, li, FULL, HALF, NONE, seen=0)
    again = give(item, li, FULL, HALF, NONE, seen=0)
    assert ManualMark.objects.get() == again
    assert not MarkChange.objects.exists()


def test_the_later_of_two_at_once_is_told_and_nothing_is_lost(
    dinghai: World, wang: User, li: User, shen: User
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    item = only_item(attempt)
    give(item, li, FULL, HALF, NONE, seen=0)
    with pytest.raises(MarkRefused, match=r"李教员 刚刚评了这份答案（得 50%）"):
        give(item, shen, FULL, FULL, FULL, seen=0)
    assert ManualMark.objects.get().grader == li
    give(item, shen, FULL, FULL, FULL, seen=1, reason="第二点也写到了")
    assert share_of(attempt) == 100
    assert ManualMark.objects.count() == 2


# ---- changing a finished sitting


def test_a_change_needs_a_reason_and_is_told(dinghai: World, wang: User, li: User) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)
    item = only_item(attempt)
    give(item, li, FULL, HALF, NONE)
    with pytest.raises(MarkRefused) as refusal:
        give(item, li, FULL, FULL, NONE)
    assert refusal.value.code == "no_reason"
    give(item, li, FULL, FULL, NONE, reason="漏看了第二段")
    change = MarkChange.objects.get()
    assert (change.cause, change.old_percent, change.new_percent) == ("remark", 50, 75)
    assert (change.reason, change.by, change.seen_at) == ("漏看了第二段", li, None)
    assert share_of(attempt) == 75


def test_every_mark_stays_in_the_history(dinghai: World, wang: User, li: User) -> None:
    item = only_item(hand_in(essay_quiz(dinghai), wang))
    give(item, li, FULL, HALF, NONE, comment="再具体些")
    give(item, li, FULL, FULL, NONE, reason="漏看了第二段")
    told = ManualMark.objects.order_by("number").values_list("number", "fraction", "comment")
    assert [*told] == [(1, Decimal("0.5"), "再具体些"), (2, Decimal("0.75"), "")]
    assert Score.objects.filter(item=item).count() == 2


# ---- when marking fails


def test_a_mark_survives_a_failure_of_marking_and_is_counted_later(
    dinghai: World, wang: User, li: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = hand_in(essay_quiz(dinghai), wang)

    def fails(**_kwargs: object) -> None:
        raise OperationalError("locked")

    with monkeypatch.context() as broken:
        broken.setattr(services, "mark", fails)
        give(only_item(attempt), li, FULL, FULL, FULL)
    assert share_of(attempt) is None
    assert ManualMark.objects.count() == 1
    assert services.close_overdue(now=LATER) == 1
    assert share_of(attempt) == 100


def test_a_change_that_cannot_be_marked_is_not_stored_at_all(
    dinghai: World, wang: User, li: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = only_item(hand_in(essay_quiz(dinghai), wang))
    give(item, li, FULL, HALF, NONE)

    def fails(**_kwargs: object) -> None:
        raise OperationalError("locked")

    monkeypatch.setattr(marking, "remark", fails)
    with pytest.raises(OperationalError):
        give(item, li, FULL, FULL, FULL, reason="漏看了第二段")
    assert ManualMark.objects.count() == 1


# ---- two markers


@pytest.fixture
def twice(dinghai: World, wang: User) -> Attempt:
    """王代表's answer in a quiz that two persons mark."""
    return hand_in(essay_quiz(dinghai, second_marker=True), wang)


def test_two_who_are_close_give_their_mean(twice: Attempt, li: User, shen: User) -> None:
    item = only_item(twice)
    give(item, li, FULL, HALF, NONE)
    assert share_of(twice) is None
    give(item, shen, HALF, HALF, NONE, seen=0)  # 0.375: apart by 0.125
    assert share_of(twice) == Decimal("43.75")


def test_one_person_cannot_be_both(twice: Attempt, li: User) -> None:
    item = only_item(twice)
    give(item, li, FULL, HALF, NONE)
    give(item, li, FULL, FULL, NONE)
    assert share_of(twice) is None
    assert ManualMark.objects.count() == 2


def test_two_who_differ_wait_for_a_decision_of_somebody_else(
    twice: Attempt, dinghai: World, li: User, shen: User
) -> None:
    wu, zhou = trainer(dinghai, "wu", "吴教员"), trainer(dinghai, "zhou", "周教员")
    item = only_item(twice)
    give(item, li, FULL, FULL, FULL)
    give(item, wu, NONE, NONE, NONE)
    assert share_of(twice) is None
    with pytest.raises(MarkRefused):  # a marker may mend her own mark, not decide
        give(item, li, FULL, FULL, FULL, decides=True)
    with pytest.raises(MarkRefused):  # a third person decides or leaves it
        give(item, zhou, HALF, HALF, HALF)
    give(item, zhou, HALF, HALF, HALF, decides=True)
    assert share_of(twice) == 50


def test_an_editor_may_decide_though_one_mark_is_hers(twice: Attempt, li: User, shen: User) -> None:
    item = only_item(twice)
    give(item, li, FULL, FULL, FULL)
    give(item, shen, NONE, NONE, NONE)
    give(item, shen, HALF, FULL, FULL, decides=True)
    assert share_of(twice) == Decimal("87.5")


def test_a_third_who_came_third_is_told(
    twice: Attempt, dinghai: World, li: User, shen: User
) -> None:
    item = only_item(twice)
    give(item, li, FULL, HALF, NONE)
    give(item, shen, FULL, HALF, NONE, seen=0)
    with pytest.raises(MarkRefused) as refusal:
        give(item, trainer(dinghai, "wu", "吴教员"), FULL, HALF, NONE, seen=0)
    assert refusal.value.code == "meanwhile"
    assert ManualMark.objects.count() == 2


def test_after_the_result_a_marker_cannot_change_it_alone(
    twice: Attempt, dinghai: World, li: User
) -> None:
    wu, zhou = trainer(dinghai, "wu", "吴教员"), trainer(dinghai, "zhou", "周教员")
    item = only_item(twice)
    give(item, li, FULL, HALF, NONE)
    give(item, wu, FULL, HALF, NONE)
    with pytest.raises(MarkRefused) as refusal:
        give(item, li, FULL, FULL, FULL, reason="我想改")
    assert refusal.value.code == "not_hers"
    give(item, zhou, FULL, FULL, FULL, decides=True, reason="两人都漏看了一段")
    assert share_of(twice) == 100
