"""The pages of hours: one's own, the office's, and a director's."""

import csv
from io import BytesIO, StringIO

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.test import Client

from tests.counting import at_most
from tests.factories.hours import appeal, event
from tests.factories.world import World, person
from training.people.models import AuditEvent, Membership, Organisation, User

pytestmark = pytest.mark.db


@pytest.fixture
def at_desk(zhang: User) -> Client:
    """张主任's browser."""
    client = Client()
    client.force_login(zhang)
    return client


@pytest.fixture
def as_chen(chen: User) -> Client:
    """陈主任's browser: director of 昌国街道."""
    client = Client()
    client.force_login(chen)
    return client


@pytest.fixture
def lin(dinghai: World) -> User:
    """林代表 of 金塘镇."""
    town = dinghai.congress.organisations.get(kind=Organisation.Kind.TOWNSHIP)
    return person("lin", "=林代表", town, Membership.Role.DEPUTY)


def test_an_empty_account_says_what_to_do(as_wang: Client) -> None:
    page = as_wang.get("/my/hours/").content.decode()
    assert "到课签到、在线学完一课、通过测验，当时就记。" in page


def test_ones_own_account_by_kind_by_day_and_how_it_is_reckoned(
    dinghai: World, as_wang: Client, wang: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang, credit="8")
    with at_most(10):
        page = as_wang.get("/my/hours/?period=all").content.decode()
    assert "当天 6 学时，一天最多 6" in page
    assert "已到上限" in page
    assert "学时怎样记（办法第 1 版）" in page
    assert "当天合计 8 学时，办法第 1 版规定一天最多记 6 学时，多出的不记：-2 学时。" in page


def test_the_office_sees_everybody_with_totals_by_unit_and_group(
    dinghai: World, at_desk: Client, wang: User, chen: User, lin: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang, lin)
    with at_most(16):
        page = at_desk.get("/office/hours/?since=2026-01-01").content.decode()
    for name in ("王代表", "陈主任", "=林代表", "昌国街道", "金塘镇", "政法组", "没有分组"):
        assert name in page
    assert "共 3 人，2 学时" in page
    town = dinghai.congress.organisations.get(name="金塘镇")
    page = at_desk.get(f"/office/hours/?since=2026-01-01&unit={town.pk}").content.decode()
    assert "共 1 人，1 学时" in page
    assert "王代表" not in page
    assert at_desk.get("/office/hours/?unit=99999").status_code == 404


def test_a_director_sees_her_own_unit_read_only(
    dinghai: World, as_chen: Client, wang: User, lin: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang, lin)
    page = as_chen.get("/insight/hours/?since=2026-01-01").content.decode()
    assert "王代表" in page
    assert "林代表" not in page
    assert "学时办法</a>" not in page
    assert as_chen.get(f"/insight/hours/people/{wang.pk}/").status_code == 200
    assert as_chen.get(f"/insight/hours/people/{lin.pk}/").status_code == 404
    assert as_chen.get("/office/hours/").status_code == 404


def test_exports_are_what_the_page_shows_and_are_noted(
    dinghai: World, at_desk: Client, wang: User, lin: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang, lin)
    asked = {"since": "2026-01-01", "kind": "csv"}
    text = at_desk.post("/office/hours/export/", asked).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0][0] == "编号"
    assert [row[:3] + row[-1:] for row in rows[1:]] == [
        ["lin", "'=林代表", "金塘镇", "1.0"],
        ["wang", "王代表", "昌国街道", "1.0"],
    ]
    file = at_desk.post("/office/hours/export/", {**asked, "kind": "xlsx"}).content
    book = openpyxl.load_workbook(BytesIO(file))
    assert book.sheetnames == ["学时", "学时办法", "范围"]
    told = dict(book["范围"].iter_rows(values_only=True))
    assert (told["从"], told["到"], told["人数"]) == ("2026-01-01", "不限", 2)
    assert book["学时"]["K3"].value == 1
    assert AuditEvent.objects.filter(action="export.hours").count() == 2
    one = at_desk.post(f"/office/hours/people/{wang.pk}/export/", {"kind": "csv"})
    assert "按办法第 1 版记 1 学时" in one.content.decode("utf-8-sig")
    later = {"kind": "csv", "since": "2026-07-04", "until": ""}
    one = at_desk.post(f"/office/hours/people/{wang.pk}/export/", later)
    assert "按办法第 1 版记 1 学时" not in one.content.decode("utf-8-sig")


def test_dates_the_wrong_way_round_are_named(at_desk: Client, wang: User) -> None:
    page = at_desk.get("/office/hours/?since=2026-12-01&until=2026-01-01").content.decode()
    assert "“从”比“到”还晚" in page


def test_a_wrong_number_does_not_lose_the_ticks(
    dinghai: World, at_desk: Client, wang: User, zhang: User
) -> None:
    made = event(dinghai.congress, zhang)
    typed = {"person": [str(wang.pk)], "numbers": "R999"}
    page = at_desk.post(f"/office/hours/events/{made.pk}/people/", typed).content.decode()
    assert f'value="{wang.pk}" checked' in page


def test_an_objection_waits_on_the_desks_home(dinghai: World, at_desk: Client, wang: User) -> None:
    assert "学时异议等答复" not in at_desk.get("/office/").content.decode()
    appeal(wang, dinghai.congress)
    assert "1 件学时异议等答复" in at_desk.get("/office/").content.decode()


def test_one_persons_account_at_the_desk(
    dinghai: World, at_desk: Client, wang: User, zhao: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang)
    page = at_desk.get(f"/office/hours/people/{wang.pk}/?since=2026-01-01").content.decode()
    assert "七月学习会" in page
    assert at_desk.get(f"/office/hours/people/{zhao.pk}/").status_code == 404
