"""The pages of the statistics: who may open them, what they show, what they cost."""

import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.counting import at_most
from tests.factories import world as making
from tests.factories.world import World
from tests.training.insight.conftest import NOW, Class, browser
from tests.training.insight.tables import on_page
from training.cohorts.models import Cohort
from training.insight.cubes.keeping import refresh_due
from training.people.models import Membership, User

# Session, user, memberships, congress; then classes and organisations for the filters; then the
# query object's five. A person adds her enrolment and her activities, records their four titles.
QUERIES = {"overview": 16, "people": 13, "unit": 17, "person": 16, "records": 18, "definitions": 4}


def url(name: str, *args: object, **query: object) -> str:
    return reverse(f"insight:{name}", args=args, query=query or None)


def addresses(klass: Class, unit: int, person: User) -> list[str]:
    """Every page that is asked for by GET, about one unit and one person."""
    return [
        url("overview"),
        url("people"),
        url("unit", unit),
        url("person", person.pk),
        url("records", person.pk),
        url("definitions"),
    ]


def page_words(html: bytes) -> str:
    return BeautifulSoup(html, "html.parser").main.get_text(" ", strip=True)


# ---- who may


def test_the_office_opens_every_page(office: Client, klass: Class) -> None:
    for address in addresses(klass, klass.jintang.pk, klass.behind):
        assert office.get(address).status_code == 200, address


def test_the_administrator_opens_every_page(admin: User, klass: Class) -> None:
    client = browser(admin)
    for address in addresses(klass, klass.jintang.pk, klass.behind):
        assert client.get(address).status_code == 200, address


def test_a_director_opens_her_own_units_pages(director: Client, klass: Class) -> None:
    for address in addresses(klass, klass.world.unit.pk, klass.finished):
        assert director.get(address).status_code == 200, address


def test_a_director_finds_nothing_of_another_unit(director: Client, klass: Class) -> None:
    for address in (
        url("unit", klass.jintang.pk),
        url("people", unit=klass.jintang.pk),
        url("person", klass.behind.pk),
        url("records", klass.behind.pk),
    ):
        assert director.get(address).status_code == 404, address


def test_a_directors_overview_names_only_her_unit(director: Client, klass: Class) -> None:
    html = director.get(url("overview")).content
    assert [row[0] for row in on_page(html, "unit")] == ["昌国街道", "合计"]
    assert on_page(html, "unit")[-1][1] == "2"
    for hidden in ("金塘镇", "孙代表", "盐仓街道"):
        assert hidden not in page_words(html)


@pytest.mark.parametrize("who", ["wang", "li", "shen", "zhao"])
def test_deputies_trainers_editors_and_strangers_find_nothing(
    who: str, klass: Class, request: pytest.FixtureRequest
) -> None:
    client = browser(request.getfixturevalue(who))
    for address in addresses(klass, klass.world.unit.pk, klass.finished):
        assert client.get(address).status_code == 404, address
    assert client.post(url("export"), {"what": "people", "kind": "csv"}).status_code == 404


def test_visitors_are_asked_to_sign_in(client: Client, klass: Class) -> None:
    for address in addresses(klass, klass.world.unit.pk, klass.finished):
        assert client.get(address).status_code == 302, address


def test_another_congresss_office_finds_nothing(elsewhere: World, klass: Class) -> None:
    desk = elsewhere.congress.organisations.get(kind="office")
    stranger = making.person("feng", "冯主任", desk, Membership.Role.OFFICE)
    client = browser(stranger)
    html = client.get(url("overview")).content
    assert on_page(html, "unit")[-1][1] == "0"
    for address in (
        url("unit", klass.world.unit.pk),
        url("person", klass.finished.pk),
        url("records", klass.finished.pk),
        url("people", group=klass.world.group.pk),
    ):
        assert client.get(address).status_code == 404, address


# ---- what they show


def test_the_overview_shows_every_figure_by_township(office: Client, klass: Class) -> None:
    rows = on_page(office.get(url("overview")).content, "unit")
    assert ["昌国街道", "2", "50%", "1", "1", "0", "0", "5", "6", "83%"] in rows
    assert ["金塘镇", "3", "0%", "0", "0", "1", "2", "1", "9", "11%"] in rows
    assert ["盐仓街道", "0", "", "0", "0", "0", "0", "0", "0", ""] in rows
    assert rows[-1] == ["合计", "5", "20%", "1", "1", "1", "2", "6", "15", "40%"]


def test_every_number_leads_to_as_many_people(office: Client, klass: Class) -> None:
    page = BeautifulSoup(office.get(url("overview")).content, "html.parser")
    links = [a for a in page.main.find_all("a") if a.get_text(strip=True).isdecimal()]
    assert len(links) > 20
    for link in links:
        html = office.get(link["href"]).content
        assert len(on_page(html, "people")) == int(link.get_text(strip=True)), link["href"]


