"""The person comes with her session, and every check on her is still made."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from training.people.devices import DeviceSession
from training.people.models import User

pytestmark = pytest.mark.db
PAGE = "/my/settings/"


def asked_of_people(client: Client) -> int:
    """How many queries of a page read the person's row by itself."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(PAGE).status_code == 200
    return sum('FROM "people_user"' in one["sql"] for one in seen.captured_queries)


def test_session_and_person_are_one_query(as_wang: Client) -> None:
    as_wang.get(PAGE)
    assert asked_of_people(as_wang) == 0


def test_a_closed_account_is_nobody(as_wang: Client, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert as_wang.get(PAGE).status_code == 302


def test_a_session_begun_with_another_password_ends(as_wang: Client, wang: User) -> None:
    wang.set_password("another-ferry-1")
    wang.save()
    assert as_wang.get(PAGE).status_code == 302
    assert SESSION_KEY not in as_wang.session


def test_a_session_that_has_run_out_is_nobodys(as_wang: Client) -> None:
    DeviceSession.objects.update(expire_date="2020-01-01T00:00:00Z")
    assert as_wang.get(PAGE).status_code == 302


def test_the_content_says_whose_it_is_and_not_the_column(
    as_wang: Client, wang: User, chen: User
) -> None:
    """The column is a copy for lists; a row in which it differs lets nobody else in."""
    DeviceSession.objects.filter(user=wang).update(user=chen)
    page = as_wang.get(PAGE)
    assert page.status_code == 200
    assert page.wsgi_request.user == wang
