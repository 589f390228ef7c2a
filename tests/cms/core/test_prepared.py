"""Prepared queries: the rows of the ordinary query, whatever the values, and only one query."""

from typing import Any

import pytest
from django.db.models import CharField, Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.transaction import TransactionManagementError, atomic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.core.prepared import Parameter, Prepared, Several, prepared
from cms.taxonomy.models import KnowledgePoint
from courses.quizzes.models import Quiz
from tests.counting import at_most
from tests.factories.world import World
from training import urls

pytestmark = [pytest.mark.django_db, pytest.mark.db]
KEYS = ["rights", "duties", "motions", "law's", "a%sb", "百分之%"]


@pytest.fixture
def points() -> list[KnowledgePoint]:
    return [
        KnowledgePoint.objects.create(key=key, name=f"{key}！", order=order)
        for order, key in enumerate(KEYS)
    ]


def _found(keys: Any, name: Any, order: Any) -> "QuerySet[Any]":
    """What is the same for every value (the sign of per cent in it), lists, and a value twice."""
    twin = KnowledgePoint.objects.filter(name=name, pk=OuterRef("pk"))
    found = KnowledgePoint.objects.filter(key__in=keys, order__gte=order).exclude(name="100%s")
    return found.annotate(named=Exists(twin), sign=Value("%s %", CharField())).order_by("order")


FOUND = prepared(
    keys=Several(CharField()), name=CharField(), order=KnowledgePoint._meta.get_field("order")
)(_found)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(st.sampled_from([*KEYS, "nowhere"]), max_size=9),
    name=st.sampled_from(["rights！", "百分之%！", ""]),
    order=st.integers(-1, 9),
)
def test_the_rows_are_those_of_the_ordinary_query(
    points: list[KnowledgePoint], keys: list[str], name: str, order: int
) -> None:
    told = {"keys": keys, "name": name, "order": order}
    with at_most(1):
        rows = FOUND.all(**told)
    ordinary = _found(keys, name, order)
    assert [(row, vars(row) | {"_state": 0}) for row in rows] == [
        (row, vars(row) | {"_state": 0}) for row in ordinary
    ]
    assert FOUND.first(**told) == ordinary.first()
    assert all(not row._state.adding and row._state.db for row in rows)


def test_rows_of_values_and_of_others_beside_them(dinghai: World) -> None:
    @prepared(key=CharField())
    def keys(key: Any) -> "QuerySet[Any, Any]":
        return Quiz.objects.filter(key=key).values_list("owner_root__congress_key", "title")

    @prepared(key=CharField())
    def some(key: Any) -> "QuerySet[Quiz]":
        beside = Quiz.objects.select_related("owner_root").only("title", "owner_root__title")
        return beside.filter(key=key)

    key = dinghai.quiz.key
    assert keys.all(key=key) == [(dinghai.congress.key, dinghai.quiz.title)]
    with at_most(1):
        quiz = some.get(key=key)
        assert quiz.owner_root is not None
        assert quiz.owner_root.title == dinghai.quiz.owner_root.title
    with at_most(1):
        assert quiz.purpose == dinghai.quiz.purpose  # was left out, and is fetched when asked for


def test_one_that_is_not_there(points: list[KnowledgePoint]) -> None:
    @prepared(key=CharField())
    def one(key: Any) -> "QuerySet[KnowledgePoint]":
        return KnowledgePoint.objects.filter(key=key)

    assert one.get(key="duties").name == "duties！"
    assert one.first(key="nowhere") is None
    with pytest.raises(KnowledgePoint.DoesNotExist):
        one.get(key="nowhere")
    with pytest.raises(TypeError, match="wants"):
        one.get(ky="duties")


def test_an_empty_list_and_what_stands_beside_it(points: list[KnowledgePoint]) -> None:
    @prepared(keys=Several(CharField()), other=CharField())
    def either(keys: Any, other: Any) -> "QuerySet[KnowledgePoint]":
        return KnowledgePoint.objects.filter(Q(key__in=keys) | Q(key=other)).order_by("order")

    assert [one.key for one in either.all(keys=[], other="duties")] == ["duties"]
    assert [one.key for one in either.all(keys=["rights"], other="")] == ["rights"]
    assert either.all(keys=[], other="") == []
    assert [one.key for one in either.all(keys=(key for key in KEYS), other="")] == KEYS


@pytest.mark.parametrize("order", [2**31, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**40])
def test_a_number_however_large_finds_nothing(points: list[KnowledgePoint], order: int) -> None:
    @prepared(order=IntegerField())
    def ordered(order: Any) -> "QuerySet[KnowledgePoint]":
        return KnowledgePoint.objects.filter(order=order)

    assert ordered.all(order=order) == []
    assert ordered.get(order=1).key == "duties"


def test_none_is_refused_as_nothing_equals_it() -> None:
    @prepared(key=CharField())
    def one(key: Any) -> "QuerySet[KnowledgePoint]":
        return KnowledgePoint.objects.filter(key=key)

    with pytest.raises(ValueError, match="isnull"):
        one.first(key=None)


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_taken_within_a_transaction_only() -> None:
    @prepared(key=CharField())
    def held(key: Any) -> "QuerySet[KnowledgePoint]":
        return KnowledgePoint.objects.select_for_update().filter(key=key)

    KnowledgePoint.objects.create(key="rights", name="权利")
    with atomic():
        assert held.get(key="rights").name == "权利"
    with pytest.raises(TransactionManagementError):
        held.get(key="rights")


def test_what_would_ask_more_is_refused() -> None:
    @prepared(key=CharField())
    def more(key: Any) -> "QuerySet[KnowledgePoint]":
        return KnowledgePoint.objects.filter(key=key).prefetch_related("lessons")

    with pytest.raises(TypeError, match="more than one query"):
        more.all(key="rights")


def test_every_prepared_query_of_the_product_is_sound() -> None:
    assert urls.urlpatterns  # every room is loaded
    ours = [one for one in Prepared.known if not one.build.__module__.startswith("tests.")]
    assert len(ours) > 15
    for one in ours:
        told = [part for part in one.written.told if isinstance(part, Parameter)]
        assert {part.name for part in told} == set(one.kinds), one
        lists = sum(bool(part.place) for part in told)
        assert one.written.sql.count("%s") == len(one.written.told) - lists, one
