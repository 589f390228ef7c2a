"""Who may work at the desk, and on whom."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.training.office.conftest import browser
from training.people.models import SignInSlip, User

GET = ["home", "people", "add", "slips"]
GET_PERSON = ["person", "welcome", "correct", "disable"]
POST_PERSON = ["welcome", "correct", "disable", "enable", "enrol", "slip"]


def url(name: str, *args: object) -> str:
    return reverse(f"office:{name}", args=args)


def statuses(client: Client, person: User) -> set[int]:
    """How every address of the desk answers."""
    asked = [client.get(url(name)) for name in GET]
    asked += [client.get(url(name, person.pk)) for name in GET_PERSON]
    asked += [client.post(url(name, person.pk)) for name in POST_PERSON]
    asked += [client.post(url("add")), client.post(url("print_slips"), {"person": [person.pk]})]
    return {response.status_code for response in asked}


def test_the_office_opens_every_page(office: Client, sun: User) -> None:
    for address in [url(name) for name in GET] + [url(name, sun.pk) for name in GET_PERSON]:
        assert office.get(address).status_code == 200, address


@pytest.mark.parametrize("who", ["wang", "chen", "li", "shen", "admin", "zhao"])
def test_everybody_else_finds_nothing(who: str, sun: User, request: pytest.FixtureRequest) -> None:
    assert statuses(browser(request.getfixturevalue(who)), sun) == {404}
    sun.refresh_from_db()
    assert sun.is_active
    assert not SignInSlip.objects.exists()


def test_visitors_are_asked_to_sign_in(client: Client, sun: User) -> None:
    assert statuses(client, sun) == {302}


def test_people_of_another_congress_are_not_found(office: Client, zhao: User, wang: User) -> None:
    for name in GET_PERSON:
        assert office.get(url(name, zhao.pk)).status_code == 404, name
        assert office.get(url(name, uuid4())).status_code == 404, name
    for name in POST_PERSON:
        assert office.post(url(name, zhao.pk)).status_code == 404, name
    response = office.post(url("print_slips"), {"person": [wang.pk, zhao.pk]})
    assert response.status_code == 404
    assert not SignInSlip.objects.exists()


@pytest.mark.parametrize("who", ["zhang", "li", "admin"])
def test_staff_are_not_on_the_desks_roster(
    who: str, office: Client, request: pytest.FixtureRequest
) -> None:
    staff = request.getfixturevalue(who)
    assert office.get(url("person", staff.pk)).status_code == 404
    assert office.post(url("slip", staff.pk)).status_code == 404
    assert office.post(url("print_slips"), {"person": [staff.pk]}).status_code == 404
    assert not SignInSlip.objects.exists()


@pytest.mark.parametrize("who", ["trainer_too", "two_congresses"])
def test_accounts_with_more_power_are_seen_but_not_touched(
    who: str, office: Client, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    page = office.get(url("person", person.pk))
    assert "账号由管理员管理" in page.content.decode()
    assert url("disable", person.pk) not in page.content.decode()
    for name in ("correct", "disable", "enable", "slip", "welcome"):
        assert office.post(url(name, person.pk)).status_code == 404, name
    sheet = office.post(url("print_slips"), {"person": [person.pk]})
    assert "这些人没有打印" in sheet.content.decode()
    assert not SignInSlip.objects.exists()


def test_a_superuser_is_not_touched_even_as_a_deputy(office: Client, sun: User) -> None:
    User.objects.filter(pk=sun.pk).update(is_superuser=True)
    assert office.post(url("slip", sun.pk)).status_code == 404


def test_former_groups_at_wagtails_desk_keep_an_account_out_of_reach(
    office: Client, sun: User
) -> None:
    from django.contrib.auth.models import Group

    sun.groups.add(Group.objects.create(name="讲师们"))
    assert office.post(url("slip", sun.pk)).status_code == 404


def test_what_a_person_does_in_another_congress_is_not_told(
    office: Client, two_congresses: User
) -> None:
    page = office.get(url("person", two_congresses.pk)).content.decode()
    assert "外县" not in page
    assert page.count("<td>代表</td>") == 1


def test_changes_need_a_post(office: Client, sun: User) -> None:
    for name in ("enable", "enrol", "slip"):
        assert office.get(url(name, sun.pk)).status_code == 405, name
    assert office.get(url("print_slips")).status_code == 405


def test_changes_need_the_forms_token(zhang: User, sun: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(zhang)
    assert client.post(url("disable", sun.pk)).status_code == 403
