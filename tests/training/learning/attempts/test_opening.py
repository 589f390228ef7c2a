"""Whether a sitting may begin, and how long it may last: the quiz, the exceptions, the reasons."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Quiz
from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.attempts.sitting import NOW, begin, finish, quiz_with
from training.cohorts.models import Enrolment
from training.learning.attempts.errors import StartRefused
from training.learning.attempts.models import Allowance, Attempt, GroupAllowance
from training.learning.attempts.opening import Limits, limits_for
from training.people.models import User

pytestmark = pytest.mark.db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(world: World, **extra: Any) -> Quiz:
    return quiz_with(world, world.questions[0], **extra)


def allow(quiz: Quiz, learner: User, **extra: Any) -> None:
    Allowance.objects.create(
        learner=learner, quiz=quiz, reason="住院", by=learner, **{"at": NOW, **extra}
    )


def allow_unit(quiz: Quiz, enrolment: Enrolment, unit: Any = None, **extra: Any) -> None:
    GroupAllowance.objects.create(
        quiz=quiz,
        cohort=enrolment.cohort,
        unit=unit,
        reason="台风",
        by=enrolment.learner,
        **{"at": NOW, **extra},
    )


@pytest.mark.parametrize(
    ("times", "reason"),
    [
        ({"opens_at": NOW + HOUR}, "开放"),
        ({"closes_at": NOW - HOUR}, "关闭"),
        ({"live": False}, "没有开放"),
    ],
)
def test_outside_its_hours_a_quiz_says_when(
    dinghai: World, wang: User, times: dict[str, Any], reason: str
) -> None:
    with pytest.raises(StartRefused, match=reason):
        begin(asked(dinghai, **times), wang)


def test_the_deadline_is_the_earlier_of_the_time_limit_and_the_closing(
    dinghai: World, wang: User
) -> None:
    long = asked(dinghai, key="a", time_limit=30, closes_at=NOW + 2 * HOUR)
    short = asked(dinghai, key="b", time_limit=180, closes_at=NOW + 2 * HOUR)
    assert begin(long, wang).due_at == NOW + timedelta(minutes=30)
    assert begin(short, wang).due_at == NOW + 2 * HOUR


def test_who_reads_slowly_takes_more_time(dinghai: World, wang: User, chen: User) -> None:
    quiz = asked(dinghai, time_limit=45)
    ticked = begin(quiz, wang, more_time=True)
    assert ticked.due_at == NOW + timedelta(minutes=68)  # 45 and a half of it, to the next minute
    assert (ticked.rules["time_limit"], ticked.rules["extra_time"]) == (68, 50)
    assert begin(quiz, chen).due_at == NOW + timedelta(minutes=45)
    assert begin(quiz, wang).due_at == ticked.due_at  # going on changes nothing


@pytest.mark.parametrize("terms", [{"extra_time": 0, "time_limit": 45}, {}])
def test_where_none_is_given_asking_for_it_changes_nothing(
    dinghai: World, wang: User, terms: dict[str, Any]
) -> None:
    quiz = asked(dinghai, **terms)
    attempt = begin(quiz, wang, more_time=True)
    assert attempt.due_at == Limits(time_limit=quiz.time_limit).due_at(NOW)
    assert "extra_time" not in attempt.rules


@pytest.mark.parametrize(("size", "ticked"), [("normal", False), ("large", True), ("huge", True)])
def test_the_box_is_ticked_for_readers_of_large_type(
    dinghai: World, as_wang: Client, size: str, ticked: bool
) -> None:
    quiz = asked(dinghai, time_limit=45)
    as_wang.cookies["size"] = size
    page = as_wang.get(f"/quiz/{quiz.uuid}/").content.decode()
    box = re.search(r"<input[^>]*more_time[^>]*>[^<]*", page)
    assert box is not None
    assert "多给我 23 分钟" in box[0]
    assert ("checked" in box[0]) is ticked
    as_wang.post(reverse("attempts:start", args=[quiz.uuid]), {"more_time": "1"})
    assert Attempt.objects.get(quiz=quiz).rules["time_limit"] == 68
    assert "more_time" not in as_wang.get(f"/quiz/{quiz.uuid}/").content.decode()


def test_without_a_limit_there_is_no_box(dinghai: World, as_wang: Client) -> None:
    assert "more_time" not in as_wang.get(f"/quiz/{asked(dinghai).uuid}/").content.decode()


def test_between_two_sittings_there_is_a_wait_and_it_is_told(dinghai: World, wang: User) -> None:
    quiz = asked(dinghai, wait_after_first=60, wait_between=120)
    finish(begin(quiz, wang), {})
    with pytest.raises(StartRefused, match="隔一段时间"):
        begin(quiz, wang, NOW + timedelta(minutes=59))
    second = begin(quiz, wang, NOW + timedelta(minutes=61))
    finish(second, {}, NOW + timedelta(minutes=62))
    with pytest.raises(StartRefused):
        begin(quiz, wang, NOW + timedelta(minutes=150))
    assert begin(quiz, wang, NOW + timedelta(minutes=183)).number == 3


def test_the_nearer_exception_wins_field_by_field(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    quiz = asked(dinghai, time_limit=30, attempts_allowed=1, closes_at=NOW - HOUR)
    allow_unit(quiz, wangs_enrolment, closes_at=NOW + DAY, time_limit=40)
    allow_unit(quiz, wangs_enrolment, unit=wangs_enrolment.unit, time_limit=50)
    allow(quiz, wang, attempts_allowed=3)
    limits = limits_for(quiz, wang.pk, wangs_enrolment)
    assert (limits.closes_at, limits.time_limit, limits.attempts_allowed) == (NOW + DAY, 50, 3)


def test_the_newest_exception_counts_and_an_empty_one_takes_it_back(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    quiz = asked(dinghai, time_limit=30)
    allow(quiz, wang, time_limit=60)
    assert limits_for(quiz, wang.pk, wangs_enrolment).time_limit == 60
    allow(quiz, wang, at=NOW + HOUR)
    assert limits_for(quiz, wang.pk, wangs_enrolment).time_limit == 30


def test_exceptions_of_others_change_nothing(
    dinghai: World, wang: User, chen: User, wangs_enrolment: Enrolment
) -> None:
    quiz = asked(dinghai, time_limit=30)
    allow(quiz, chen, time_limit=60)
    allow_unit(quiz, wangs_enrolment, unit=wangs_enrolment.unit, time_limit=50)
    with at_most(1):
        assert limits_for(quiz, wang.pk, None).time_limit == 30


def test_an_exception_given_later_reaches_the_next_sitting(dinghai: World, wang: User) -> None:
    quiz = asked(dinghai, attempts_allowed=1)
    finish(begin(quiz, wang), {})
    with pytest.raises(StartRefused, match="最多做 1 次"):
        begin(quiz, wang)
    allow(quiz, wang, attempts_allowed=2)
    assert begin(quiz, wang).number == 2
