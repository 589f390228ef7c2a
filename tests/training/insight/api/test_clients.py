"""The programs' page: a token is shown once, to administrators, for their own congress."""

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.factories.people import appear
from tests.training.insight.conftest import NOW, Class, browser
from training.insight.api.errors import NameTaken
from training.insight.api.models import Client
from training.insight.api.services import Wanted, add_client
from training.insight.api.tokens import hash_of
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.django_db
HOME, ADD = reverse("clients:home"), reverse("clients:add")


@pytest.fixture
def boss(klass: Class) -> User:
    """管理员, of 定海."""
    return appear(klass.world, "admin")


@pytest.fixture
def desk(boss: User) -> Browser:
    """管理员's browser."""
    return browser(boss)


def token_on(html: str) -> str:
    return re.search(r"lvzhi_[\w-]{43}", html).group()


def test_the_token_is_shown_once_and_kept_as_a_hash(desk: Browser, klass: Class) -> None:
    answer = desk.post(ADD, {"name": "门户网站", "unit": klass.jintang.pk})
    token = token_on(answer.content.decode())
    made = Client.objects.get()
    assert (made.unit, made.token_hash, made.token_end) == (
        klass.jintang,
        hash_of(token),
        token[-4:],
    )
    assert "no-store" in answer["Cache-Control"]
    assert "lvzhi_" not in desk.get(HOME).content.decode()
    audit = AuditEvent.objects.get(action="client.added")
    assert token not in str(audit.detail)


def test_a_new_token_and_an_end(desk: Browser, klass: Class, boss: User) -> None:
    made, token = add_client(
        congress=klass.world.congress, wanted=Wanted("门户网站"), by=boss, now=NOW
    )
    renewed = desk.post(reverse("clients:renew", args=[made.uuid])).content.decode()
    assert token_on(renewed) != token
    desk.post(reverse("clients:revoke", args=[made.uuid]))
    made.refresh_from_db()
    assert made.revoked_by == boss
    assert desk.post(reverse("clients:renew", args=[made.uuid])).status_code == 302
    assert "已停用" in desk.get(HOME).content.decode()
    told = AuditEvent.objects.filter(action__startswith="client.").order_by("pk")
    assert [one.action for one in told] == ["client.added", "client.renewed", "client.revoked"]


def test_a_name_is_used_once_until_it_is_free(desk: Browser, klass: Class, boss: User) -> None:
    wish: dict[str, Any] = {"congress": klass.world.congress, "by": boss, "now": NOW}
    made, _token = add_client(wanted=Wanted("门户网站"), **wish)
    with pytest.raises(NameTaken):
        add_client(wanted=Wanted("门户网站"), **wish)
    assert "已经有一个程序叫这个名称" in desk.post(ADD, {"name": "门户网站"}).content.decode()
    desk.post(reverse("clients:revoke", args=[made.uuid]))
    assert "lvzhi_" in desk.post(ADD, {"name": "门户网站"}).content.decode()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"ends_on": "2020-01-01"}, {"unit": "999999"}])
def test_what_cannot_be_is_not_added(desk: Browser, klass: Class, wrong: dict[str, str]) -> None:
    assert desk.post(ADD, {"name": "门户网站"} | wrong).status_code == 200
    assert not Client.objects.exists()


def test_another_congress_s_unit_and_program_are_not_there(
    desk: Browser, klass: Class, elsewhere: Any, zhao: User
) -> None:
    foreign, _token = add_client(
        congress=elsewhere.congress, wanted=Wanted("外县网站"), by=zhao, now=NOW
    )
    unit = elsewhere.congress.organisations.filter(kind="township").first() or elsewhere.unit
    desk.post(ADD, {"name": "门户网站", "unit": unit.pk})
    assert Client.objects.count() == 1
    assert "外县网站" not in desk.get(HOME).content.decode()
    for name in ("renew", "revoke"):
        assert desk.post(reverse(f"clients:{name}", args=[foreign.uuid])).status_code == 404


def test_the_office_lets_no_program_in(office: Browser, klass: Class) -> None:
    assert office.get(HOME).status_code == 404
    assert office.post(ADD, {"name": "门户网站"}).status_code == 404
    assert not Client.objects.exists()
