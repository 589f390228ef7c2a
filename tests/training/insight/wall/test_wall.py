"""The wall of the meeting room: figures of units, nobody's name, honest about its moment."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import moment
from tests.training.insight.conftest import NOW, Class, tell
from training.cohorts.models import Cohort
from training.insight.cubes.keeping import refresh_due
from training.insight.figures import overview
from training.insight.wall.showing import wall_of
from training.learning.evidence import Verb
from training.people.access import Scope
from training.people.models import User

pytestmark = pytest.mark.django_db
HOME = reverse("wall:home")


def test_no_name_of_anybody_is_on_the_wall(office: Client, klass: Class) -> None:
    html = office.get(HOME).content.decode()
    part = office.get(HOME, {"part": "1"}).content.decode()
    people = User.objects.exclude(name="").values_list("name", "number", "username")
    for name, number, _username in people:
        assert name not in part
        assert not number or number not in part
    assert "<main" in html
    assert "<main" not in part


def test_units_are_those_of_the_statistics(office: Client, klass: Class) -> None:
    scope, cohort = Scope(klass.world.congress), klass.world.cohort
    wall = wall_of(scope=scope, cohort=cohort, now=NOW)
    told = overview(scope=scope, cohort=cohort, now=NOW)
    assert tuple(tile.line for tile in wall.tiles) == told.units
    for tile in wall.tiles:
        assert sum(wide for _kind, _at, wide in tile.parts) in {0, 1000, 999}


def test_the_day_by_day_line_and_the_hour_are_on_it(office: Client, klass: Class) -> None:
    refresh_due(now=NOW)
    part = office.get(HOME, {"part": "1"}).content.decode()
    assert "wall-trend" in part
    assert 'class="wall__clock"' in part


def test_a_director_sees_her_own_unit(director: Client, klass: Class) -> None:
    part = director.get(HOME, {"part": "1"}).content.decode()
    assert "昌国街道" in part
    assert "金塘镇" not in part


def test_it_says_as_of_when_and_that_changes_wait(
    office: Client, klass: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh_due(now=NOW)
    assert "2026" in office.get(HOME).content.decode()
    tell(klass.behind, Verb.PROGRESSED, klass.world.lesson.activity_uuid, moment(1, 0))
    assert "有新的学习记录还没有计入" in office.get(HOME).content.decode()


def test_without_a_class_it_says_what_to_do(office: Client, klass: Class) -> None:
    Cohort.objects.filter(pk=klass.world.cohort.pk).update(starts_on="2099-01-01")
    assert office.get(HOME).status_code == 200
    assert office.get(HOME, {"cohort": "no-such"}).status_code == 404


def test_the_cost_is_small(office: Client, klass: Class) -> None:
    refresh_due(now=NOW)
    with at_most(20):
        office.get(HOME, {"part": "1"})
