"""The desk made ready, and its people's browsers."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.world import World
from training.packs.desk import Prepared, prepare_desk
from training.people.models import User


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
