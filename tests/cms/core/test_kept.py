"""Queries that are built once: the same rows as ever, for every value."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from cms.core.kept import Kept
from tests.counting import at_most
from tests.factories.world import World, moment
from training.cohorts.models import ScheduledSession
from training.people.models import Membership, Organisation, User

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def _sessions(cohort: int, before: datetime, *codes: str) -> "QuerySet[Any, Any]":
    rows = ScheduledSession.objects.filter(cohort=cohort, starts_at__lt=before)
    rows = rows.filter(session__code__in=codes) if codes else rows
    return rows.order_by("starts_at").values_list("pk", "starts_at", "session__uuid", "place")


def _roles(person: UUID) -> "QuerySet[Any, Any]":
    held = Membership.objects.filter(user=person)
    first = held.order_by().values(what=Value("held")).annotate(n=Count("pk"))
    units = Organisation.objects.filter(Exists(held.filter(organisation=OuterRef("pk"))))
    second = units.order_by().values(what=Value("units")).annotate(n=Count("pk"))
    return first.values_list("what", "n").union(second.values_list("what", "n"), all=True)


def test_the_rows_are_those_of_the_query(dinghai: World) -> None:
    kept = Kept(_sessions)
    here = dinghai.cohort.pk
    for values in ((here, moment(1, 9)), (here, moment(3, 9)), (here + 1, moment(3, 9))):
        assert kept.keeps(*values)
        assert kept.rows(*values) == list(_sessions(*values))
    assert len(kept.rows(here, moment(3, 9))) == 4


def test_how_many_values_there_are_may_change(dinghai: World) -> None:
    kept, here, late = Kept(_sessions), dinghai.cohort.pk, moment(3, 9)
    for codes in ((), ("D1-0",), ("D1-0", "D2-1"), ("D1-0", "D1-0")):
        assert kept.rows(here, late, *codes) == list(_sessions(here, late, *codes))


def test_parts_joined_to_one_answer(dinghai: World, wang: User, li: User) -> None:
    kept = Kept(_roles)
    for person in (wang.pk, li.pk, uuid4()):
        assert kept.keeps(person)
        assert sorted(kept.rows(person)) == sorted(_roles(person))


def test_moments_of_any_zone(dinghai: World) -> None:
    kept, here = Kept(_sessions), dinghai.cohort.pk
    at = moment(1, 9)
    assert kept.rows(here, at.astimezone(UTC)) == kept.rows(here, at)
    assert len(kept.rows(here, at + timedelta(seconds=1))) == len(kept.rows(here, at)) + 1


def test_it_is_one_query_and_built_twice_at_most(dinghai: World) -> None:
    built: list[Any] = []

    def building(cohort: int, before: datetime) -> "QuerySet[Any, Any]":
        built.append(cohort)
        return _sessions(cohort, before)

    kept = Kept(building)
    for _turn in range(5):
        with at_most(1):
            kept.rows(dinghai.cohort.pk, moment(3, 9))
    assert len(built) == 2


@pytest.mark.parametrize(
    "build",
    [
        lambda name: User.objects.filter(name__icontains=name).values_list("pk"),
        lambda name: User.objects.none().values_list("pk"),
    ],
)
def test_what_cannot_be_kept_is_built_each_time(wang: User, build: Any) -> None:
    kept = Kept(build)
    assert not kept.keeps(wang.name)
    assert kept.rows(wang.name) == list(build(wang.name))


def test_a_query_that_looks_at_a_value_is_not_kept(dinghai: World) -> None:
    def derived(before: datetime) -> "QuerySet[Any, Any]":
        rows = ScheduledSession.objects.filter(starts_at__lt=before + timedelta(days=1))
        return rows.values_list("pk")

    kept = Kept(derived)
    assert not kept.keeps(moment(1, 9))
    assert kept.rows(moment(1, 9)) == list(derived(moment(1, 9)))
    assert not Kept(lambda told: _roles(uuid4())).keeps(1)
