"""The cubes tell what counting everybody tells: for every filter, after any acts, whenever the
worker looks."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F

from tests.counting import at_most
from tests.factories.world import moment
from tests.training.insight.conftest import NOW, Class, tell
from training.cohorts.models import Cohort, Stirred
from training.insight.cubes import keeping
from training.insight.cubes.keeping import count_class, differences, refresh_due
from training.insight.figures import overview
from training.insight.models import CohortCubes
from training.insight.people import ORDERS, Sheet, each_person, people_page
from training.insight.selectors import FIRST_TERM, Filters, completion
from training.learning.evidence import Verb
from training.learning.progress.states import State
from training.people.access import Scope

pytestmark = pytest.mark.db


def asked_of(klass: Class) -> list[Filters]:
    units = [klass.world.unit.pk, klass.jintang.pk, klass.nobodys.pk]
    return [
        Filters(),
        *(Filters(unit=unit) for unit in units),
        Filters(group=klass.world.group.pk),
        Filters(group=0),
        Filters(delegation=0),
        *(Filters(first_term=key) for key in FIRST_TERM),
        Filters(unit=units[1], first_term="yes"),
    ]


def same_as_counting_everybody(klass: Class, now: datetime = NOW) -> None:
    cohort = klass.world.cohort
    cohort.refresh_from_db()
    for units in (None, frozenset([klass.jintang.pk])):
        scope = Scope(klass.world.congress, units)
        for filters in asked_of(klass):
            told = overview(scope=scope, cohort=cohort, now=now, filters=filters)
            truth = completion(scope=scope, cohort=cohort, now=now, filters=filters)
            for name in ("total", "delegations", "groups", "first_terms"):
                assert getattr(told, name) == getattr(truth, name), (filters, name)
            told_units = {line.key: line.tally for line in told.units}
            assert told_units == {line.key: line.tally for line in truth.units}, filters


def test_a_class_that_was_never_counted_is_counted_on_the_spot(klass: Class) -> None:
    same_as_counting_everybody(klass)
    assert not CohortCubes.objects.exists()


def test_stored_cells_tell_the_same(klass: Class) -> None:
    refresh_due(now=NOW)
    assert CohortCubes.objects.count() == 1
    assert not Stirred.objects.exists()
    same_as_counting_everybody(klass)
    assert differences(klass.world.cohort, NOW) == []


def test_an_older_count_never_overwrites_a_newer(
    klass: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = klass.world.cohort
    count_class(cohort=cohort, now=NOW)
    whole = keeping.counted

    def overtaken(cohort: Cohort, now: datetime, *, slow: bool = True) -> Any:
        cells = whole(cohort, now, slow=slow)
        CohortCubes.objects.filter(cohort=cohort).update(round=F("round") + 1)
        return cells

    monkeypatch.setattr(keeping, "counted", overtaken)
    assert not count_class(cohort=cohort, now=NOW)
    tell(klass.behind, Verb.PROGRESSED, klass.world.lesson.activity_uuid, NOW)
    refresh_due(now=NOW)
    assert Stirred.objects.exists()  # left for the next round


def test_a_session_that_ends_makes_people_behind_without_anybody_doing_anything(
    klass: Class,
) -> None:
    refresh_due(now=NOW)
    later = moment(5, 20)
    refresh_due(now=later)
    same_as_counting_everybody(klass, later)
    scope = Scope(klass.world.congress)
    told = overview(scope=scope, cohort=klass.world.cohort, now=later)
    assert told.total.behind > 1
    assert told.told_at == later


def test_changes_that_wait_are_told(klass: Class) -> None:
    refresh_due(now=NOW)
    scope, cohort = Scope(klass.world.congress), klass.world.cohort
    tell(klass.behind, Verb.PROGRESSED, klass.world.lesson.activity_uuid, NOW)
    assert not overview(scope=scope, cohort=cohort, now=NOW).stale
    assert overview(scope=scope, cohort=cohort, now=NOW + timedelta(minutes=2)).stale


@pytest.mark.parametrize("state", [None, *State])
@pytest.mark.parametrize("order", ORDERS)
def test_lists_hold_whom_counting_everybody_names(
    klass: Class, state: str | None, order: str
) -> None:
    scope, cohort = Scope(klass.world.congress), klass.world.cohort
    for filters in (Filters(state=state), Filters(state=state, missing="D1-1"), Filters(name="孙")):
        truth = completion(scope=scope, cohort=cohort, now=NOW, filters=filters).people
        sheet = Sheet(order=order, size=2)
        first = people_page(scope=scope, cohort=cohort, now=NOW, filters=filters, sheet=sheet)
        every = list(each_person(scope=scope, cohort=cohort, now=NOW, filters=filters, order=order))
        assert first.total == len(truth)
        assert every[:2] == first.rows
        assert {row.learner_id for row in every} == {row.learner_id for row in truth}
        if order == "unit":
            assert [row.learner_id for row in every] == [row.learner_id for row in truth]


def test_the_cost_does_not_grow(klass: Class) -> None:
    refresh_due(now=NOW)
    scope, cohort = Scope(klass.world.congress), klass.world.cohort
    with at_most(10):
        overview(scope=scope, cohort=cohort, now=NOW)
    with at_most(13):
        overview(scope=scope, cohort=cohort, now=NOW, filters=Filters(unit=klass.jintang.pk))
    with at_most(7):
        people_page(scope=scope, cohort=cohort, now=NOW, filters=Filters(state=State.BEHIND))
