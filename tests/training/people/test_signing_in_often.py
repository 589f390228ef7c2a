"""Passwords cannot be guessed by trying, and a class that signs in at once is not held up."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.world import PASSWORD
from training.people.adapter import FAILURES_OF_A_NAME, FAILURES_OF_AN_ADDRESS
from training.people.models import User

A_QUARTER = 15 * 60
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def signs_in(name: str, password: str = PASSWORD, address: str = "10.0.0.1") -> bool:
    answer = Client(REMOTE_ADDR=address).post(
        reverse("account_login"), {"login": name, "password": password}
    )
    assert answer.status_code in {200, 302}
    return answer.status_code == 302


def fail(name: str, times: int, address: str = "10.0.0.1") -> None:
    for _ in range(times):
        assert not signs_in(name, "wrong", address)


def test_the_right_password_still_works_after_a_few_wrong_ones(wang: User) -> None:
    fail("wang", FAILURES_OF_A_NAME.times - 1)
    assert signs_in("wang")


def test_a_name_that_failed_too_often_is_refused_from_everywhere(wang: User, chen: User) -> None:
    fail("wang", FAILURES_OF_A_NAME.times - 1)
    fail(" WANG", 1)
    assert not signs_in("wang", address="10.0.0.2")
    assert signs_in("chen")


def test_and_let_in_again_after_a_quarter_of_an_hour(
    wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    fail("wang", FAILURES_OF_A_NAME.times)
    assert not signs_in("wang")
    later = time.time() + A_QUARTER + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert signs_in("wang")


def test_an_address_that_failed_too_often_is_refused_for_every_name(wang: User) -> None:
    for number in range(FAILURES_OF_AN_ADDRESS.times):
        fail(f"nobody-{number}", 1)
    assert not signs_in("wang")
    assert signs_in("wang", address="10.0.0.2")


def test_a_whole_class_signs_in_from_one_address_and_leaves_no_count(wang: User) -> None:
    assert all(signs_in("wang") for _ in range(FAILURES_OF_AN_ADDRESS.times + 10))
    assert not getattr(cache, "_cache", None)


def test_what_is_shown_says_to_wait_and_not_whether_the_password_was_right(wang: User) -> None:
    fail("wang", FAILURES_OF_A_NAME.times)
    pages = []
    for password in (PASSWORD, "wrong"):
        answer = Client(REMOTE_ADDR="10.0.0.1").post(
            reverse("account_login"), {"login": "wang", "password": password}
        )
        pages.append(answer.context["form"].errors)
    assert pages[0] == pages[1]
