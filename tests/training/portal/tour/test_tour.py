"""The first minute: once, skippable, never in the way of something more pressing."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.world import PASSWORD, World
from training.people.models import User
from training.portal.tour.screens import LAST_STEP

pytestmark = pytest.mark.django_db
TOUR, DONE = "/my/tour/", "/my/tour/done/"


@pytest.fixture
def newcomer(wang: User, dinghai: World) -> Client:
    User.objects.filter(pk=wang.pk).update(toured_at=None)
    client = Client()
    client.force_login(wang)
    return client


def test_the_first_sign_in_leads_there_until_it_is_seen_or_skipped(
    newcomer: Client, wang: User
) -> None:
    assert newcomer.get("/door/").headers["Location"] == TOUR
    assert "选一个看着舒服的字号" in newcomer.get(TOUR).content.decode()
    assert newcomer.get("/door/").headers["Location"] == TOUR  # looking writes nothing
    assert newcomer.post(DONE).headers["Location"] == "/my/"
    assert newcomer.get("/door/").headers["Location"] == "/my/"
    first = User.objects.get(pk=wang.pk).toured_at
    newcomer.post(DONE)
    assert User.objects.get(pk=wang.pk).toured_at == first


def test_who_was_on_the_way_somewhere_gets_there_first(dinghai: World, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(toured_at=None)
    posted = {"login": wang.username, "password": PASSWORD, "next": "/attend/"}
    assert Client().post("/accounts/login/", posted).headers["Location"] == "/attend/"


def test_every_screen_leads_on_and_the_last_offers_the_diagnosis(newcomer: Client) -> None:
    for step in range(1, LAST_STEP):
        html = newcomer.get(TOUR, {"step": step}).content.decode()
        assert f'href="?step={step + 1}"' in html
        assert "跳过" in html
    assert "现在就做诊断" in newcomer.get(TOUR, {"step": LAST_STEP}).content.decode()
    chosen = newcomer.post(DONE, {"diagnosis": "1"})
    assert chosen.headers["Location"] == reverse("diagnosis:home")


@pytest.mark.parametrize("step", ["0", "-3", "99", "x", "１"])
def test_any_step_is_some_screen(newcomer: Client, step: str) -> None:
    assert newcomer.get(TOUR, {"step": step}).status_code == 200


def test_staff_are_not_led_there(zhang: User, dinghai: World) -> None:
    User.objects.filter(pk=zhang.pk).update(toured_at=None)
    client = Client()
    client.force_login(zhang)
    assert client.get("/door/").headers["Location"] == "/office/"
    assert client.get(TOUR).status_code == 404
