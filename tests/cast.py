"""The fixed cast: 王代表, 陈主任 (director), 李教员, 沈审稿, 张主任 (office), 管理员, 外县赵代表."""

import pytest
from django.test import Client

from tests.factories import world as making
from tests.factories.people import appear
from tests.factories.replay import replayed
from tests.factories.world import World
from training.cohorts.models import Enrolment
from training.people.models import User


@pytest.fixture
def dinghai(db: None) -> World:
    """定海区 with its class."""
    return replayed("dinghai", making.world)


@pytest.fixture
def elsewhere(dinghai: World) -> World:
    """外县: another congress with content of its own."""
    return replayed("waixian", lambda: making.world("waixian", "外县人民代表大会"))


@pytest.fixture
def wang(dinghai: World) -> User:
    """王代表 of 昌国街道, enrolled."""
    return appear(dinghai, "wang")


@pytest.fixture
def wangs_enrolment(wang: User) -> Enrolment:
    """王代表's place in the class."""
    return Enrolment.objects.get(learner=wang)


@pytest.fixture
def chen(dinghai: World) -> User:
    """陈主任, director of 昌国街道 and a learner herself."""
    return appear(dinghai, "chen")


@pytest.fixture
def li(dinghai: World) -> User:
    """李教员, trainer."""
    return appear(dinghai, "li")


@pytest.fixture
def shen(dinghai: World) -> User:
    """沈审稿, editor."""
    return appear(dinghai, "shen")


@pytest.fixture
def zhang(dinghai: World) -> User:
    """张主任 of the congress's office."""
    return appear(dinghai, "zhang")


@pytest.fixture
def admin(dinghai: World) -> User:
    """The administrator."""
    return appear(dinghai, "admin")


@pytest.fixture
def zhao(elsewhere: World) -> User:
    """外县赵代表, who must see nothing of 定海."""
    return appear(elsewhere, "zhao")


@pytest.fixture
def as_wang(wang: User) -> Client:
    """王代表's browser."""
    client = Client()
    client.force_login(wang)
    return client


@pytest.fixture
def as_zhao(zhao: User) -> Client:
    """赵代表's browser."""
    client = Client()
    client.force_login(zhao)
    return client
