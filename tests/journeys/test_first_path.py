"""The first path, end to end over HTTP: the deputy learns, the office sees it, another county sees
nothing."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from tests.factories.world import World
from tests.training.learning.attempts.answers import all_right
from training.learning.attempts.models import Attempt
from training.learning.readings import services as readings
from training.people.models import User

pytestmark = pytest.mark.db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, learner: User, world: World) -> None:
    """Open the lesson, and press 学完了 ten minutes later."""
    assert client.get(world.lesson.url).status_code == 200
    opened = readings.opened_token(
        learner_id=learner.pk,
        activity=world.lesson.activity_uuid,
        now=timezone.now() - timedelta(minutes=10),
    )
    page = client.post(f"/read/{world.lesson.pk}/complete", {"opened": opened}, follow=True)
    assert "已记入" in page.content.decode()


def take(client: Client, quiz: Any) -> str:
    """Start, answer everything right, hand in; the result page."""
    client.post(f"/quiz/{quiz.uuid}/start")
    attempt = Attempt.objects.latest("started_at")
    page = client.post(f"/quiz/attempt/{attempt.pk}/hand-in", all_right(attempt), follow=True)
    return page.content.decode()


def exported(client: Client, **fields: str) -> list[list[Any]]:
    """The rows of the Excel file the office downloads."""
    answer = client.post("/insight/export/", fields)
    assert answer.status_code == 200, answer.content[:300]
    content = b"".join(answer) if answer.streaming else answer.content
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def in_class(dinghai: World) -> World:
    """The class starts today, so that what is done now counts."""
    dinghai.cohort.starts_on = timezone.localdate()
    dinghai.cohort.ends_on = timezone.localdate() + timedelta(days=4)
    dinghai.cohort.save()
    return dinghai


def test_from_the_first_lesson_to_the_offices_sheet(
    in_class: World, wang: User, zhang: User, zhao: User
) -> None:
    deputy = browser(wang)
    read(deputy, wang, in_class)
    assert "100" in take(deputy, in_class.quiz)
    assert "通过" in take(deputy, in_class.final)
    home = deputy.get("/my/").content.decode()
    assert "3 / 3" in home
    assert "必修项都完成了" in home

    office = browser(zhang)
    overview = office.get("/insight/").content.decode()
    assert "昌国街道" in overview
    person = office.get(f"/insight/people/{wang.pk}/").content.decode()
    assert "王代表" in person
    records = office.get(f"/insight/people/{wang.pk}/records/").content.decode()
    assert "权利与义务" in records

    stranger = browser(zhao)
    for url in (f"/insight/people/{wang.pk}/", in_class.lesson.url, f"/quiz/{in_class.quiz.uuid}/"):
        assert stranger.get(url).status_code == 404


def test_new_text_reaches_the_deputy_when_it_is_published(
    in_class: World, wang: User, admin: User
) -> None:
    deputy = browser(wang)
    lesson = in_class.lesson
    lesson.title = "权利与义务（新）"
    revision = lesson.save_revision(user=admin)
    assert "（新）" not in deputy.get(lesson.url).content.decode()
    revision.publish()
    assert "（新）" in deputy.get(lesson.url).content.decode()


def test_a_lesson_taken_down_takes_nothing_back(in_class: World, wang: User) -> None:
    deputy = browser(wang)
    read(deputy, wang, in_class)
    in_class.lesson.unpublish()
    assert deputy.get(in_class.lesson.url).status_code == 404
    assert "1 / 3" in deputy.get("/my/").content.decode()


def test_a_director_sees_her_own_unit_and_no_other(in_class: World, wang: User, chen: User) -> None:
    director = browser(chen)
    other = in_class.congress.organisations.get(name="金塘镇")
    assert director.get("/insight/").status_code == 200
    assert director.get(f"/insight/units/{in_class.unit.pk}/").status_code == 200
    assert director.get(f"/insight/units/{other.pk}/").status_code == 404
    assert director.get("/office/").status_code == 404
