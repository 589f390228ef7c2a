"""今天的五分钟 through HTTP: what is asked, what is said, what is recorded."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Question
from courses.questions.services import retire
from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.daily.reviewing import (
    NEXT,
    TODAY,
    ask,
    give,
    learned,
    led_to,
    practice,
    sent,
    sent_to,
    weak_at,
)
from training.learning.models import ReviewCard, Statement
from training.people.models import User

pytestmark = pytest.mark.db


def told_of(learner: User) -> list[Statement]:
    rows = Statement.objects.filter(learner=learner, activity_type="question")
    return [one for one in rows.order_by("stored_at") if one.context.get("review")]


def card(learner: User, question: Question) -> ReviewCard:
    return ReviewCard.objects.get(learner=learner, question=question.uuid)


def test_who_is_new_is_invited_and_who_has_nothing_due_is_left_alone(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    assert "还没有可以复习的题" in ask(as_wang, TODAY)
    question = practice(dinghai, "P1")
    page = ask(as_wang, TODAY)
    assert "先做 1 题" in page
    assert "做做看" in page
    learned(wang, question, days_ago=0)
    page = ask(as_wang, TODAY)
    assert "今天没有要复习的题" in page
    assert "下次：" in page
    assert "，1 题" in page
    assert led_to(as_wang, NEXT) == TODAY


def test_a_due_card_is_asked_answered_and_asked_again_later(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    question = practice(dinghai, "P1", explanation="因为写明了。")
    learned(wang, question, days_ago=4)
    assert "1 题是学过、快要忘的" in ask(as_wang, TODAY)
    page = ask(as_wang)
    assert "第 1 题 / 共 1 题" in page
    assert "因为写明了" not in page
    said = give(as_wang, page, "乙", **{"q-certainty": "3"})
    assert "答对了" in said
    assert "因为写明了。" in said
    assert "这道题下次问" in said
    assert "看看今天的收获" in said
    (told,) = told_of(wang)
    assert (told.success, told.context["certainty"], told.context["use"]) == (True, 3, "practice")
    assert card(wang, question).reps == 2
    summary = ask(as_wang, TODAY)
    assert "今天复习了 1 题，答对 1 题" in summary
    assert "今天可以放下了" in summary


def test_a_wrong_answer_says_why_and_comes_back_tomorrow(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    question = practice(dinghai, "P1")
    learned(wang, question, days_ago=4)
    said = give(as_wang, ask(as_wang), "甲", **{"q-certainty": "3"})
    assert "答错了" in said
    assert "最值得记住" in said
    assert "正确答案，您没有选" in said
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert timezone.localdate(card(wang, question).due_at) == tomorrow


def test_saying_that_one_does_not_know_is_an_answer_and_nothing_chosen_is_none(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    question = practice(dinghai, "P1")
    learned(wang, question, days_ago=4)
    page = give(as_wang, ask(as_wang))
    assert "还没有作答" in page
    assert "看看对不对" in page
    assert told_of(wang) == []
    said = give(as_wang, page, dont_know="1")
    assert "不知道也没关系" in said
    assert "正确答案，您没有选" in said
    (told,) = told_of(wang)
    assert (told.success, told.context["dont_know"], told.context["answered"]) == (
        False,
        True,
        False,
    )
    assert card(wang, question).lapses == 1


def test_sending_twice_has_one_effect_and_a_second_window_shifts_nothing(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    question = practice(dinghai, "P1")
    learned(wang, question, days_ago=4)
    here, there = ask(as_wang), ask(as_wang)
    address, fields = sent(here, "乙")
    assert sent_to(as_wang, address, fields) == sent_to(as_wang, address, fields)
    assert len(told_of(wang)) == 1
    after = card(wang, question)
    assert "答对了" in give(as_wang, there, "乙")
    assert len(told_of(wang)) == 2
    assert (card(wang, question).reps, card(wang, question).due_at) == (after.reps, after.due_at)
    assert "今天复习了 1 题" in ask(as_wang, TODAY)


def test_due_cards_come_first_the_likeliest_forgotten_before_all_then_weak_points(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    fresh, older, newer = (practice(dinghai, number) for number in ("P1", "P2", "P3"))
    learned(wang, newer, days_ago=3)
    learned(wang, older, days_ago=30)
    weak_at(wang, "rights")
    order = []
    for _time in range(3):
        page = ask(as_wang)
        order.append(sent(page)[0].rsplit("/", 1)[1])
        give(as_wang, page, "乙")
    assert order == [str(one.uuid) for one in (older, newer, fresh)]
    assert led_to(as_wang, NEXT) == TODAY


def test_next_time_is_announced_as_five_minutes_whatever_falls_due(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    for number in range(10):
        learned(wang, practice(dinghai, f"N{number}"), days_ago=0)
    page = ask(as_wang, TODAY)
    assert "，8 题" in page
    assert "10 题" not in page


def test_five_minutes_are_eight_questions_and_more_only_when_she_asks(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    for number in range(10):
        learned(wang, practice(dinghai, f"P{number}"), days_ago=4)
    assert "今天 8 题" in ask(as_wang, TODAY)
    for _time in range(8):
        said = give(as_wang, ask(as_wang), "乙")
    assert "看看今天的收获" in said
    assert led_to(as_wang, NEXT) == TODAY
    assert "再来五分钟" in ask(as_wang, TODAY)
    page = ask(as_wang, f"{NEXT}?groups=2")
    said = give(as_wang, page, "乙")
    assert "下一题" in said
    assert "groups=2" in said


def test_an_examination_question_is_never_asked_and_a_withdrawn_one_waits(
    as_wang: Client, wang: User, dinghai: World, admin: User
) -> None:
    turned, gone, held = (practice(dinghai, number) for number in ("P1", "P2", "P3"))
    for one in (turned, gone, held):
        learned(wang, one, days_ago=4)
    weak_at(wang, "rights")
    page = ask(as_wang)
    Question.objects.filter(pk=turned.pk).update(use=Question.Use.EXAMINATION)
    retire(question=gone, by=admin, at=timezone.now())
    Question.objects.filter(pk=held.pk).update(held_back_at=timezone.now())
    assert "今天没有要复习的题" in ask(as_wang, TODAY)
    assert led_to(as_wang, NEXT) == TODAY
    # What was asked before is recorded all the same, and the key of an examination never shown.
    asked = next(one for one in (turned, gone, held) if str(one.uuid) in sent(page)[0])
    give(as_wang, page, "乙")
    assert told_of(wang)[0].activity == asked.uuid
    Question.objects.filter(pk=asked.pk).update(use=Question.Use.EXAMINATION)
    said = as_wang.get(reverse("review:told", args=[told_of(wang)[0].statement_id]))
    said_text = said.content.decode()
    assert "您的回答已经记下" in said_text
    assert "答对了" not in said_text
    assert "因为法律这样规定" not in said_text
    # Back again: asked again.
    Question.objects.filter(pk=held.pk).update(held_back_at=None)
    if asked != held:
        assert str(held.uuid) in sent(ask(as_wang))[0]


def test_a_foreign_question_an_examination_and_a_strangers_answer_are_not_found(
    as_wang: Client, as_zhao: Client, wang: User, dinghai: World, elsewhere: World
) -> None:
    mine, exam = practice(dinghai, "P1"), dinghai.questions[0]
    learned(wang, mine, days_ago=4)
    page = ask(as_wang)
    address, fields = sent(page, "乙")
    assert as_zhao.post(address, fields).status_code == 404
    assert exam.live_version is not None
    version = str(exam.live_version.uuid)
    other = reverse("review:answer", args=[exam.uuid])
    assert as_wang.post(other, {**fields, "version": version}).status_code == 404
    assert as_wang.post(address, {**fields, "version": "junk"}).status_code == 404
    as_wang.post(address, fields)
    told = reverse("review:told", args=[told_of(wang)[0].statement_id])
    assert as_zhao.get(told).status_code == 404
    assert as_wang.get(told).status_code == 200


def test_the_pages_and_an_answer_ask_the_database_little(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    for number in range(6):
        learned(wang, practice(dinghai, f"P{number}"), days_ago=4)
    weak_at(wang, "rights")
    give(as_wang, ask(as_wang), "乙")
    with at_most(12):
        as_wang.get(TODAY)
    with at_most(12):
        page = ask(as_wang)
    address, fields = sent(page, "乙")
    with at_most(15):
        told = sent_to(as_wang, address, fields)
    with at_most(14):
        as_wang.get(told)
