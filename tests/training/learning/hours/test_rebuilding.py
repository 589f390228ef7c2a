"""The accounts of many at once: the same lines as person by person, added once, in few queries."""

from decimal import Decimal
from typing import Any

import pytest

from tests.counting import at_most
from tests.factories.world import MONDAY, World, moment
from tests.training.learning.hours.test_account import event, passes, reads, unkept
from training.cohorts.models import Enrolment, ScheduledSession
from training.learning import evidence
from training.learning.attendance.services import record_presence
from training.learning.evidence import Happening, Verb
from training.learning.hours import keeping, rebuilding, selectors
from training.learning.models import HourEntry, HoursTable
from training.people.models import User

pytestmark = pytest.mark.db


@pytest.fixture
def session(dinghai: World) -> ScheduledSession:
    """D1-1: the lecture of the first day, with a lesson."""
    return dinghai.cohort.timetable.get(session__code="D1-1")


def again(*learners: User, write: bool = True) -> dict[Any, list[str]]:
    """What the faster way says of some people, which is what the slower one says."""
    told = {one.pk: lines for one in learners if (lines := keeping.differences(one.pk))}
    found = rebuilding.rebuild_batch(evidence.logs_of([one.pk for one in learners]), write)
    assert found == told
    return found


def test_what_ledgers_lack_is_added_once_and_nothing_is_taken_away(
    dinghai: World,
    wang: User,
    wangs_enrolment: Enrolment,
    chen: User,
    session: ScheduledSession,
    zhang: User,
) -> None:
    reads(dinghai, wang, moment(0, 20))
    with unkept():
        record_presence(enrolment=wangs_enrolment, scheduled=session, at=moment(1, 9), by=None)
        passes(dinghai, wangs_enrolment, moment(2, 9))
        for minute, hours in enumerate(("4", "3.5")):
            first = event(chen, dinghai.congress.pk, hours, MONDAY, moment(1, 10, minute))
    before = set(HourEntry.objects.values_list("pk", flat=True))
    assert len(again(wang, chen, zhang, write=False)[chen.pk]) == 3  # the cap is a line, too
    assert set(HourEntry.objects.values_list("pk", flat=True)) == before
    again(wang, chen, zhang)
    assert before < set(HourEntry.objects.values_list("pk", flat=True))
    assert selectors.total_of(wang.pk) == Decimal("1.5")
    assert selectors.total_of(chen.pk) == 6
    assert again(wang, chen, zhang) == {}
    with unkept():
        evidence.void(
            learner_id=chen.pk,
            statement_id=first.statement_id,
            reason="没有去",
            now=moment(1, 11),
            by=zhang,
        )
    again(wang, chen)
    assert selectors.total_of(chen.pk) == 4
    counter = HourEntry.objects.get(learner=chen, takes_back__isnull=False)
    assert (counter.credit, counter.told["why"]) == (Decimal("-3.5"), "没有去")


def test_a_congress_without_a_table_gets_its_first_version_only_when_writing(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    with unkept():
        passes(dinghai, wangs_enrolment, moment(2, 9))
    assert again(wang, write=False)
    assert not HoursTable.objects.exists()
    again(wang)
    assert HoursTable.objects.get().number == 1
    assert selectors.total_of(wang.pk) == Decimal("0.5")


def test_old_statements_of_many_are_worth_what_the_requirements_said(
    dinghai: World, wang: User, chen: User, session: ScheduledSession
) -> None:
    told = Happening(Verb.ATTENDED, session.session.uuid, "session", moment(1, 9))
    with unkept():
        for one in (wang, chen):
            happening = Happening(**{**vars(told), "statement_id": evidence.derived_id(one.pk)})
            evidence.record(learner_id=one.pk, happenings=[happening], now=moment(1, 9))
    logs = evidence.logs_of([wang.pk, chen.pk])
    with at_most(4):  # lines, enrolments, versions of requirements, tables
        assert len(rebuilding.rebuild_batch(logs, False)) == 2
    again(wang, chen)
    assert selectors.total_of(wang.pk) == selectors.total_of(chen.pk) == 1


def test_many_cost_no_more_queries_than_one(
    dinghai: World, wang: User, wangs_enrolment: Enrolment, chen: User
) -> None:
    with unkept():
        passes(dinghai, wangs_enrolment, moment(2, 9))
        event(chen, dinghai.congress.pk, "4", MONDAY, moment(1, 10))
    keeping.first_version(dinghai.congress.pk, moment(0, 8))
    logs = evidence.logs_of([wang.pk, chen.pk])
    with at_most(3):
        assert len(rebuilding.rebuild_batch(logs, True)) == 2
    with at_most(2):
        assert rebuilding.rebuild_batch(logs, True) == {}
