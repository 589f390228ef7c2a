"""The fixed cast: 王代表, 陈主任 (director), 李教员, 沈审稿, 张主任 (office), 管理员, 外县赵代表."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import world as making
from tests.factories.world import World
from training.cohorts.models import Enrolment
from training.people.models import Membership, Organisation, User
from training.people.services import DESK_GROUPS

Role = Membership.Role


@pytest.fixture
def dinghai(db: None) -> World:
    """定海区 with its class."""
    return making.world()


@pytest.fixture
def elsewhere(dinghai: World) -> World:
    """外县: another congress with content of its own."""
    return making.world("waixian", "外县人民代表大会")


@pytest.fixture
def wang(dinghai: World) -> User:
    """王代表 of 昌国街道, enrolled."""
    user = making.person("wang", "王代表", dinghai.unit, Role.DEPUTY)
    dinghai.enrol(user)
    return user


@pytest.fixture
def wangs_enrolment(wang: User) -> Enrolment:
    """王代表's place in the class."""
    return Enrolment.objects.get(learner=wang)


@pytest.fixture
def chen(dinghai: World) -> User:
    """陈主任, director of 昌国街道 and a learner herself."""
    user = making.person("chen", "陈主任", dinghai.unit, Role.DIRECTOR)
    dinghai.enrol(user)
    return user


def _staff(world: World, username: str, name: str, role: Any, **extra: Any) -> User:
    office = world.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    user = making.person(username, name, office, role, **extra)
    if group := DESK_GROUPS.get(role):
        from django.contrib.auth.models import Group

        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


@pytest.fixture
def li(dinghai: World) -> User:
    """李教员, trainer."""
    return _staff(dinghai, "li", "李教员", Role.TRAINER)


@pytest.fixture
def shen(dinghai: World) -> User:
    """沈审稿, editor."""
    return _staff(dinghai, "shen", "沈审稿", Role.EDITOR)


@pytest.fixture
def zhang(dinghai: World) -> User:
    """张主任 of the congress's office."""
    return _staff(dinghai, "zhang", "张主任", Role.OFFICE)


@pytest.fixture
def admin(dinghai: World) -> User:
    """The administrator."""
    return _staff(dinghai, "admin", "管理员", Role.ADMINISTRATOR, is_superuser=True)


@pytest.fixture
def zhao(elsewhere: World) -> User:
    """外县赵代表, who must see nothing of 定海."""
    user = making.person("zhao", "赵代表", elsewhere.unit, Role.DEPUTY)
    elsewhere.enrol(user)
    return user


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
