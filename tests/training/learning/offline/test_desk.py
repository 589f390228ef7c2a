"""What phones hold and keep back, for their owners and for the office; no answers."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.offline.phone import call, chosen, item, practice
from tests.training.learning.offline.test_packs import course_of, pack
from training.learning.models import SyncedDevice
from training.people.models import User

pytestmark = pytest.mark.django_db
DESK = "/office/offline/"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Each test draws its own pages."""
    cache.clear()


@pytest.fixture
def as_zhang(zhang: User) -> Client:
    """The office's browser."""
    client = Client()
    client.force_login(zhang)
    return client


def take_along(client: Client, world: World, version: str = "", **said: Any) -> None:
    """A phone tells that it holds the course."""
    held = version or pack(client, world)["version"]
    packs = {str(course_of(world).activity_uuid): held}
    call(client, [], packs=packs, name="华为手机", **said)


def test_the_office_sees_who_holds_what_and_what_waits(
    as_wang: Client, as_zhang: Client, wang: User, dinghai: World
) -> None:
    take_along(as_wang, dinghai, waiting=3)
    page = as_zhang.get(DESK).content.decode()
    for words in (wang.name, "昌国街道", "找准位置", "还有 3 条", "华为手机", "1 台有东西没上传"):
        assert words in page
    assert "不是最新的" not in page


def test_an_old_course_is_called_so_to_both(
    as_wang: Client, as_zhang: Client, dinghai: World
) -> None:
    take_along(as_wang, dinghai, "0123456789ab-1")
    assert "不是最新的" in as_zhang.get(DESK).content.decode()
    assert "有新内容" in as_wang.get("/my/offline/").content.decode()
    assert "华为手机" in as_zhang.get(f"{DESK}?outdated=on").content.decode()


def test_who_was_silent_for_days_while_something_waits(
    as_wang: Client, as_zhang: Client, dinghai: World
) -> None:
    take_along(as_wang, dinghai, waiting=2)
    assert "没有符合条件的手机" in as_zhang.get(f"{DESK}?silent=7").content.decode()
    SyncedDevice.objects.update(last_at=timezone.now() - timedelta(days=8))
    assert "华为手机" in as_zhang.get(f"{DESK}?silent=7").content.decode()


def test_nothing_that_was_answered_is_on_the_office_s_page(
    as_wang: Client, as_zhang: Client, dinghai: World
) -> None:
    question = practice(dinghai)
    call(as_wang, [item("practice", **chosen(question, "丙"))])
    page = as_zhang.get(DESK).content.decode()
    assert str(question.uuid) not in page
    assert "wrong" not in page


def test_another_congress_s_phones_and_units_are_not_there(
    as_zhang: Client, as_zhao: Client, zhao: User, elsewhere: World
) -> None:
    take_along(as_zhao, elsewhere)
    assert zhao.name not in as_zhang.get(DESK).content.decode()
    assert as_zhang.get(f"{DESK}?unit={elsewhere.unit.pk}").status_code == 404


def test_an_older_call_that_comes_late_moves_nothing_back(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    phone = uuid4()
    call(as_wang, [], phone, waiting=5, packs={str(uuid4()): "x"})
    call(as_wang, [], phone, waiting=0)
    row = SyncedDevice.objects.get(learner=wang)
    assert row.waiting == 0
    assert len(row.packs) == 1
    call(as_wang, [], phone, packs={})
    assert SyncedDevice.objects.get(learner=wang).packs == {}


def test_her_own_page_tells_when_each_phone_was_heard_of(as_wang: Client, dinghai: World) -> None:
    call(as_wang, [item("complete", page=dinghai.lesson.pk)], waiting=1)
    page = as_wang.get("/my/offline/").content.decode()
    assert "那时还有 1 条没有上传" in page
    assert "没有记上的" in page
    assert "读得有点快" in page


def test_the_office_s_page_costs_few_queries(
    as_wang: Client, as_zhang: Client, dinghai: World
) -> None:
    for _n in range(3):
        take_along(as_wang, dinghai)
    as_zhang.get(DESK)
    with at_most(16):
        as_zhang.get(DESK)
