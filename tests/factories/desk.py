"""The desk made ready, and its people's browsers."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.world import World, person
from training.packs.desk import Prepared, prepare_desk
from training.people.models import Membership, Organisation, User


@pytest.fixture
def desk(dinghai: World, li: User, shen: User) -> Prepared:
    """Groups, workflow and seats for 李教员 and 沈审稿."""
    return prepare_desk(by=None, today=timezone.localdate())


def browser(user: User) -> Client:
    """A person's browser, signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_li(desk: Prepared, li: User) -> Client:
    """The trainer's browser."""
    return browser(li)


@pytest.fixture
def as_shen(desk: Prepared, shen: User) -> Client:
    """The editor's browser."""
    return browser(shen)


@pytest.fixture
def qian(elsewhere: World, desk: Prepared) -> User:
    """外县钱教员, trainer of another congress."""
    office = elsewhere.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    user = person("qian", "钱教员", office, Membership.Role.TRAINER)
    prepare_desk(by=None, today=timezone.localdate())
    return user


@pytest.fixture
def sun(elsewhere: World, desk: Prepared) -> User:
    """外县孙审稿, editor of another congress."""
    office = elsewhere.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    user = person("sun", "孙审稿", office, Membership.Role.EDITOR)
    prepare_desk(by=None, today=timezone.localdate())
    return user


@pytest.fixture
def as_qian(qian: User) -> Client:
    """The foreign trainer's browser."""
    return browser(qian)


@pytest.fixture
def as_sun(sun: User) -> Client:
    """The foreign editor's browser."""
    return browser(sun)