def test_each_figure_has_its_definition(office: Client, klass: Class) -> None:
    html = office.get(url("overview")).content
    page = BeautifulSoup(html, "html.parser")
    told = BeautifulSoup(office.get(url("definitions")).content, "html.parser")
    links = [a["href"] for a in page.main.find_all("a") if "#" in a["href"]]
    anchors = {link.partition("#")[2] for link in links if not link.startswith("#")}
    for link in links:
        assert not link.startswith("#") or page.find(id=link[1:]), link
    assert {"should", "finished", "ontrack", "behind", "notstarted", "share"} <= anchors
    for anchor in anchors:
        assert told.find(id=anchor), anchor


def test_the_page_says_as_of_when_and_of_a_held_clock(office: Client, klass: Class) -> None:
    assert "截至 2026-11-17 08:00" in page_words(office.get(url("overview")).content)
    cohort = klass.world.cohort
    Cohort.objects.filter(pk=cohort.pk).update(clock_held_at=making.moment(1, 12))
    assert "课表停在 2026-11-16 12:00" in page_words(office.get(url("overview")).content)


def test_disabled_people_are_marked(office: Client, klass: Class) -> None:
    html = office.get(url("unit", klass.jintang.pk)).content
    assert {row[0]: row[5] for row in on_page(html, "people")} == {
        "孙代表": "在用",
        "周代表": "在用",
        "钱代表": "已停用",
    }


def test_withdrawn_people_are_nowhere(office: Client, klass: Class) -> None:
    assert "吴代表" not in page_words(office.get(url("people")).content)
    assert office.get(url("person", klass.withdrawn.pk)).status_code == 404


def test_an_address_with_filters_can_be_shared(office: Client, klass: Class) -> None:
    address = url("people", cohort="class-1", group=klass.farming.pk, first="yes")
    assert [row[0] for row in on_page(office.get(address).content, "people")] == ["钱代表"]
    html = office.get(url("overview", group=klass.farming.pk)).content
    assert on_page(html, "unit")[-1][1] == "2"
    assert f"group={klass.farming.pk}" in html.decode()


def test_forged_filters_are_not_found(office: Client, klass: Class) -> None:
    for query in (
        {"cohort": "no-such"},
        {"group": "99999"},
        {"group": "x"},
        {"group": "9" * 30},
        {"unit": "' OR 1=1"},
        {"first": "maybe"},
        {"state": "sleeping"},
        {"order": "password"},
        {"size": "100000"},
        {"delegation": "99999"},
        {"missing": "D9-9"},
        {"missing": "' OR 1=1"},
    ):
        assert office.get(url("people", **query)).status_code == 404, query
    assert office.get(url("people") + "?name=a%00b").status_code == 404


@pytest.mark.parametrize("page", ["-1", "0", "²", "99", "9" * 5000, "x", ""])
def test_a_page_that_is_not_there_is_the_nearest(office: Client, klass: Class, page: str) -> None:
    html = office.get(url("people", page=page)).content
    assert len(on_page(html, "people")) == 5


def test_a_heading_orders_and_turns_round(office: Client, klass: Class) -> None:
    def heading(html: bytes) -> Any:
        table = BeautifulSoup(html, "html.parser").find("table", attrs={"data-table": "people"})
        return table.find_all("th")[7]

    first = heading(office.get(url("people", first="yes")).content)
    assert not first.get("aria-sort")
    up = office.get(url("people") + first.a["href"]).content
    assert heading(up)["aria-sort"] == "ascending"
    down = office.get(url("people") + heading(up).a["href"]).content
    assert heading(down)["aria-sort"] == "descending"
    assert [row[0] for row in on_page(down, "people")] == ["王代表", "陈主任", "钱代表"]
    assert [row[0] for row in on_page(up, "people")] == ["钱代表", "陈主任", "王代表"]


def test_filters_are_kept_all_the_way_down_and_back(office: Client, klass: Class) -> None:
    asked = url("people", group=klass.farming.pk, state="behind") + "&name=孙"
    page = BeautifulSoup(office.get(asked).content, "html.parser")
    there = page.find("table", attrs={"data-table": "people"}).tbody.a["href"]
    person = BeautifulSoup(office.get(there).content, "html.parser")
    steps = person.select(".breadcrumb li")
    assert [step.get_text(strip=True) for step in steps] == [
        "全班",
        "农业组",
        "金塘镇",
        "名单",
        "孙代表",
    ]
    back = office.get(steps[3].a["href"]).content
    assert [row[0] for row in on_page(back, "people")] == ["孙代表"]
    assert steps[-1].find(attrs={"aria-current": "page"})


