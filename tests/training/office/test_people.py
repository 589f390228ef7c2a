"""The roster and a person: finding, adding, correcting, disabling, enrolling."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories import world as making
from tests.factories.world import PASSWORD, World
from tests.training.office.conftest import NOW, Clock
from training.cohorts.models import Enrolment
from training.people.models import AuditEvent, Membership, Organisation, User

Role = Membership.Role


def url(name: str, *args: object, **query: object) -> str:
    return reverse(f"office:{name}", args=args, query=query or None)


def words(response) -> str:
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def names(client: Client, **query: object) -> list[str]:
    page = BeautifulSoup(client.get(url("people", **query)).content, "html.parser")
    return [cell.get_text(strip=True) for cell in page.select("tbody th")]


def noted(action: str) -> AuditEvent:
    return AuditEvent.objects.get(action=action)


@pytest.fixture
def typed(jintang: Organisation) -> dict[str, object]:
    """What the office types about a new deputy."""
    return {
        "name": "新代表",
        "number": "R070",
        "phone": "138 0000 5678",
        "unit": jintang.pk,
        "role": "deputy",
        "first_term": "yes",
    }


# ---- home


@pytest.mark.db
def test_home_counts_what_waits(office: Client, wang: User, sun: User) -> None:
    User.objects.filter(pk=wang.pk).update(last_login=NOW)
    text = words(office.get(url("home")))
    assert "1 人还没有登录过" in text
    assert "1 人还没有编入“第一期”" in text
    assert "2 在用账号" in text


def test_home_without_a_class_says_so(office: Client, dinghai: World) -> None:
    dinghai.cohort.timetable.all().delete()
    dinghai.cohort.delete()
    text = words(office.get(url("home")))
    assert "还没有班次" in text
    assert "名册还是空的" in text


# ---- list


@pytest.mark.parametrize("text", ["孙", "孙代表", "r066", "Ｒ０６６", "1234", "00001234", " R066 "])
def test_people_are_found_by_name_number_and_last_digits(
    office: Client, wang: User, sun: User, text: str
) -> None:
    assert names(office, q=text) == ["孙代表"]


def test_two_digits_are_no_phone(office: Client, sun: User) -> None:
    assert names(office, q="34") == []


@pytest.mark.db
def test_filters(office: Client, dinghai: World, wang: User, chen: User, sun: User) -> None:
    User.objects.filter(pk=sun.pk).update(is_active=False)
    assert names(office) == ["孙代表", "陈主任", "王代表"]
    assert names(office, unit=dinghai.unit.pk) == ["陈主任", "王代表"]
    assert names(office, role="director") == ["陈主任"]
    assert names(office, active="no") == ["孙代表"]
    assert names(office, active="yes", role="deputy") == ["王代表"]


@pytest.mark.db
def test_todo_filters(office: Client, wang: User, sun: User) -> None:
    User.objects.filter(pk=wang.pk).update(last_login=NOW)
    assert names(office, todo="never") == ["孙代表"]
    assert names(office, todo="unenrolled") == ["孙代表"]


def test_people_of_another_congress_are_not_listed(office: Client, wang: User, zhao: User) -> None:
    assert names(office) == ["王代表"]
    assert names(office, q="赵") == []


def test_forged_filters_are_not_found(office: Client, elsewhere: World) -> None:
    for query in ({"unit": elsewhere.unit.pk}, {"unit": "x"}, {"role": "office"}, {"todo": "x"}):
        assert office.get(url("people", **query)).status_code == 404, query


def test_former_deputies_are_listed_as_such(office: Client, sun: User) -> None:
    sun.memberships.update(ends_on=date(2026, 1, 31))
    assert "已离任" in words(office.get(url("people")))
    assert names(office, role="deputy") == []


def test_an_empty_search_says_so(office: Client, wang: User) -> None:
    assert "没有找到符合条件的人" in words(office.get(url("people", q="没有这个人")))


def test_the_list_has_pages_of_fifty_and_a_fixed_cost(
    office: Client, jintang: Organisation
) -> None:
    for number in range(3):
        making.person(f"R{number:03}", f"学员{number}", jintang, Role.DEPUTY)
    with at_most(10):
        assert len(names(office)) == 3
    for number in range(3, 55):
        user = User.objects.create(username=f"R{number:03}", number=f"R{number:03}", name="学员")
        Membership.objects.create(
            user=user, organisation=jintang, role=Role.DEPUTY, starts_on=date(2022, 1, 1)
        )
    with at_most(10):
        assert len(names(office)) == 50
    assert len(names(office, page=2)) == 5
    page = office.get(url("people", unit=jintang.pk)).content.decode()
    assert f"?unit={jintang.pk}&amp;page=2" in page


# ---- add


def test_adding_leads_to_the_next_steps(office: Client, zhang: User, typed: dict) -> None:
    response = office.post(url("add"), typed)
    added = User.objects.get(number="R070")
    assert response.url == url("welcome", added.pk)
    assert (added.username, added.phone, added.has_usable_password()) == (
        "R070",
        "13800005678",
        False,
    )
    held = added.memberships.get()
    assert (held.organisation_id, held.role, held.first_term) == (typed["unit"], "deputy", True)
    assert (noted("person.added").actor, noted("person.added").target) == (zhang, str(added.pk))


def test_a_taken_number_is_explained_beside_the_field(
    office: Client, sun: User, typed: dict
) -> None:
    response = office.post(url("add"), typed | {"number": "r066"})
    assert response.status_code == 200
    error = BeautifulSoup(response.content, "html.parser").find(id="id_number_error")
    assert "已经有人使用" in error.get_text()
    assert "新代表" in response.content.decode(), "what was typed is kept"
    assert not User.objects.filter(name="新代表").exists()


def test_the_number_of_somebody_who_signs_in_by_name_is_taken(
    office: Client, wang: User, sun: User, typed: dict, jintang: Organisation
) -> None:
    User.objects.filter(pk=sun.pk).update(username="sunyi")
    assert "已经有人使用" in words(office.post(url("add"), typed | {"number": "r066"}))
    wanted = {"name": "王", "number": "R066", "unit": jintang.pk, "role": "deputy"}
    assert "已经有人使用" in words(office.post(url("correct", wang.pk), wanted))
    assert User.objects.filter(number__iexact="R066").count() == 1


def test_a_number_taken_in_another_congress_reveals_nobody(
    office: Client, zhao: User, typed: dict
) -> None:
    response = office.post(url("add"), typed | {"number": "zhao"})
    assert "已经有人使用" in response.content.decode()
    assert "赵代表" not in response.content.decode()


def test_what_is_missing_or_wrong_is_said_beside_its_field(
    office: Client, elsewhere: World, typed: dict
) -> None:
    for field, wrong in {
        "name": "",
        "number": "有 空格",
        "phone": "打我电话",
        "unit": elsewhere.unit.pk,
        "role": "administrator",
    }.items():
        page = BeautifulSoup(office.post(url("add"), typed | {field: wrong}).content, "html.parser")
        assert page.find(id=f"id_{field}_error"), field
        control = page.find(attrs={"name": field})
        assert f"id_{field}_error" in control["aria-describedby"], field
    assert not User.objects.filter(name="新代表").exists()


def test_full_width_numbers_become_plain(office: Client, typed: dict) -> None:
    office.post(url("add"), typed | {"number": " Ｒ０７１ "})
    assert User.objects.filter(username="R071").exists()


# ---- next steps


def test_welcome_enrols_by_default_and_prints(
    office: Client, dinghai: World, sun: User, zhang: User
) -> None:
    page = BeautifulSoup(office.get(url("welcome", sun.pk)).content, "html.parser")
    assert page.find("input", attrs={"name": "enrol"}).has_attr("checked")
    assert page.find("input", attrs={"name": "slip"}).has_attr("checked")
    chosen = {"enrol": "on", "slip": "on", "cohort": dinghai.cohort.pk, "group": dinghai.group.pk}
    response = office.post(url("welcome", sun.pk), chosen)
    assert "登录码" in words(response)
    enrolment = Enrolment.objects.get(learner=sun)
    assert (enrolment.cohort, enrolment.group) == (dinghai.cohort, dinghai.group)
    assert enrolment.unit.name == "金塘镇"
    assert (enrolment.first_term, enrolment.enrolled_at) == (True, NOW)
    assert noted("person.enrolled").actor == zhang


def test_welcome_without_ticks_does_nothing(office: Client, sun: User) -> None:
    response = office.post(url("welcome", sun.pk), {"group": ""})
    assert response.url == url("person", sun.pk)
    assert not Enrolment.objects.filter(learner=sun).exists()
    assert not sun.slips.exists()


def test_welcome_wants_a_class_when_enrolling(office: Client, sun: User) -> None:
    response = office.post(url("welcome", sun.pk), {"enrol": "on", "cohort": ""})
    assert "请选择班次" in words(response)


def test_a_class_or_group_of_another_congress_is_not_on_offer(
    office: Client, elsewhere: World, dinghai: World, sun: User
) -> None:
    for forged in (
        {"cohort": elsewhere.cohort.pk, "group": ""},
        {"cohort": dinghai.cohort.pk, "group": elsewhere.group.pk},
    ):
        assert office.post(url("enrol", sun.pk), forged).status_code == 404
        assert office.post(url("welcome", sun.pk), forged | {"enrol": "on"}).status_code == 200
    assert not Enrolment.objects.filter(learner=sun).exists()


def test_enrolling_twice_changes_nothing(office: Client, dinghai: World, wang: User) -> None:
    before = Enrolment.objects.get(learner=wang)
    chosen = {"cohort": dinghai.cohort.pk, "group": ""}
    assert office.post(url("enrol", wang.pk), chosen).status_code == 302
    after = Enrolment.objects.get(learner=wang)
    assert (after.group, after.enrolled_at) == (before.group, before.enrolled_at)
    assert not AuditEvent.objects.filter(action="person.enrolled").exists()


def test_former_deputies_are_not_enrolled(office: Client, dinghai: World, sun: User) -> None:
    sun.memberships.update(ends_on=date(2026, 1, 31))
    chosen = {"cohort": dinghai.cohort.pk, "group": ""}
    assert office.post(url("enrol", sun.pk), chosen).status_code == 404


# ---- a person


@pytest.mark.db
def test_the_page_of_a_person_tells_all(office: Client, wang: User, client: Client) -> None:
    client.force_login(wang)
    with at_most(19):
        text = words(office.get(url("person", wang.pk)))
    for told in ("昌国街道", "初任", "第一期", "政法组", "2026-11-17 08:00", "没有发过"):
        assert told in text, told


def test_correcting_a_slip_of_the_pen(office: Client, wang: User, dinghai: World) -> None:
    page = BeautifulSoup(office.get(url("correct", wang.pk)).content, "html.parser")
    assert page.find("input", attrs={"name": "name"})["value"] == "王代表"
    corrected = {
        "name": "王大代表",
        "number": "R001",
        "phone": "",
        "unit": dinghai.unit.pk,
        "role": "deputy",
        "first_term": "no",
    }
    assert office.post(url("correct", wang.pk), corrected).status_code == 302
    wang.refresh_from_db()
    held = wang.memberships.get()
    assert (wang.name, wang.number, wang.username) == ("王大代表", "R001", "R001")
    assert held.first_term is False
    assert set(noted("person.corrected").detail["changed"]) == {"name", "number"}


def test_another_unit_is_a_transfer_and_the_class_keeps_the_old_one(
    office: Client, wang: User, jintang: Organisation
) -> None:
    moved = {
        "name": "王代表",
        "number": "wang",
        "phone": "",
        "unit": jintang.pk,
        "role": "deputy",
        "first_term": "yes",
    }
    office.post(url("correct", wang.pk), moved)
    old, new = wang.memberships.order_by("starts_on")
    assert (old.organisation.name, old.ends_on) == ("昌国街道", NOW.date() - timedelta(days=1))
    assert (new.organisation, new.starts_on) == (jintang, NOW.date())
    assert Enrolment.objects.get(learner=wang).unit.name == "昌国街道"


def test_correcting_to_a_taken_number_is_explained(
    office: Client, wang: User, sun: User, jintang: Organisation
) -> None:
    wanted = {"name": "王", "number": "R066", "unit": jintang.pk, "role": "deputy"}
    response = office.post(url("correct", wang.pk), wanted)
    assert "已经有人使用" in words(response)
    wang.refresh_from_db()
    assert (wang.name, wang.memberships.get().organisation.name) == ("王代表", "昌国街道")


def test_disabling_asks_first_signs_out_and_keeps_everything(
    office: Client, wang: User, as_wang: Client
) -> None:
    assert "学习记录、签到和成绩都保留" in words(office.get(url("disable", wang.pk)))
    wang.refresh_from_db()
    assert wang.is_active
    office.post(url("disable", wang.pk))
    wang.refresh_from_db()
    assert not wang.is_active
    assert as_wang.get(reverse("portal:home")).status_code == 302
    assert Enrolment.objects.filter(learner=wang, status="active").exists()
    assert noted("person.disabled").target == str(wang.pk)


def test_enabling_opens_the_account_again(office: Client, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(is_active=False)
    office.post(url("enable", wang.pk))
    assert Client().login(username="wang", password=PASSWORD)
    assert noted("person.enabled").target == str(wang.pk)


def test_looking_writes_nothing(office: Client, wang: User, clock: Clock) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = [url(name) for name in ("home", "people", "add", "slips")]
    pages += [url(name, wang.pk) for name in ("person", "welcome", "correct", "disable")]
    with CaptureQueriesContext(connection) as captured:
        for address in pages:
            office.get(address)
    written = [q["sql"] for q in captured if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert written == []


def test_nothing_needs_inline_style_or_script(office: Client, wang: User) -> None:
    pages = [url(name) for name in ("home", "people", "add", "slips")]
    pages += [url(name, wang.pk) for name in ("person", "welcome", "correct", "disable")]
    for address in pages:
        page = BeautifulSoup(office.get(address).content, "html.parser")
        assert not page.find(style=True), address
        assert not [s for s in page.find_all("script") if not s.get("src")], address
