"""每天一题: off until she wants it, one a day, never insisting."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from courses.models import Question
from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.daily.reviewing import (
    TODAY,
    ask,
    give,
    learned,
    led_to,
    practice,
    weak_at,
)
from training.learning.daily import one_a_day
from training.learning.daily.choosing import one_a_day as standing
from training.learning.daily.selectors import Call, call_of
from training.learning.models import DailyQuestion
from training.people.models import User

pytestmark = pytest.mark.db
ONE, CHOOSE = reverse("review:one"), reverse("review:choose")
MONDAY = date(2026, 11, 16)


def choose(client: Client, wanted: str) -> str:
    return str(client.post(CHOOSE, {"wanted": wanted}, follow=True).content.decode())


def call(learner: User, root: str = "dinghai", days: int = 0) -> Call:
    now = timezone.now() + timedelta(days=days)
    return call_of(learner_id=learner.pk, roots=[root], now=now)


@pytest.mark.parametrize(
    ("wanted", "since", "answered", "day", "expected"),
    [
        (None, None, None, 0, "off"),
        (False, 0, None, 0, "off"),
        (True, 0, None, 0, "open"),
        (True, 0, 0, 0, "answered"),
        (True, 0, 0, 1, "open"),
        (True, 0, None, 2, "open"),
        (True, 0, None, 3, "quiet"),
        (True, 0, 0, 3, "open"),
        (True, 0, 0, 4, "quiet"),
        (True, 4, 0, 4, "open"),
    ],
)
def test_after_three_days_left_alone_it_steps_back(
    wanted: bool | None, since: int | None, answered: int | None, day: int, expected: str
) -> None:
    def on(days: int | None) -> date | None:
        return None if days is None else MONDAY + timedelta(days=days)

    found = standing(
        wanted=wanted, wanted_on=on(since), answered_on=on(answered), day=MONDAY + timedelta(day)
    )
    assert found == expected


def test_it_is_off_until_she_wants_it_and_off_again_when_she_does_not(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    practice(dinghai, "P1")
    assert call(wang).one_a_day == "off"
    assert led_to(as_wang, ONE) == TODAY
    assert "已经打开" in choose(as_wang, "yes")
    assert call(wang).one_a_day == "open"
    assert "每天给我一题" in choose(as_wang, "no")
    assert call(wang).one_a_day == "off"
    assert led_to(as_wang, ONE) == TODAY


def test_one_question_a_day_of_her_weak_points_answered_once(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    for number in range(4):
        practice(dinghai, f"P{number}")
    weak_at(wang, "rights")
    choose(as_wang, "yes")
    page = ask(as_wang, ONE)
    assert ask(as_wang, ONE).count("review/answer") == 1
    said = give(as_wang, page, "乙")
    assert "答对了" in said
    assert "回首页" in said
    assert led_to(as_wang, ONE) == TODAY
    assert "明天再来" in ask(as_wang, TODAY)
    assert (call(wang).one_a_day, call(wang, days=1).one_a_day) == ("answered", "open")
    row = DailyQuestion.objects.get(learner=wang)
    assert row.chosen_on == timezone.localdate() + timedelta(days=1)
    assert len(row.upcoming) >= 3
    # The five minutes are counted apart.
    assert "今天复习了" not in ask(as_wang, TODAY)


def test_a_withdrawn_question_gives_way_to_the_next(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    for number in range(3):
        practice(dinghai, f"P{number}")
    choose(as_wang, "yes")
    day = timezone.localdate()
    row = one_a_day.choice_of(wang.pk)
    assert row is not None
    first: Any = one_a_day.question_of(row, ["dinghai"], day)
    assert one_a_day.question_of(row, ["dinghai"], day) == first
    Question.objects.filter(pk=first.pk).update(use=Question.Use.EXAMINATION)
    other: Any = one_a_day.question_of(row, ["dinghai"], day)
    assert other is not None
    assert other != first
    Question.objects.filter(use=Question.Use.PRACTICE).update(live=False)
    assert one_a_day.question_of(row, ["dinghai"], day) is None
    assert led_to(as_wang, ONE) == TODAY


def test_the_home_page_learns_in_one_query_what_calls_her(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    for number in range(3):
        learned(wang, practice(dinghai, f"P{number}"), days_ago=4)
    learned(wang, practice(dinghai, "P9"), days_ago=0)
    choose(as_wang, "yes")
    Question.objects.filter(number="VP0").update(use=Question.Use.EXAMINATION)
    with at_most(1):
        assert call(wang) == Call(due=2, one_a_day="open")
    assert call(wang, root="waixian").due == 0
    with at_most(2):
        one_a_day.todays_ask(learner_id=wang.pk, roots=["dinghai"], now=timezone.now())


def test_the_home_page_asks_it_there_and_then_and_steps_back_to_a_line(
    as_wang: Client, wang: User, dinghai: World, rf: RequestFactory
) -> None:
    learned(wang, practice(dinghai, "P1"), days_ago=4)
    choose(as_wang, "yes")
    request = rf.get("/my/")
    request.user = wang
    question = one_a_day.todays_ask(learner_id=wang.pk, roots=["dinghai"], now=timezone.now())

    def shown(call: Call) -> str:
        context = {"call": call, "ask": question}
        return render_to_string("components/review_call.html", context, request)

    asked = shown(Call(due=1, one_a_day="open"))
    assert "有 1 题到了该复习的时候" in asked
    assert "csrfmiddlewaretoken" in asked
    assert "答对了" in give(as_wang, asked, "乙")
    assert "还要吗" in shown(Call(due=0, one_a_day="quiet"))
    assert "乙" not in shown(Call(due=0, one_a_day="quiet"))
    assert not shown(Call(due=0, one_a_day="answered")).strip()
