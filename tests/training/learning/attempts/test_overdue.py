"""When time is up: three policies, a minute of grace, and nothing that was saved is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories.world import World
from tests.training.learning.attempts.answers import items_of, right
from tests.training.learning.attempts.sitting import NOW, answer, begin, quiz_with
from training.learning.attempts import deadline, marking, services
from training.learning.attempts.models import Attempt, Response
from training.people.models import User

pytestmark = pytest.mark.db
DUE = NOW + timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


def sit(world: World, learner: User, now: datetime = NOW, **extra: Any) -> Attempt:
    quiz = quiz_with(world, world.questions[0], time_limit=30, **extra)
    attempt = begin(quiz, learner, now)
    answer(attempt, 1, right(items_of(attempt)[0]), now=now + MINUTE)
    return attempt


def closed(attempt: Attempt, now: datetime) -> Attempt:
    services.close_overdue(now=now)
    return Attempt.objects.get(pk=attempt.pk)


def test_saved_answers_are_handed_in_at_the_deadline(dinghai: World, wang: User) -> None:
    attempt = sit(dinghai, wang)
    assert closed(attempt, DUE + MINUTE).state == Attempt.State.INPROGRESS
    ended = closed(attempt, DUE + 2 * MINUTE)
    assert (ended.state, ended.submitted_at, ended.percent) == ("finished", DUE, 100)


def test_in_the_grace_minutes_she_may_hand_in_but_not_change(dinghai: World, wang: User) -> None:
    attempt = sit(dinghai, wang, overdue="grace", grace_minutes=10)
    late = answer(attempt, 1, {}, seq=2, now=DUE + 2 * MINUTE)
    assert late.late
    assert closed(attempt, DUE + 5 * MINUTE).state == "inprogress"
    ended = services.hand_in(attempt=attempt, now=DUE + 5 * MINUTE)
    assert marking.mark(attempt=ended, now=DUE + 5 * MINUTE).percent == 100


def test_after_the_grace_minutes_it_is_given_up(dinghai: World, wang: User) -> None:
    attempt = sit(dinghai, wang, overdue="grace", grace_minutes=10)
    ended = closed(attempt, DUE + 12 * MINUTE)
    assert (ended.state, ended.percent) == ("abandoned", None)
    assert Response.objects.filter(attempt=attempt).count() == 1


def test_a_strict_quiz_does_not_count_what_was_not_handed_in(dinghai: World, wang: User) -> None:
    attempt = sit(dinghai, wang, overdue="abandon")
    assert closed(attempt, DUE + 2 * MINUTE).state == "abandoned"


def test_handing_in_within_the_minute_of_grace_is_in_time(dinghai: World, wang: User) -> None:
    attempt = sit(dinghai, wang, overdue="abandon")
    ended = services.hand_in(attempt=attempt, now=DUE + timedelta(seconds=59))
    assert ended.state == "submitted"


def test_whoever_starts_again_closes_what_is_over(dinghai: World, wang: User) -> None:
    attempt = sit(dinghai, wang)
    second = begin(attempt.quiz, wang, DUE + 5 * MINUTE)
    assert second.number == 2
    assert closed(attempt, DUE + 6 * MINUTE).percent == 100


def test_one_sitting_that_fails_stops_no_other(
    dinghai: World, wang: User, chen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz = quiz_with(dinghai, dinghai.questions[0], time_limit=30)
    broken, sound = begin(quiz, wang), begin(quiz, chen)
    judge = marking.sheet_of

    def fails_for_one(attempt: Attempt) -> Any:
        return 1 / 0 if attempt.pk == broken.pk else judge(attempt)

    with monkeypatch.context() as patched:
        patched.setattr(marking, "sheet_of", fails_for_one)
        assert services.close_overdue(now=DUE + 2 * MINUTE) == 1
    assert Attempt.objects.get(pk=sound.pk).state == "finished"
    assert closed(broken, DUE + 3 * MINUTE).state == "finished"


def test_the_command_says_how_many_were_closed(
    dinghai: World, wang: User, capsys: pytest.CaptureFixture[str]
) -> None:
    quiz = quiz_with(dinghai, dinghai.questions[0], time_limit=1)
    begin(quiz, wang)
    call_command("close_overdue")
    assert "1" in capsys.readouterr().out
    assert Attempt.objects.get(quiz=quiz).state == "finished"


def test_a_late_answer_is_kept_and_never_scored(dinghai: World, wang: User) -> None:
    attempt = sit(dinghai, wang)
    saved = answer(attempt, 1, {}, seq=2, now=DUE + 2 * MINUTE)
    assert (saved.late, saved.current) == (True, False)
    assert closed(attempt, DUE + 3 * MINUTE).percent == 100
    kept = Response.objects.get(attempt=attempt, step=saved.step)
    assert (kept.late, kept.saved_at) == (True, DUE + 2 * MINUTE)


def test_the_page_of_a_quiz_in_grace_can_only_be_handed_in(
    dinghai: World, wang: User, as_wang: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiz = quiz_with(
        dinghai, dinghai.questions[0], time_limit=30, overdue="grace", grace_minutes=10
    )
    attempt = begin(quiz, wang)
    monkeypatch.setattr(deadline, "GRACE", timedelta(0))
    page = as_wang.get(f"/quiz/attempt/{attempt.pk}/", follow=True)
    assert page.status_code == 200
