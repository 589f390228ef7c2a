"""The desk on Tuesday at eight, and the browsers of those who may and may not work at it."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.factories import world as making
from tests.factories.world import World, moment
from training.people.models import Membership, Organisation, User

NOW = moment(2, 8)


class Clock:
    """The time of the test; set `now` to let it pass."""

    def __init__(self) -> None:
        self.now = NOW


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Tuesday of the class's week; tries of other tests are forgotten."""
    cache.clear()
    held = Clock()
    monkeypatch.setattr(timezone, "now", lambda: held.now)
    return held


def browser(user: User) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def office(zhang: User) -> Client:
    """张主任's browser."""
    return browser(zhang)


@pytest.fixture
def jintang(dinghai: World) -> Organisation:
    """金塘镇."""
    return dinghai.congress.organisations.get(name="金塘镇")


@pytest.fixture
def sun(jintang: Organisation) -> User:
    """孙代表 of 金塘镇, on the roster only."""
    return making.person("R066", "孙代表", jintang, Membership.Role.DEPUTY, phone="13800001234")


@pytest.fixture
def trainer_too(jintang: Organisation, dinghai: World) -> User:
    """A deputy who is also a trainer: her account is the administrator's business."""
    user = making.person("both", "两职代表", jintang, Membership.Role.DEPUTY)
    desk = dinghai.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    Membership.objects.create(
        user=user, organisation=desk, role=Membership.Role.TRAINER, starts_on=date(2024, 1, 1)
    )
    return user


@pytest.fixture
def two_congresses(jintang: Organisation, elsewhere: World) -> User:
    """A deputy here who is also a deputy elsewhere."""
    user = making.person("twice", "两地代表", jintang, Membership.Role.DEPUTY)
    Membership.objects.create(
        user=user,
        organisation=elsewhere.unit,
        role=Membership.Role.DEPUTY,
        starts_on=date(2024, 1, 1),
    )
    return user