def test_a_class_that_has_not_begun_says_so(office: Client, klass: Class) -> None:
    Cohort.objects.filter(pk=klass.world.cohort.pk).update(
        starts_on="2026-12-07", ends_on="2026-12-11"
    )
    assert "2026-12-07 开班，现在还没有开始" in page_words(office.get(url("overview")).content)


def test_everything_unfolds_for_printing(office: Client, klass: Class) -> None:
    plain = BeautifulSoup(office.get(url("overview")).content, "html.parser").main
    assert plain.find("a", href=re.compile("whole=1"))
    assert any(not one.has_attr("open") for one in plain.find_all("details"))
    whole = BeautifulSoup(office.get(url("overview", whole=1)).content, "html.parser").main
    assert all(one.has_attr("open") for one in whole.find_all("details"))


def test_unknown_units_people_and_items_are_not_found(office: Client, klass: Class) -> None:
    for address in (
        url("unit", 999999),
        url("unit", 10**30),
        url("unit", klass.world.group.pk),
        url("person", uuid4()),
        url("records", uuid4()),
        url("records", klass.finished.pk, item="D9-9"),
    ):
        assert office.get(address).status_code == 404, address


def test_a_class_of_another_congress_is_not_found(
    office: Client, elsewhere: World, klass: Class
) -> None:
    elsewhere.cohort.key = "theirs"
    elsewhere.cohort.save()
    assert office.get(url("overview", cohort="theirs")).status_code == 404


def test_without_a_class_the_page_says_what_to_do(office: Client, dinghai: World) -> None:
    dinghai.cohort.timetable.all().delete()
    dinghai.cohort.delete()
    for address in (url("overview"), url("people"), url("unit", dinghai.unit.pk)):
        response = office.get(address)
        assert response.status_code == 200
        assert "还没有班次" in page_words(response.content)
    assert office.post(url("export"), {"what": "people", "kind": "csv"}).status_code == 404


def test_an_empty_class_says_so(office: Client, dinghai: World) -> None:
    words = page_words(office.get(url("overview")).content)
    assert "这里还没有人报名" in words
    assert "没有符合条件的人" in page_words(office.get(url("people")).content)


def test_two_classes_can_be_chosen(office: Client, klass: Class) -> None:
    html = office.get(url("overview")).content
    assert not BeautifulSoup(html, "html.parser").find("select", attrs={"name": "cohort"})
    other = Cohort.objects.create(
        congress=klass.world.congress,
        programme=klass.world.programme,
        key="older",
        name="老班",
        starts_on="2026-03-02",
        ends_on="2026-03-06",
    )
    chooser = BeautifulSoup(office.get(url("overview")).content, "html.parser").find(
        "select", attrs={"name": "cohort"}
    )
    assert chooser.find("option", selected=True)["value"] == "class-1"
    html = office.get(url("overview", cohort=other.key)).content
    assert on_page(html, "unit")[-1][1] == "0"


def test_names_are_escaped(office: Client, klass: Class) -> None:
    User.objects.filter(pk=klass.behind.pk).update(name="<script>alert(1)</script>")
    for address in (url("people"), url("person", klass.behind.pk), url("records", klass.behind.pk)):
        assert b"<script>alert" not in office.get(address).content


def test_nothing_needs_inline_style_or_script(office: Client, klass: Class) -> None:
    for address in addresses(klass, klass.jintang.pk, klass.behind):
        page = BeautifulSoup(office.get(address).content, "html.parser")
        assert not page.find(style=True), address
        assert not [s for s in page.find_all("script") if not s.get("src")], address


# ---- what they cost


def test_no_page_costs_more_with_more_people(office: Client, klass: Class) -> None:
    costs = zip(addresses(klass, klass.jintang.pk, klass.behind), QUERIES.values(), strict=True)
    pages = list(costs)
    refresh_due(now=NOW)
    for address, most in pages:
        with at_most(most):
            office.get(address)
    for number in range(8):
        user = making.person(f"m{number}", f"学员{number}", klass.jintang, Membership.Role.DEPUTY)
        klass.world.enrol(user)
    for address, most in pages:
        with at_most(most):
            assert office.get(address).status_code == 200


def test_looking_writes_nothing(office: Client, klass: Class) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        for address in addresses(klass, klass.jintang.pk, klass.behind):
            office.get(address)
    written = [q["sql"] for q in captured if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert written == []


def test_what_was_chosen_on_the_overview_goes_along_to_the_list_and_back(
    office: Client, klass: Class
) -> None:
    chosen = {"cohort": klass.world.cohort.key, "group": klass.farming.pk}
    for name in ("insight:overview", "insight:people"):
        page = office.get(reverse(name), chosen).content.decode()
        for other in ("insight:overview", "insight:people"):
            assert f'href="{reverse(other)}?{escape(urlencode(chosen))}"' in page
        # A report is of the whole class, and its address says nothing else.
        assert f'href="{reverse("papers:home")}?cohort={klass.world.cohort.key}"' in page
