"""Before and after at the office: figures with their people, nothing of few, the same in files."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories import world as making
from tests.factories.compared import Forms, forms, people, sit
from tests.factories.desk import as_li, desk
from tests.factories.replay import replayed
from tests.factories.world import World, moment
from tests.training.insight.conftest import browser
from training.insight.effect.report import Effect, effect
from training.people.access import Scope
from training.people.models import AuditEvent, Membership, Organisation, User

__all__ = ["as_li", "desk"]
PAGE = reverse("insight:effect")
ALL = ("rights", "duties", "motion")


def _learn(world: World) -> Forms:
    """昌国街道 six: rights before, all after. 金塘镇 five: nothing before, duties after. 盐仓街道 three
    the same. And one who sat before alone, one after alone, one neither."""
    world.congress.organisations.create(kind=Organisation.Kind.STREET, name="盐仓街道")
    tests = forms(world)
    for unit, count, right in (
        ("昌国街道", 6, ALL),
        ("金塘镇", 5, ("duties",)),
        ("盐仓街道", 3, ("duties",)),
    ):
        for one in people(world, unit, count, world.group):
            sit(one, tests.before, {"rights"} if unit == "昌国街道" else set(), moment(1, 9))
            sit(one, tests.after, right, moment(5, 9))
    return tests


@pytest.fixture
def learned(dinghai: World) -> Forms:
    """The class after both tests."""
    return replayed("before and after", lambda: _learn(dinghai))


@pytest.fixture
def office(zhang: User) -> Client:
    """张主任's browser."""
    return browser(zhang)


def told(world: World, units: frozenset[int] | None = None) -> Effect:
    """The figures of a part of the class."""
    return effect(scope=Scope(world.congress, units), cohort=world.cohort, now=moment(5, 18))


def cells(html: str, table: str) -> list[list[str]]:
    """The rows of a table of the page."""
    found = BeautifulSoup(html, "html.parser").find("table", attrs={"data-table": table})
    return [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
        for row in found.find_all("tr")[1:]  # type: ignore[union-attr]
    ]


def test_the_class_in_figures(dinghai: World, learned: Forms) -> None:
    """Before (6 × 1/3) / 14 = 1/7; after (6 × 1 + 8 × 1/3) / 14 = 13/21; gain 5/9."""
    found = told(dinghai)
    assert found.total is not None
    assert found.mean is not None
    assert found.total.before == pytest.approx(1 / 7)
    assert found.total.after == pytest.approx(13 / 21)
    assert found.total.gain == pytest.approx(5 / 9)
    assert found.mean.mean == pytest.approx((6 * 1 + 8 / 3) / 14)
    by_point = {line.name: (line.n, line.before, line.after) for line in found.points}
    assert by_point == {
        "代表的权利": (14, 43, 43),
        "代表的义务": (14, 0, 100),
        "议案": (14, 0, 43),
    }


def test_few_are_hidden_and_so_is_the_next_smallest(dinghai: World, learned: Forms) -> None:
    lines = {line.name: line for line in told(dinghai).units}
    assert lines["昌国街道"].gain is not None
    assert lines["盐仓街道"].why_hidden == "不足 5 人，不显示"
    assert lines["盐仓街道"].gain is None
    assert lines["金塘镇"].gain is None
    assert lines["金塘镇"].why_hidden == "为免推算出别组，不显示"


def test_who_sat_only_one_is_counted_not_dropped(dinghai: World, learned: Forms) -> None:
    extra = [
        making.person(f"x{n}", f"加{n}", dinghai.unit, Membership.Role.DEPUTY) for n in range(3)
    ]
    only_before, only_after, _neither = [dinghai.enrol(one) for one in extra]
    sit(only_before, learned.before, ALL, moment(1, 9))
    sit(only_after, learned.after, ALL, moment(5, 9))
    found = told(dinghai)
    assert len(found.paired) == 14
    assert (found.only_before, found.only_after, found.too_late, found.neither) == (1, 1, 0, 1)


def test_a_small_scope_shows_no_figure_at_all(dinghai: World, learned: Forms) -> None:
    street = dinghai.congress.organisations.get(name="盐仓街道")
    found = told(dinghai, frozenset({street.pk}))
    assert (len(found.paired), found.shown, found.total, found.mean) == (3, False, None, None)
    assert all(line.gain is None for line in (*found.points, *found.units, *found.groups))


def test_page_and_files_say_the_same(dinghai: World, learned: Forms, office: Client) -> None:
    with at_most(12):
        page = office.get(PAGE, {"cohort": dinghai.cohort.key}).content.decode()
    assert "前后都测的 14 人" in page
    assert "向均数回归" in page
    on_page = cells(page, "point")
    file = office.post(reverse("insight:effect_export"), {"kind": "xlsx"})
    book: Any = openpyxl.load_workbook(BytesIO(file.content))
    sheet = book["知识点"]
    in_file = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(in_file) == len(on_page) == 4
    for shown, kept in zip(on_page, in_file, strict=True):
        assert shown[:2] == [kept[0], str(kept[1])]
        assert shown[2:4] == [f"{kept[2]:.0%}", f"{kept[3]:.0%}"]
        assert shown[4] == f"{kept[4]:.2f}"
        assert shown[5] == f"{kept[5]:.2f} 至 {kept[6]:.2f}"
    hidden_row = [[c.value for c in row] for row in book["镇街"].iter_rows(min_row=2)]
    assert [row[2] for row in hidden_row if row[0] == "盐仓街道"] == [None]
    assert AuditEvent.objects.filter(action="export.effect", target=dinghai.cohort.key).exists()
    text = office.post(reverse("insight:effect_export"), {"kind": "csv"}).content.decode(
        "utf-8-sig"
    )
    assert "代表的义务,14,0%,100%,1.0," in text


def test_a_director_sees_her_own_unit_alone(learned: Forms, chen: User) -> None:
    page = browser(chen).get(PAGE).content.decode()
    assert [row[0] for row in cells(page, "unit")] == ["昌国街道", "合计"]
    assert "金塘镇" not in page


def test_nobody_has_both_tests_yet(office: Client, dinghai: World, wang: User) -> None:
    page = office.get(PAGE).content.decode()
    assert "前后都测的不足 5 人" in page
    assert "导出 Excel" not in page
    assert office.get(PAGE, {"cohort": "nobodys"}).status_code == 404


def test_her_trainers_see_it_by_point_at_the_desk(
    learned: Forms, dinghai: World, elsewhere: World, as_li: Client
) -> None:
    page = as_li.get(reverse("effect_desk:class", args=[dinghai.cohort.pk])).content.decode()
    assert "前后都测的 14 人" in page
    assert "代表的义务" in page
    assert "昌国街道" not in page
    foreign = reverse("effect_desk:class", args=[elsewhere.cohort.pk])
    assert as_li.get(foreign).status_code == 404
