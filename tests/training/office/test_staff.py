"""Staff accounts: administrators keep them, the office reads, nobody changes her own role."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import world as making
from tests.factories.world import World
from tests.training.office.conftest import NOW, Clock, browser
from tests.training.office.test_people import noted, url, words
from training.people.desk import settle_due
from training.people.models import Membership, Organisation, User

Role = Membership.Role
TODAY = NOW.date()


@pytest.fixture
def boss(admin: User) -> Client:
    """The administrator's browser."""
    return browser(admin)


@pytest.fixture
def typed() -> dict[str, str]:
    return {
        "name": "新教员",
        "number": "jiang2",
        "role": "trainer",
        "starts_on": TODAY.isoformat(),
        "ends_on": "",
    }


def second_admin(dinghai: World) -> User:
    office = dinghai.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    return making.person("admin2", "二管理员", office, Role.ADMINISTRATOR)


@pytest.mark.db
def test_the_administrator_adds_a_trainer_who_gets_her_seat_and_a_slip(
    boss: Client, typed: dict[str, str]
) -> None:
    response = boss.post(url("staff_add"), typed)
    user = User.objects.get(number="jiang2")
    assert response.url == url("staff_person", user.pk)
    assert set(user.groups.values_list("name", flat=True)) == {"讲师", "讲师 · dinghai"}
    assert not user.has_usable_password()
    assert "登录码" in words(boss.post(url("staff_slip", user.pk)))
    assert noted("role.given").detail["role"] == "trainer"
    assert "已经有人使用" in words(boss.post(url("staff_add"), typed))


def test_the_office_reads_the_list_and_changes_nothing(
    office: Client, li: User, admin: User, typed: dict[str, str]
) -> None:
    text = words(office.get(url("staff")))
    assert "李教员" in text
    assert "只能看" in text
    assert office.get(url("staff_person", li.pk)).status_code == 404
    assert office.post(url("staff_add"), typed).status_code == 404
    assert office.post(url("staff_account", li.pk), {"disable": "1"}).status_code == 404


def test_the_office_adds_directors_but_no_staff(office: Client, dinghai: World) -> None:
    typed = {"name": "新主任", "number": "D01", "unit": dinghai.unit.pk, "role": "director"}
    assert office.post(url("add"), typed).status_code == 302
    typed |= {"number": "T01", "role": "trainer"}
    assert office.post(url("add"), typed).status_code == 200
    assert not User.objects.filter(number="T01").exists()


@pytest.mark.db
def test_a_deputy_may_teach_too(boss: Client, wang: User) -> None:
    found = boss.get(url("staff_find"), {"number": "WANG"})
    assert found.url == url("staff_person", wang.pk)
    spell = {"role": "trainer", "starts_on": TODAY.isoformat(), "ends_on": ""}
    boss.post(url("staff_give", wang.pk), spell)
    assert wang.memberships.filter(role="trainer").count() == 1
    boss.post(url("staff_give", wang.pk), spell)
    assert wang.memberships.filter(role="trainer").count() == 1


def test_people_of_another_congress_are_not_found(boss: Client, zhao: User) -> None:
    assert boss.get(url("staff_find"), {"number": "zhao"}).url == url("staff_add")
    assert boss.get(url("staff_person", zhao.pk)).status_code == 404


@pytest.mark.db
def test_nobody_changes_her_own_role_and_the_last_administrator_stays(
    boss: Client, admin: User, dinghai: World
) -> None:
    own = admin.memberships.get()
    boss.post(url("staff_end", admin.pk, own.pk))
    boss.post(url("staff_account", admin.pk), {"disable": "1"})
    spell = {"role": "office", "starts_on": TODAY.isoformat(), "ends_on": ""}
    boss.post(url("staff_give", admin.pk), spell)
    own.refresh_from_db()
    admin.refresh_from_db()
    assert (own.ends_on, admin.is_active, admin.memberships.count()) == (None, True, 1)


@pytest.mark.db
def test_two_administrators_cannot_put_each_other_out(
    boss: Client, admin: User, dinghai: World
) -> None:
    other = second_admin(dinghai)
    theirs = browser(other)
    boss.post(url("staff_account", other.pk), {"disable": "1"})
    other.refresh_from_db()
    assert not other.is_active
    assert theirs.post(url("staff_account", admin.pk), {"disable": "1"}).status_code == 302
    admin.refresh_from_db()
    assert admin.is_active


def test_a_substitute_for_a_week_does_not_free_the_last_administrator(
    boss: Client, admin: User, dinghai: World
) -> None:
    other = second_admin(dinghai)
    other.memberships.update(ends_on=TODAY + timedelta(days=7))
    browser(other).post(url("staff_account", admin.pk), {"disable": "1"})
    admin.refresh_from_db()
    assert admin.is_active


@pytest.mark.db
def test_a_role_ends_at_once_and_its_sessions_with_it(boss: Client, li: User) -> None:
    boss.post(url("staff_give", li.pk), {"role": "editor", "starts_on": TODAY.isoformat()})
    assert set(li.groups.values_list("name", flat=True)) >= {"审稿人", "审稿人 · dinghai"}
    desk = browser(li)
    post = li.memberships.get(role="editor")
    boss.post(url("staff_end", li.pk, post.pk))
    names = set(li.groups.values_list("name", flat=True))
    assert "审稿人" not in names
    assert "讲师" in names
    assert desk.get("/accounts/devices/").status_code == 302


@pytest.mark.db
def test_a_role_from_a_day_to_a_day_is_seated_by_the_worker(
    boss: Client, li: User, clock: Clock
) -> None:
    spell = {
        "role": "editor",
        "starts_on": (TODAY + timedelta(days=2)).isoformat(),
        "ends_on": (TODAY + timedelta(days=3)).isoformat(),
    }
    boss.post(url("staff_give", li.pk), spell)
    assert not li.groups.filter(name="审稿人").exists()
    settle_due(now=NOW)
    assert settle_due(now=NOW + timedelta(days=2)) == 1
    assert li.groups.filter(name="审稿人").exists()
    assert settle_due(now=NOW + timedelta(days=3)) == 0
    settle_due(now=NOW + timedelta(days=4))
    assert not li.groups.filter(name="审稿人").exists()


def test_days_in_the_wrong_order_are_refused(boss: Client, li: User) -> None:
    spell = {"role": "editor", "starts_on": "2026-12-01", "ends_on": "2026-11-30"}
    boss.post(url("staff_give", li.pk), spell)
    assert not li.memberships.filter(role="editor").exists()


def test_a_disabled_colleague_comes_back(boss: Client, li: User) -> None:
    desk = browser(li)
    boss.post(url("staff_account", li.pk), {"disable": "1"})
    li.refresh_from_db()
    assert not li.is_active
    assert desk.get(reverse("people:devices")).status_code == 302
    boss.post(url("staff_account", li.pk), {"enable": "1"})
    li.refresh_from_db()
    assert li.is_active
    assert li.memberships.get().starts_on < date(2026, 1, 1)


def test_the_administrator_finds_the_door(boss: Client, office: Client) -> None:
    assert url("staff") in boss.get(url("staff")).content.decode()
    page = boss.get(url("staff")).content.decode()
    assert url("people") not in page, "what she may not open is not offered"
    assert url("people") in office.get(url("staff")).content.decode()
