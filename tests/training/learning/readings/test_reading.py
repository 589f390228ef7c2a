"""Reading counts by the server's clock and by what was on screen."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories.world import World, moment
from training.learning.models import CourseProgress, Reading, Statement
from training.learning.readings import services
from training.learning.readings.errors import TooSoon
from training.learning.readings.views import as_read
from training.people.models import User

pytestmark = pytest.mark.db
OPENED = moment(1, 10)
LATER = OPENED + timedelta(minutes=4)


@pytest.fixture
def page(dinghai: World) -> services.Page:
    return as_read(dinghai.lesson)


def token(wang: User, page: services.Page) -> str:
    return services.opened_token(learner_id=wang.pk, activity=page.activity, now=OPENED)


def complete(wang: User, page: services.Page, **extra: Any) -> bool:
    told = {"token": token(wang, page), "with_script": False, "now": LATER} | extra
    return services.complete(learner_id=wang.pk, page=page, **told)


def test_without_javascript_the_clock_alone_decides(wang: User, page: services.Page) -> None:
    assert complete(wang, page) is True
    assert CourseProgress.objects.get(learner=wang, whole=True).done_codes == ["D1-1"]


def test_pressing_twice_records_once(wang: User, page: services.Page) -> None:
    complete(wang, page)
    assert complete(wang, page) is False
    assert Statement.objects.filter(verb="completed").count() == 1


def test_too_soon_says_how_long_to_go_on(wang: User, page: services.Page) -> None:
    with pytest.raises(TooSoon, match="再看 2 分钟"):
        complete(wang, page, now=OPENED + timedelta(seconds=70))
    assert not Statement.objects.exists()


def test_a_forged_or_borrowed_token_gains_nothing(
    wang: User, chen: User, page: services.Page
) -> None:
    for forged in ("", "x:y:z", token(chen, page)):
        with pytest.raises(TooSoon):
            complete(wang, page, token=forged)


def test_with_javascript_every_section_must_have_been_seen(wang: User, page: services.Page) -> None:
    services.note_sections(learner_id=wang.pk, page=page, seen=[page.sections[0]], now=OPENED)
    with pytest.raises(TooSoon, match="还有 1 节"):
        complete(wang, page, with_script=True)
    services.note_sections(learner_id=wang.pk, page=page, seen=[page.sections[1]], now=LATER)
    assert complete(wang, page, with_script=True) is True


def test_beacons_credit_no_more_time_than_passed(wang: User, page: services.Page) -> None:
    for seconds in (0, 20, 20, 40, 4000):
        services.note_sections(
            learner_id=wang.pk, page=page, seen=[], now=OPENED + timedelta(seconds=seconds)
        )
    assert Reading.objects.get().seconds == 40


def test_unknown_section_keys_are_dropped(wang: User, page: services.Page) -> None:
    reading = services.note_sections(learner_id=wang.pk, page=page, seen=["nonsense"], now=OPENED)
    assert reading.sections == []


def test_a_decision_is_evidence_and_the_last_one_completes_the_case(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    block = dinghai.case.decisions()[0]
    url = f"/read/{dinghai.case.pk}/decide/{block.id}"
    response = as_wang.post(url, {"choice": "1"})
    assert response.status_code == 302
    assert [s.verb for s in Statement.objects.order_by("verb")] == ["answered", "completed"]
    assert Statement.objects.get(verb="answered").success is False


def test_a_decision_without_a_choice_asks_for_one(as_wang: Client, dinghai: World) -> None:
    block = dinghai.case.decisions()[0]
    as_wang.post(f"/read/{dinghai.case.pk}/decide/{block.id}", {"choice": "9"})
    assert not Statement.objects.exists()


def test_another_countys_deputy_can_record_nothing_here(as_zhao: Client, dinghai: World) -> None:
    for action in ("beacon", "complete"):
        assert as_zhao.post(f"/read/{dinghai.lesson.pk}/{action}").status_code == 404
    assert not Statement.objects.exists()


def test_an_unpublished_lesson_can_no_longer_be_completed(as_wang: Client, dinghai: World) -> None:
    dinghai.lesson.unpublish()
    assert as_wang.post(f"/read/{dinghai.lesson.pk}/complete").status_code == 404
