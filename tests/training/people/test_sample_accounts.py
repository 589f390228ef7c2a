"""Sample accounts work in a trial and nowhere else."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.world import PASSWORD
from training.people.models import User

pytestmark = pytest.mark.db


def sign_in(client: Client, user: User) -> int:
    form = {"login": user.username, "password": PASSWORD}
    return client.post(reverse("account_login"), form).status_code


@pytest.fixture
def sample(wang: User) -> User:
    User.objects.filter(pk=wang.pk).update(is_sample=True)
    return wang


def test_in_a_trial_a_sample_account_signs_in(sample: User) -> None:
    assert sign_in(Client(), sample) == 302


def test_in_real_use_it_stays_outside(sample: User, settings: object) -> None:
    settings.SAMPLE_ACCOUNTS = False  # type: ignore[attr-defined]
    client = Client()
    sign_in(client, sample)
    assert client.get("/my/").headers["Location"].startswith("/accounts/login/")


def test_a_session_of_a_sample_account_ends_with_the_trial(sample: User, settings: object) -> None:
    client = Client()
    sign_in(client, sample)
    assert client.get("/my/").status_code == 200
    settings.SAMPLE_ACCOUNTS = False  # type: ignore[attr-defined]
    assert client.get("/my/").headers["Location"].startswith("/accounts/login/")
