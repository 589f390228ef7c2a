"""Scores of few people are not told, nor what would tell them; attendance and hours always are."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.world import World
from tests.training.insight.conftest import NOW
from training.insight.cubes.keeping import count_class
from training.insight.figures import Measure, overview
from training.insight.models import MeasureCell, PointCell
from training.insight.selectors import Filters
from training.people.access import Scope
from training.people.models import Organisation

SCORES = ("drafts", "pre", "post", "gain")


@pytest.fixture
def groups(dinghai: World) -> list[Organisation]:
    """Three study groups."""
    add = dinghai.congress.organisations.create
    return [add(kind=Organisation.Kind.GROUP, name=name, order=9) for name in "甲乙丙"]


def cells(world: World, people: dict[Organisation | None, int]) -> None:
    """A counted class in whose cells so many people of each group have every measure."""
    count_class(cohort=world.cohort, now=NOW)
    for table in (MeasureCell, PointCell):
        table.objects.all().delete()
    shared: dict[str, Any] = {"cohort": world.cohort, "unit": world.unit, "first_term": None}
    for group, n in people.items():
        for measure in ("attendance", "hours", "drafts", "pre", "post"):
            MeasureCell.objects.create(
                **shared, group=group, measure=measure, people=n, total=n * 40.0, of=n * 80.0
            )
    MeasureCell.objects.create(
        cohort=world.cohort, measure="satisfaction", people=9, total=27, of=36
    )


def told(world: World, units: frozenset[int] | None = None, **asked: Any) -> dict[str, Measure]:
    """The measures by key."""
    scope = Scope(world.congress, units)
    found = overview(scope=scope, cohort=world.cohort, now=NOW, filters=Filters(**asked))
    return {one.key: one for one in found.measures}


def test_few_are_hidden_where_attendance_is_not(dinghai: World, groups: Any) -> None:
    cells(dinghai, {groups[0]: 4})
    found = told(dinghai)
    for key in SCORES:
        assert found[key].hidden
        assert found[key].value is None
        assert found[key].people == 4
    assert found["attendance"].value == Decimal("50.0")
    assert not found["attendance"].hidden
    assert found["hours"].value == Decimal("40.0")


def test_a_group_that_would_tell_the_small_one_is_hidden_too(dinghai: World, groups: Any) -> None:
    cells(dinghai, {groups[0]: 8, groups[1]: 4})
    assert not told(dinghai)["drafts"].hidden
    for group in groups[:2]:
        found = told(dinghai, group=group.pk)
        assert all(found[key].hidden for key in SCORES)
        assert not found["attendance"].hidden


def test_of_three_groups_the_largest_is_shown(dinghai: World, groups: Any) -> None:
    cells(dinghai, dict(zip(groups, (8, 4, 6), strict=True)))
    shown = [not told(dinghai, group=group.pk)["pre"].hidden for group in groups]
    assert shown == [True, False, False]


def test_people_without_a_group_are_siblings_too(dinghai: World, groups: Any) -> None:
    cells(dinghai, {groups[0]: 8, None: 3})
    assert told(dinghai, group=0)["pre"].hidden
    assert told(dinghai, group=groups[0].pk)["pre"].hidden


@pytest.mark.parametrize("asked", [{"group": 0}, {"delegation": 0}, {"first_term": "unknown"}])
def test_answers_without_a_name_are_nobodys_group(
    dinghai: World, groups: Any, asked: dict[str, Any]
) -> None:
    cells(dinghai, {groups[0]: 8})
    assert told(dinghai)["satisfaction"].value == Decimal("75.0")
    assert told(dinghai, **asked)["satisfaction"].people == 0
    assert told(dinghai, frozenset([dinghai.unit.pk]))["satisfaction"].people == 0


def test_points_of_few_are_hidden(dinghai: World, groups: Any) -> None:
    cells(dinghai, {groups[0]: 8})
    from cms.taxonomy.models import KnowledgePoint

    point = KnowledgePoint.objects.order_by("pk").first()
    assert point is not None
    for group, n in zip(groups, (9, 3, 6), strict=True):
        PointCell.objects.create(
            cohort=dinghai.cohort,
            unit=dinghai.unit,
            group=group,
            point=point.key,
            people=n,
            known=n / 2,
            spread=n / 4,
        )

    def line(**asked: Any) -> Any:
        scope = Scope(dinghai.congress)
        found = overview(
            scope=scope, cohort=dinghai.cohort, now=NOW, filters=Filters(**asked)
        ).points
        return [(one.people, one.share, one.hidden) for one in found]

    assert line() == [(18, 50, False)]
    assert [line(group=group.pk)[0] for group in groups] == [
        (9, 50, False),
        (3, None, True),
        (6, None, True),
    ]
