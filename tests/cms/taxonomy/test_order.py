"""Which knowledge points come before others: no circles, at most twenty, said in plain words."""

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.models import KnowledgePoint, PointPrerequisite
from cms.taxonomy.order import MOST, circle_in, refusal
from tests.counting import at_most
from tests.factories.desk import as_li, desk
from tests.factories.forms import as_shown

__all__ = ["as_li", "desk"]

edges = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12)


@settings(max_examples=100, deadline=None)
@given(edges)
def test_a_circle_is_found_exactly_when_there_is_one(ties: list[tuple[str, str]]) -> None:
    left, ties_left = set("abcdef"), set(ties)
    while free := [p for p in left if not any(b == p and a in left for a, b in ties_left)]:
        left.difference_update(free)
    circle = circle_in(ties)
    assert bool(circle) is bool(left)
    if circle:
        assert circle[0] == circle[-1]
        assert set(pairwise(circle)) <= ties_left


def test_too_many_are_counted() -> None:
    many = [(f"p{n}", "z") for n in range(MOST + 1)]
    assert "最多 20 条，现在有 21 条" in refusal(many, {})
    assert refusal(many[:-1], {}) == ""


@pytest.fixture
def points(db: None) -> dict[str, KnowledgePoint]:
    named = {"role": "代表是谁", "rights": "代表的权利", "session": "开会"}
    return {
        key: KnowledgePoint.objects.update_or_create(key=key, defaults={"name": name, "order": n})[
            0
        ]
        for n, (key, name) in enumerate(named.items())
    }


def tie(before: KnowledgePoint, after: KnowledgePoint) -> PointPrerequisite:
    return PointPrerequisite.objects.create(before=before, after=after, reason="先懂前一个。")


def page_of(point: KnowledgePoint) -> str:
    return f"/admin/library/points/edit/{point.pk}/"


def row(number: int, before: KnowledgePoint, **extra: Any) -> dict[str, Any]:
    told = {"id": "", "before": before.pk, "reason": "先懂这个。", **extra}
    return {f"prerequisites-{number}-{name}": value for name, value in told.items()}


def test_a_trainer_says_what_comes_first_and_takes_it_back(
    as_li: Client, points: dict[str, KnowledgePoint]
) -> None:
    url = page_of(points["rights"])
    rows = {"prerequisites-TOTAL_FORMS": 1, **row(0, points["role"])}
    assert as_li.post(url, as_shown(as_li, url, **rows)).status_code == 302
    kept = PointPrerequisite.objects.get()
    assert (kept.before, kept.after, kept.reason) == (
        points["role"],
        points["rights"],
        "先懂这个。",
    )
    gone = {"prerequisites-0-DELETE": "1"}
    assert as_li.post(url, as_shown(as_li, url, **gone)).status_code == 302
    assert not PointPrerequisite.objects.exists()


def test_a_circle_is_refused_and_its_points_are_named(
    as_li: Client, points: dict[str, KnowledgePoint]
) -> None:
    tie(points["role"], points["rights"])
    tie(points["rights"], points["session"])
    url = page_of(points["role"])
    rows = {"prerequisites-TOTAL_FORMS": 1, **row(0, points["session"])}
    answer = as_li.post(url, as_shown(as_li, url, **rows))
    assert "代表的权利 → 开会 → 代表是谁 → 代表的权利" in answer.content.decode()
    assert PointPrerequisite.objects.count() == 2


def test_a_point_does_not_come_before_itself(
    as_li: Client, points: dict[str, KnowledgePoint]
) -> None:
    url = page_of(points["role"])
    rows = {"prerequisites-TOTAL_FORMS": 1, **row(0, points["role"])}
    answer = as_li.post(url, as_shown(as_li, url, **rows))
    assert "代表是谁 → 代表是谁" in answer.content.decode()
    assert not PointPrerequisite.objects.exists()


def test_the_list_says_what_comes_first(as_li: Client, points: dict[str, KnowledgePoint]) -> None:
    tie(points["role"], points["session"])
    tie(points["rights"], points["session"])
    as_li.get("/admin/library/points/")
    assert "代表是谁、代表的权利" in as_li.get("/admin/library/points/").content.decode()


def test_the_first_of_a_deleted_point_goes_with_it(points: dict[str, KnowledgePoint]) -> None:
    tie(points["role"], points["rights"])
    with at_most(20):
        points["role"].delete()
    assert not PointPrerequisite.objects.exists()
