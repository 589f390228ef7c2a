"""The cubes tell what counting everybody tells: for every filter, after any acts, whenever the
worker looks."""

import random
from datetime import timedelta

import pytest
from django.db.models import F

from tests.counting import at_most
from tests.factories import world as making
from tests.factories.world import moment
from tests.training.insight.conftest import NOW, Class, tell
from training.cohorts.members import put_in_groups, take_back_in, withdraw
from training.cohorts.models import Enrolment, Stirred
from training.cohorts.services import enrol
from training.insight.cubes import keeping
from training.insight.cubes.keeping import count_class, differences, refresh_due
from training.insight.figures import overview
from training.insight.models import CohortCubes
from training.insight.people import ORDERS, Sheet, each_person, people_page
from training.insight.selectors import FIRST_TERM, Filters, completion
from training.learning.evidence import Verb, void
from training.learning.progress.states import State
from training.people.access import Scope
from training.people.models import Membership, User

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


def same_as_counting_everybody(klass: Class, now=NOW) -> None:
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


def test_any_acts_and_the_worker_at_any_moment(klass: Class, zhang: User) -> None:
    rng, cohort, now = random.Random(11), klass.world.cohort, NOW
    lesson = klass.world.lesson.activity_uuid
    people = [klass.on_track, klass.behind, klass.not_started, klass.finished]
    told: list[tuple[User, object]] = []
    for step in range(24):
        now += timedelta(minutes=rng.randint(1, 400))
        who = rng.choice(people)
        place = Enrolment.objects.get(learner=who, cohort=cohort)
        act = rng.choice(["learn", "seen", "void", "gone", "back", "group", "join", "look"])
        if act == "learn":
            told.append((who, tell(who, Verb.COMPLETED, lesson, now, completion=True)))
        elif act == "seen":
            tell(who, Verb.PROGRESSED, lesson, now)
        elif act == "void" and told:
            taken, happening = told.pop()
            sid = happening.statement_id
            void(learner_id=taken.pk, statement_id=sid, reason="错", now=now, by=zhang)
        elif act == "gone":
            withdraw(enrolment=place, reason="出差", at=now, by=zhang, now=now)
        elif act == "back":
            take_back_in(enrolment=place, by=zhang, now=now)
        elif act == "group":
            group = rng.choice([None, klass.world.group.pk, klass.farming.pk])
            put_in_groups(cohort=cohort, groups={place.pk: group}, by=zhang, now=now)
        elif act == "join":
            new = making.person(f"new{step}", "新来", klass.jintang, Membership.Role.DEPUTY)
            enrol(learner=new, cohort=cohort, unit=klass.jintang, group=None, now=now)
            people.append(new)
        else:
            refresh_due(now=now)
    refresh_due(now=now)
    same_as_counting_everybody(klass, now)
    assert differences(cohort, now) == []


def test_an_older_count_never_overwrites_a_newer(klass: Class, monkeypatch) -> None:
    cohort = klass.world.cohort
    count_class(cohort=cohort, now=NOW)
    whole = keeping.counted

    def overtaken(cohort, now, *, slow=True):
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
def test_lists_hold_whom_counting_everybody_names(klass: Class, state, order: str) -> None:
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
