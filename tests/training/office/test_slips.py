"""Sign-in slips: printed once, used once, and no way to guess one."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.core import qr
from tests.counting import at_most
from tests.factories import world as making
from tests.factories.world import PASSWORD, World
from tests.training.office.conftest import NOW, Clock, browser
from training.office import forms, services
from training.people.models import AuditEvent, Membership, Organisation, SignInSlip, User
from training.people.services import issue_slip
from training.people.views import PER_ADDRESS, PER_NUMBER

CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")
NEW = "Haitian-2026"
USE = "/accounts/slip/"
WRONG = "编号或登录码不对，或者登录码已过期、已用过"


def url(name: str, *args: object) -> str:
    return reverse(f"office:{name}", args=args)


def words(response) -> str:
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def code_on(response) -> str:
    (code,) = CODE.findall(words(response))
    return code


def use(client: Client, number: str, code: str, password: str = NEW, again: str | None = None):
    typed = {"number": number, "code": code, "password": password}
    return client.post(USE, typed | {"again": password if again is None else again})


@pytest.fixture
def code(office: Client, sun: User) -> str:
    """A valid code for 孙代表."""
    return code_on(office.post(url("slip", sun.pk)))


# ---- printing


def test_the_slip_has_all_that_is_needed_on_paper(office: Client, sun: User) -> None:
    response = office.post(url("slip", sun.pk))
    text = words(response)
    code_on(response)
    for told in (
        "孙代表",
        "R066",
        "2026-11-20 08:00",
        "72 小时",
        "http://testserver/accounts/slip/",
        "0580-0000000",
    ):
        assert told in text, told
    assert response["Cache-Control"] == "private, no-store"


def test_the_code_is_shown_once_and_never_stored(office: Client, sun: User) -> None:
    code = code_on(office.post(url("slip", sun.pk)))
    for page in (url("person", sun.pk), url("slips"), url("people")):
        assert code not in office.get(page).content.decode()
    slip = SignInSlip.objects.get()
    assert code.replace("-", "") not in f"{vars(slip)}"
    events = AuditEvent.objects.filter(action="slip.issued")
    assert [(e.target, code in str(e.detail)) for e in events] == [(str(sun.pk), False)]


def test_the_drawing_is_an_svg_without_style_or_data_address(office: Client, sun: User) -> None:
    page = BeautifulSoup(office.post(url("slip", sun.pk)).content, "html.parser")
    drawing = page.find("svg", class_="qr")
    assert drawing["role"] == "img"
    assert not page.find(style=True)
    assert "data:" not in str(page.main)


def test_the_drawing_says_the_address() -> None:
    address = "http://testserver/accounts/slip/?number=R066"
    drawing = qr.draw(address)
    cells = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", drawing.path)
        for step in range(int(width))
    }
    import segno

    modules = segno.make(address, error="m", micro=False).matrix
    assert drawing.side == len(modules) + 2 * qr.QUIET
    dark = {
        (x + qr.QUIET, y + qr.QUIET)
        for y, row in enumerate(modules)
        for x, module in enumerate(row)
        if module
    }
    assert cells == dark


def test_several_people_on_one_sheet(office: Client, sun: User, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(is_active=False)
    other = making.person("R067", "李代表", sun.memberships.get().organisation, "deputy")
    response = office.post(url("print_slips"), {"person": [sun.pk, wang.pk, other.pk]})
    text = words(response)
    assert len(set(CODE.findall(text))) == 2
    assert "王代表 ：账号已停用" in text.replace("王代表：", "王代表 ：")
    assert SignInSlip.objects.count() == 2


def test_the_whole_page_at_once(office: Client, sun: User, wang: User) -> None:
    listed = BeautifulSoup(office.get(url("slips")).content, "html.parser").select(
        "input[name=listed]"
    )
    response = office.post(
        url("print_slips"), {"all": "1", "listed": [field["value"] for field in listed]}
    )
    assert len(set(CODE.findall(words(response)))) == 2


def test_nobody_ticked_is_explained(office: Client, sun: User) -> None:
    response = office.post(url("print_slips"), follow=True)
    assert "请先在名单里勾选" in response.content.decode()
    assert office.post(url("print_slips"), {"person": ["x"]}).status_code == 404


def test_only_so_many_at_once(
    office: Client, sun: User, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MOST_AT_ONCE", 1)
    response = office.post(url("print_slips"), {"person": [sun.pk, wang.pk]}, follow=True)
    assert "一次最多打印 1 人" in response.content.decode()
    assert not SignInSlip.objects.exists()


def test_a_sheet_costs_a_fixed_number_per_slip(office: Client, sun: User) -> None:
    with at_most(24):
        office.post(url("slip", sun.pk))


def newest(client: Client) -> list[list[str]]:
    """The table of slips handed out last."""
    page = BeautifulSoup(client.get(url("slips")).content, "html.parser")
    rows = page.main.select("table")[-1].select("tbody tr")
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


@pytest.mark.db
def test_the_list_shows_how_slips_stand(
    office: Client, zhang: User, sun: User, zhao: User, clock: Clock
) -> None:
    issue_slip(user=zhao, by=zhao, now=NOW)
    office.post(url("slip", sun.pk))
    office.post(url("slip", sun.pk))
    dates = ["2026-11-17 08:00", "张主任", "2026-11-20 08:00"]
    assert newest(office) == [
        ["孙代表", *dates, "有效，未使用"],
        ["孙代表", *dates, "已被新的代替"],
    ]
    clock.now = NOW + timedelta(hours=73)
    assert newest(browser(zhang))[0][-1] == "已过期"


def test_all_or_none(sun: User, wang: User, zhang: User) -> None:
    wang.is_active = False
    with pytest.raises(Exception, match="已停用"):
        services.issue_slips(persons=[sun, wang], by=zhang, now=NOW)
    assert not SignInSlip.objects.exists()


# ---- using


def test_a_slip_sets_the_password_and_signs_in(client: Client, sun: User, code: str) -> None:
    assert client.get(f"{USE}?number=R066").status_code == 200
    response = use(client, "R066", code)
    assert response.url == reverse("portal:door")
    assert client.session["_auth_user_id"] == str(sun.pk)
    assert Client().login(username="R066", password=NEW)
    assert not Client().login(username="R066", password=PASSWORD)
    actions = set(AuditEvent.objects.filter(actor=sun).values_list("action", flat=True))
    assert actions == {"slip.used", "account.signed_in"}


def test_a_slip_ends_the_sessions_that_were_open(client: Client, sun: User, code: str) -> None:
    elsewhere = browser(sun)
    use(client, "R066", code)
    assert elsewhere.get(reverse("portal:home")).status_code == 302


def test_case_dashes_and_full_width_do_not_matter(client: Client, sun: User, code: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.replace("-", " ").lower() if c != " ")
    assert use(client, " ｒ０６６ ", wide).status_code == 302


def test_a_slip_works_once(client: Client, sun: User, code: str) -> None:
    use(client, "R066", code)
    response = use(Client(), "R066", code, "Another-2026")
    assert WRONG in words(response)
    assert Client().login(username="R066", password=NEW)


def test_an_expired_slip_is_refused(client: Client, sun: User, code: str, clock: Clock) -> None:
    clock.now = NOW + timedelta(hours=72)
    assert WRONG in words(use(client, "R066", code))
    clock.now = NOW + timedelta(hours=72) - timedelta(seconds=1)
    assert use(client, "R066", code).status_code == 302


def test_a_replaced_slip_is_refused(client: Client, office: Client, sun: User, code: str) -> None:
    newer = code_on(office.post(url("slip", sun.pk)))
    assert WRONG in words(use(client, "R066", code))
    assert use(client, "R066", newer).status_code == 302


def test_a_disabled_persons_slip_is_refused(client: Client, sun: User, code: str) -> None:
    User.objects.filter(pk=sun.pk).update(is_active=False)
    assert WRONG in words(use(client, "R066", code))


def test_the_same_words_whatever_is_wrong(
    client: Client, sun: User, wang: User, code: str, zhang: User
) -> None:
    replies = {
        words(use(client, number, tried)).replace(number, "")
        for number, tried in (
            ("R066", "AAAAA-AAAAA"),
            ("nobody", code),
            ("wang", code),
            ("zhang", ""),
        )
        if tried
    }
    assert len(replies) == 1
    assert WRONG in replies.pop()


def test_a_weak_password_is_explained_and_the_slip_stays_good(
    client: Client, sun: User, code: str
) -> None:
    for weak, why in {
        "12345678": "数字",
        "short1": "8",
        "password": "常见",
    }.items():
        page = BeautifulSoup(use(client, "R066", code, weak).content, "html.parser")
        assert why in page.find(id="id_password_error").get_text(), weak
    assert use(client, "R066", code).status_code == 302


def test_two_different_passwords_are_explained(client: Client, sun: User, code: str) -> None:
    response = use(client, "R066", code, NEW, "Other-2026")
    assert "两次输入的密码不一样" in words(response)
    assert SignInSlip.objects.get().used_at is None


def test_passwords_are_not_sent_back(client: Client, sun: User, code: str) -> None:
    response = use(client, "R066", "AAAAA-AAAAA")
    assert NEW not in response.content.decode()


def test_a_number_cannot_be_tried_for_ever(
    client: Client, sun: User, code: str, clock: Clock
) -> None:
    for _n in range(PER_NUMBER.times):
        assert use(client, "R066", "AAAAA-AAAAA").status_code == 200
    refused = use(client, "r066 ", code)
    assert refused.status_code == 429
    assert "试的次数太多了" in words(refused)
    assert use(client, "R099", "AAAAA-AAAAA").status_code == 200, "other numbers go on"
    clock.now = NOW + PER_NUMBER.within
    assert use(client, "R066", code).status_code == 302


def test_numbers_that_do_not_exist_are_throttled_alike(client: Client, dinghai: World) -> None:
    for _n in range(PER_NUMBER.times):
        use(client, "nobody", "AAAAA-AAAAA")
    assert use(client, "nobody", "AAAAA-AAAAA").status_code == 429


def test_an_address_cannot_try_many_numbers(client: Client, dinghai: World, clock: Clock) -> None:
    for number in range(PER_ADDRESS.times):
        assert use(client, f"R{number:03}", "AAAAA-AAAAA").status_code == 200
    assert use(client, "R500", "AAAAA-AAAAA").status_code == 429
    other = Client(REMOTE_ADDR="10.0.0.9")
    assert use(other, "R500", "AAAAA-AAAAA").status_code == 200
    clock.now = NOW + PER_ADDRESS.within
    assert use(client, "R500", "AAAAA-AAAAA").status_code == 200


def test_looking_at_the_page_is_no_try(client: Client, dinghai: World) -> None:
    for _n in range(PER_ADDRESS.times + 1):
        assert client.get(USE).status_code == 200


def test_the_page_needs_the_forms_token(sun: User, code: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert use(strict, "R066", code).status_code == 403


def test_somebody_else_signed_in_is_told_and_replaced(
    office: Client, zhang: User, sun: User, code: str
) -> None:
    assert "现在登录的是张主任" in words(office.get(USE))
    use(office, "R066", code)
    assert office.session["_auth_user_id"] == str(sun.pk)
    assert office.get(url("home")).status_code == 404


def test_the_number_in_the_address_is_escaped(client: Client, dinghai: World) -> None:
    html = client.get(USE, {"number": '"><script>x</script>'}).content.decode()
    assert "<script>x" not in html


def test_a_group_is_no_unit_of_a_person(office: Client, dinghai: World) -> None:
    typed = {"name": "甲", "number": "R080", "unit": dinghai.group.pk, "role": "deputy"}
    assert office.post(url("add"), typed).status_code == 200
    assert not Membership.objects.filter(organisation__kind=Organisation.Kind.GROUP).exists()
