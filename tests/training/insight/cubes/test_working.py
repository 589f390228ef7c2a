"""The worker: one class that fails stops no other, what waits is told, and by night all is
compared."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.factories import world as making
from tests.factories.world import moment
from tests.training.insight.conftest import NOW, Class
from training.cohorts.models import Cohort, ScheduledSession, Stirred
from training.cohorts.services import CohortPlan, enrol, open_cohort
from training.insight.cubes import keeping
from training.insight.cubes.checking import CellsDiffer, check_cells
from training.insight.cubes.keeping import differences, refresh_due
from training.insight.figures import overview
from training.insight.models import CohortCubes, CompletionCell, MeasureCell
from training.learning.attendance import leaves
from training.learning.attendance.models import LeaveRequest
from training.people.access import Scope
from training.people.models import Membership, User

NIGHT = moment(2, 2, 30)


@pytest.fixture
def other(klass: Class) -> Cohort:
    """Another class with one person."""
    world = klass.world
    plan = CohortPlan(key="two", name="第二期", name_en="", starts_on=world.cohort.starts_on)
    cohort = open_cohort(congress=world.congress, programme=world.programme, plan=plan, now=NOW)
    who = making.person("solo", "独代表", world.unit, Membership.Role.DEPUTY)
    enrol(learner=who, cohort=cohort, unit=world.unit, group=None, now=NOW)
    return cohort


def test_a_class_that_fails_stops_no_other(
    klass: Class, other: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = keeping.counted

    def failing(cohort: Cohort, now: Any, *, slow: bool = True) -> keeping.Counted:
        if cohort.pk == klass.world.cohort.pk:
            raise RuntimeError("broken")
        return count(cohort, now, slow=slow)

    monkeypatch.setattr(keeping, "counted", failing)
    assert refresh_due(now=NOW) == 1
    assert [one.cohort_id for one in CohortCubes.objects.all()] == [other.pk]
    assert Stirred.objects.exists()  # the word about the first is kept
    monkeypatch.setattr(keeping, "counted", count)
    refresh_due(now=NOW)
    assert not Stirred.objects.exists()
    assert differences(klass.world.cohort, NOW) == []


def test_a_round_ends_in_time_and_the_next_goes_on(
    klass: Class, other: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SECONDS_PER_RUN", 0)
    ticks = iter([0.0, 0.0, 1.0, 2.0, 2.0, 3.0, 4.0])
    monkeypatch.setattr(keeping, "monotonic", lambda: next(ticks))
    for counted in (1, 2):
        refresh_due(now=NOW)
        assert CohortCubes.objects.count() == counted


def test_the_page_says_when_the_worker_is_silent(klass: Class) -> None:
    refresh_due(now=NOW)
    scope, cohort = Scope(klass.world.congress), klass.world.cohort
    later = CohortCubes.objects.get(cohort=cohort).due_next
    assert later is not None
    for waited, stale in ((timedelta(0), False), (timedelta(minutes=2), True)):
        told = overview(scope=scope, cohort=cohort, now=later + waited)
        assert (told.stale, told.told_at) == (stale, NOW)


def test_leave_is_counted_soon(klass: Class, zhang: User) -> None:
    refresh_due(now=NOW)
    session = ScheduledSession.objects.filter(cohort=klass.world.cohort).earliest("starts_at")
    leave = LeaveRequest.objects.create(
        learner=klass.behind, scheduled=session, asked=uuid4(), kind="illness", asked_at=NOW
    )
    leaves.answer(
        leaves=[leave.pk],
        congress=klass.world.congress,
        answer=leaves.Answer(approved=True),
        by=zhang,
        now=NOW,
    )
    assert Stirred.objects.filter(learner=klass.behind).exists()


def test_by_night_nothing_differs(klass: Class, other: Cohort) -> None:
    refresh_due(now=NIGHT)
    assert check_cells(now=moment(2, 1, 30)) == 0
    assert check_cells(now=NIGHT) == 2
    assert check_cells(now=NIGHT + timedelta(minutes=1)) == 0
    assert check_cells(now=NIGHT + timedelta(days=1)) == 0  # sessions ended: not counted yet
    refresh_due(now=NIGHT + timedelta(days=1))
    assert check_cells(now=NIGHT + timedelta(days=1)) == 2


def test_what_differs_is_told_and_put_right(klass: Class, other: Cohort) -> None:
    refresh_due(now=NIGHT)
    CompletionCell.objects.filter(cohort=klass.world.cohort).update(finished=40)
    MeasureCell.objects.all().delete()
    with pytest.raises(CellsDiffer, match=klass.world.cohort.key):
        check_cells(now=NIGHT)
    assert differences(klass.world.cohort, NIGHT) == []
    assert check_cells(now=NIGHT) == 0


def test_what_waits_to_be_counted_is_compared_later(klass: Class, other: Cohort) -> None:
    refresh_due(now=NIGHT)
    Stirred.objects.create(learner=klass.behind, at=NIGHT)
    assert check_cells(now=NIGHT) == 1
    refresh_due(now=NIGHT)
    assert check_cells(now=NIGHT) == 1
