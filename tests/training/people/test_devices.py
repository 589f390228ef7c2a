"""Where one is signed in: each sees her own devices and ends them; nobody else's."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.counting import at_most
from tests.factories.world import PASSWORD
from training.people.devices import DeviceSession, device_of, words_of
from training.people.models import User

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"
HARMONY = "Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Mobile HuaweiBrowser/5.1"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0"


def signed_in(user: User, agent: str) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (IPHONE, "iPhone 手机 · Safari"),
        (HARMONY, "鸿蒙手机 · 华为浏览器"),
        (WINDOWS, "Windows 电脑 · Edge"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/120.0 Mobile", "安卓手机 · Chrome"),
        ("", "不认识的设备"),
        ("|" * 300, "不认识的设备"),
    ],
)
def test_devices_have_words(agent: str, told: str) -> None:
    assert words_of(device_of(agent)) == told


@pytest.mark.db
def test_a_session_says_whose_it_is(wang: User) -> None:
    signed_in(wang, IPHONE).get("/my/")
    session = DeviceSession.objects.get(user=wang)
    assert session.words == "iPhone 手机 · Safari"
    assert session.signed_in_at is not None
    assert session.seen_at is not None


@pytest.mark.db
def test_she_signs_one_device_out_or_all_but_this(wang: User) -> None:
    here, there, third = (signed_in(wang, agent) for agent in (IPHONE, HARMONY, WINDOWS))
    page = here.get("/accounts/devices/").content.decode()
    assert "鸿蒙手机" in page
    assert page.count("让这台退出") == 2
    token = DeviceSession.objects.get(user=wang, device__startswith="harmony").token
    here.post("/accounts/devices/", {"device": token})
    assert there.get("/accounts/devices/").status_code == 302
    here.post("/accounts/devices/", {"others": "1"})
    assert third.get("/accounts/devices/").status_code == 302
    assert here.get("/accounts/devices/").status_code == 200


def test_this_device_is_signed_out_at_the_ordinary_door(wang: User) -> None:
    here = signed_in(wang, IPHONE)
    token = DeviceSession.objects.get(user=wang).token
    assert here.post("/accounts/devices/", {"device": token}).url == "/accounts/logout/"


def test_somebody_elses_device_stays(wang: User, zhao: User) -> None:
    signed_in(zhao, IPHONE)
    token = DeviceSession.objects.get(user=zhao).token
    signed_in(wang, IPHONE).post("/accounts/devices/", {"device": token})
    assert DeviceSession.objects.filter(user=zhao).exists()


def test_the_key_of_a_session_is_on_no_page(wang: User) -> None:
    here, _there = signed_in(wang, IPHONE), signed_in(wang, WINDOWS)
    page = here.get("/accounts/devices/").content.decode()
    for key in DeviceSession.objects.values_list("session_key", flat=True):
        assert key not in page


def test_reading_writes_once_an_hour(wang: User, monkeypatch: pytest.MonkeyPatch) -> None:
    here = signed_in(wang, IPHONE)
    before = DeviceSession.objects.get(user=wang).seen_at
    here.get("/accounts/devices/")
    assert DeviceSession.objects.get(user=wang).seen_at == before
    later = timezone.now() + timezone.timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    here.get("/accounts/devices/")
    assert DeviceSession.objects.get(user=wang).seen_at > before


def test_ending_sessions_reads_nobody_elses(wang: User, zhao: User) -> None:
    from training.people.services import end_sessions

    for _n in range(5):
        signed_in(zhao, IPHONE)
    signed_in(wang, IPHONE)
    with at_most(2):
        assert end_sessions(user=wang) == 1
    assert DeviceSession.objects.filter(user=zhao).count() == 5
