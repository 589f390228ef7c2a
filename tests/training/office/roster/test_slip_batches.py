"""Slips for a whole class: enough for everybody, good for long enough, and still hard to guess."""

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World, person
from tests.training.office.conftest import NOW, Clock
from training.notices.models import Delivery
from training.people import bulk
from training.people.models import AuditEvent, Membership, Organisation, SignInSlip, User
from training.people.services import use_slip

CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")
NEW = "Haitian-2026"
PRINT, SEND, PAGE = (
    "/office/roster/slips/print/",
    "/office/roster/slips/send/",
    "/office/roster/slips/",
)
EVERYBODY = {"never": "on", "life": "week"}


def words(response: Any) -> str:
    page: Any = BeautifulSoup(response.content, "html.parser")
    return str(page.main.get_text(" ", strip=True))


def test_a_page_for_each_township(office: Client, sun: User, wang: User) -> None:
    response = office.post(PRINT, EVERYBODY)
    sheets = BeautifulSoup(response.content, "html.parser").select(".slips-page")
    assert [str(sheet.select("strong")[0].text) for sheet in sheets] == ["昌国街道", "金塘镇"]
    assert len(set(CODE.findall(words(response)))) == 2
    assert "no-store" in response["Cache-Control"]


def test_a_code_of_a_batch_lets_its_owner_in(office: Client, sun: User) -> None:
    (code,) = CODE.findall(words(office.post(PRINT, EVERYBODY)))
    assert use_slip(number="R066", code=code, password=NEW, now=NOW) == sun
    slip = SignInSlip.objects.get()
    assert code.replace("-", "") not in str(vars(slip))
    (event,) = AuditEvent.objects.filter(action="slip.issued")
    assert (event.target, event.detail) == (str(sun.pk), {"hours": 168})


def test_earlier_slips_end(office: Client, sun: User) -> None:
    office.post(PRINT, EVERYBODY)
    office.post(PRINT, EVERYBODY)
    assert SignInSlip.objects.filter(replaced_at=None).count() == 1


@pytest.mark.parametrize(
    ("life", "days"), [("week", 7), ("short", 3), ("class", 3)], ids=["week", "short", "class"]
)
def test_how_long_they_are_good(
    office: Client, sun: User, dinghai: World, life: str, days: int
) -> None:
    office.post(PRINT, {"never": "on", "life": life})
    assert SignInSlip.objects.get().expires_at == NOW + timedelta(days=days)


def test_to_the_end_of_the_class_and_never_beyond_a_month(
    office: Client, wang: User, dinghai: World, clock: Clock
) -> None:
    asked = {"never": "on", "life": "class", "cohort": dinghai.cohort.pk}
    clock.now = NOW - timedelta(days=20)
    office.post(PRINT, asked)
    assert SignInSlip.objects.get().expires_at.isoformat()[:10] == "2026-11-17"
    clock.now = NOW - timedelta(days=90)
    office.post(PRINT, asked)
    newest = SignInSlip.objects.latest("pk")
    assert newest.expires_at == clock.now + bulk.LONGEST_LIFE


def test_no_slip_lives_longer(sun: User, zhang: User) -> None:
    with pytest.raises(ValueError, match="30 days"):
        bulk.issue_slips(users=[sun], life=timedelta(days=31), by=zhang, now=NOW)


def test_only_a_class_or_a_township(office: Client, sun: User, wang: User, dinghai: World) -> None:
    told = words(office.get(PAGE, EVERYBODY | {"cohort": dinghai.cohort.pk}))
    assert "昌国街道 1" in told
    assert "金塘镇 1" not in told
    told = words(office.get(PAGE, EVERYBODY | {"unit": sun.memberships.get().organisation_id}))
    assert "金塘镇 1" in told
    assert "昌国街道 1" not in told


def test_who_signed_in_is_left_out_unless_asked_for(office: Client, sun: User) -> None:
    User.objects.filter(pk=sun.pk).update(last_login=NOW)
    assert "没有要发登录条的人" in words(office.get(PAGE, EVERYBODY))
    assert "金塘镇 1" in words(office.get(PAGE, {"life": "week"}))


def test_staff_and_people_of_elsewhere_get_none(
    office: Client, trainer_too: User, two_congresses: User
) -> None:
    response = office.post(PRINT, EVERYBODY)
    assert response.status_code == 422
    assert "两职代表" in words(response)
    assert not SignInSlip.objects.exists()


def test_a_foreign_class_is_no_choice(office: Client, sun: User, elsewhere: World) -> None:
    response = office.post(PRINT, EVERYBODY | {"cohort": elsewhere.cohort.pk})
    assert (response.status_code, SignInSlip.objects.count()) == (422, 0)


def test_sending_keeps_no_code(office: Client, sun: User, wang: User) -> None:
    office.post(SEND, EVERYBODY)
    assert not Delivery.objects.exists()
    response = office.post(SEND, EVERYBODY | {"sure": "1"}, follow=True)
    assert "正在发给 1 人" in response.content.decode()
    waiting = Delivery.objects.filter(learner=sun, state=Delivery.State.WAITING)
    assert list(waiting.values_list("channel", flat=True)) == ["sms"]
    assert not Delivery.objects.filter(learner=wang).exists()
    assert not SignInSlip.objects.exists()  # it is made in the moment of sending


def test_many_slips_take_few_queries(office: Client, jintang: Organisation) -> None:
    for n in range(30):
        person(f"M{n:03d}", f"多{n}", jintang, Membership.Role.DEPUTY)
    with at_most(26):
        response = office.post(PRINT, EVERYBODY)
    pages = BeautifulSoup(response.content, "html.parser").select(".slips-page")
    assert [len(page.select(".slip-cut")) for page in pages] == [8, 8, 8, 6]
    assert not BeautifulSoup(response.content, "html.parser").find(style=True)
    assert reverse("roster:slips") in response.content.decode()
