"""Figures of classes that are not as usual: empty, of one, of people in two classes, of people who
moved, came back, or whose township has another name."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from tests.factories import world as making
from tests.factories.world import World, moment
from tests.training.insight.conftest import NOW, Class, tell
from training.cohorts.members import take_back_in, withdraw
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.services import CohortPlan, enrol, open_cohort
from training.insight.cubes import keeping
from training.insight.cubes.keeping import count_class, differences, refresh_due
from training.insight.figures import Overview, overview
from training.insight.models import CohortCubes, CompletionCell
from training.insight.people import people_page
from training.insight.selectors import Filters, Tally, completion
from training.learning.evidence import Verb
from training.people.access import Scope
from training.people.models import Membership, Organisation, User


def second_class(world: World) -> Cohort:
    """Another class of the same programme in the same week."""
    plan = CohortPlan(key="two", name="第二期", name_en="", starts_on=world.cohort.starts_on)
    return open_cohort(congress=world.congress, programme=world.programme, plan=plan, now=NOW)


def figures(cohort: Cohort, **asked: object) -> Overview:
    """What is told of all of a class, held against counting everybody."""
    scope, filters = Scope(cohort.congress), Filters(**asked)  # type: ignore[arg-type]
    told = overview(scope=scope, cohort=cohort, now=NOW, filters=filters)
    truth = completion(scope=scope, cohort=cohort, now=NOW, filters=filters)
    assert (told.total, told.groups) == (truth.total, truth.groups)
    assert told.delegations == truth.delegations
    return told


@pytest.mark.parametrize("counted", [False, True])
def test_an_empty_class(dinghai: World, counted: bool) -> None:
    cohort = second_class(dinghai)
    if counted:
        count_class(cohort=cohort, now=NOW)
    told = figures(cohort)
    assert told.total == Tally()
    assert told.total.share is None
    assert all(line.tally == Tally() for line in told.units)
    assert told.units
    assert [day.done for day in told.trend] == [0] * len(told.trend)
    assert all(one.value is None and not one.hidden for one in told.measures)
    page = people_page(scope=Scope(dinghai.congress), cohort=cohort, now=NOW, filters=Filters())
    assert (page.rows, page.total, page.pages, page.first, page.last) == ([], 0, 1, 0, 0)


def test_a_class_of_one(dinghai: World) -> None:
    cohort = second_class(dinghai)
    alone = making.person("alone", "独代表", dinghai.unit, Membership.Role.DEPUTY)
    enrol(learner=alone, cohort=cohort, unit=dinghai.unit, group=None, now=moment(0, 12))
    tell(alone, Verb.COMPLETED, dinghai.lesson.activity_uuid, moment(1, 10))
    refresh_due(now=NOW)
    told = figures(cohort)
    assert (told.total.should, told.total.done) == (1, 1)
    assert told.trend[-1].done == 1


def test_a_deputy_in_two_classes_counts_in_both(klass: Class) -> None:
    other = second_class(klass.world)
    enrol(learner=klass.behind, cohort=other, unit=klass.jintang, group=None, now=moment(0, 12))
    refresh_due(now=NOW)
    tell(klass.behind, Verb.COMPLETED, klass.world.quiz.uuid, moment(1, 15))
    refresh_due(now=NOW)
    assert (
        figures(other).total.done
        == figures(klass.world.cohort, group=klass.farming.pk).total.done
        == 2
    )


def test_who_moves_is_counted_where_she_enrolled(klass: Class, zhang: User) -> None:
    refresh_due(now=NOW)
    before = figures(klass.world.cohort).units
    held = Membership.objects.get(user=klass.behind, organisation=klass.jintang)
    held.ends_on = NOW.date()
    held.save()
    Membership.objects.create(
        user=klass.behind,
        organisation=klass.world.unit,
        role=Membership.Role.DEPUTY,
        starts_on=NOW.date() + timedelta(days=1),
    )
    count_class(cohort=klass.world.cohort, now=NOW)
    assert figures(klass.world.cohort).units == before


def test_a_change_of_term_in_the_middle_of_a_class_changes_nothing(klass: Class) -> None:
    """The old term ends on the class's second day, the new one finds her elected elsewhere and no
    longer new: she stays whom she was enrolled as, and counts once."""
    count_class(cohort=klass.world.cohort, now=NOW)
    before = figures(klass.world.cohort)
    terms = klass.world.congress.terms
    old = terms.create(number=28, starts_on=NOW.date() - timedelta(days=1800))
    old.ends_on = NOW.date()
    old.save()
    new = terms.create(number=29, starts_on=NOW.date() + timedelta(days=1))
    Membership.objects.filter(user=klass.behind).update(ends_on=old.ends_on, term=old)
    Membership.objects.create(
        user=klass.behind,
        organisation=klass.world.unit,
        role=Membership.Role.DEPUTY,
        term=new,
        first_term=False,
        starts_on=new.starts_on,
    )
    count_class(cohort=klass.world.cohort, now=NOW)
    after = figures(klass.world.cohort)
    assert after.total.should == before.total.should
    assert (after.units, after.first_terms) == (before.units, before.first_terms)


def test_a_township_keeps_its_figures_under_a_new_name_and_when_it_is_closed(klass: Class) -> None:
    refresh_due(now=NOW)
    before = {line.key: line.tally for line in figures(klass.world.cohort).units}
    klass.jintang.name, klass.jintang.closed_on = "新金塘镇", NOW.date()
    klass.jintang.save()
    told = figures(klass.world.cohort).units
    assert {line.key: line.tally for line in told} == before
    assert "新金塘镇" in [line.name for line in told]


def test_delegation_is_that_of_the_day_of_enrolment(dinghai: World) -> None:
    add = dinghai.congress.organisations.create
    first, second = (add(kind=Organisation.Kind.DELEGATION, name=n) for n in ("一团", "二团"))
    who = making.person("who", "某代表", dinghai.unit, Membership.Role.DEPUTY)
    day = moment(0, 12).date()
    for organisation, starts, ends in (
        (first, day - timedelta(days=9), day),
        (second, day + timedelta(days=1), None),
    ):
        Membership.objects.create(
            user=who,
            organisation=organisation,
            role=Membership.Role.DEPUTY,
            starts_on=starts,
            ends_on=ends,
        )
    place = enrol(
        learner=who, cohort=dinghai.cohort, unit=dinghai.unit, group=None, now=moment(0, 12)
    )
    assert place.delegation_id == first.pk
    refresh_due(now=NOW)
    lines = {line.key: line.tally.should for line in figures(dinghai.cohort).delegations}
    assert lines[first.pk] == 1
    assert second.pk not in lines
    assert figures(dinghai.cohort, delegation=first.pk).total.should == 1
    # What was enrolled before delegations were noted is filled in by the same rule.
    Enrolment.objects.update(delegation=None)
    import_module("training.cohorts.migrations.0006_fill_delegation").fill(apps, None)
    assert list(Enrolment.objects.exclude(delegation=None)) == [place]
    place.refresh_from_db()
    assert place.delegation_id == first.pk


def test_who_left_and_came_back_keeps_what_she_did(klass: Class, zhang: User) -> None:
    place = Enrolment.objects.get(learner=klass.behind, cohort=klass.world.cohort)
    refresh_due(now=NOW)
    before = figures(klass.world.cohort).total
    withdraw(enrolment=place, reason="出差", at=NOW, by=zhang, now=NOW)
    refresh_due(now=NOW)
    assert figures(klass.world.cohort).total.should == before.should - 1
    take_back_in(enrolment=place, by=zhang, now=NOW)
    refresh_due(now=NOW)
    assert figures(klass.world.cohort).total == before


def test_the_last_one_gone_leaves_no_cell(dinghai: World, zhang: User) -> None:
    for place in Enrolment.objects.filter(cohort=dinghai.cohort):
        withdraw(enrolment=place, reason="出差", at=NOW, by=zhang, now=NOW)
    refresh_due(now=NOW)
    assert CohortCubes.objects.filter(cohort=dinghai.cohort).exists()
    assert not CompletionCell.objects.exists()
    assert figures(dinghai.cohort).total == Tally()


def test_what_comes_while_the_worker_counts_is_counted_next(
    klass: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh_due(now=NOW)
    quiz, count = klass.world.quiz.uuid, keeping.counted

    def slowly(cohort: Cohort, now: object, *, slow: bool = True) -> keeping.Counted:
        found = count(cohort, NOW, slow=slow)
        tell(klass.behind, Verb.COMPLETED, quiz, moment(1, 15))  # committed before cells are stored
        return found

    tell(klass.not_started, Verb.PROGRESSED, klass.world.lesson.activity_uuid, moment(1, 15))
    monkeypatch.setattr(keeping, "counted", slowly)
    refresh_due(now=NOW)
    monkeypatch.setattr(keeping, "counted", count)
    assert differences(klass.world.cohort, NOW) != []
    refresh_due(now=NOW)
    assert differences(klass.world.cohort, NOW) == []
    figures(klass.world.cohort)
