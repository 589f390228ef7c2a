"""Two of the office change one timetable in the same moment."""

import pytest

from tests.at_once import at_once
from tests.factories.people import appear
from tests.factories.world import moment, world
from training.cohorts import changes, timetabling
from training.cohorts.errors import TimetableRefused
from training.cohorts.models import TimetableChange
from training.cohorts.timetabling import Kind, Proposal
from training.notices.models import Notice

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_moves_and_everybody_else_looks_again() -> None:
    there = world()
    zhang, wang = appear(there, "zhang"), appear(there, "wang")
    table = timetabling.table_of(there.cohort)
    entry = next(one for one in table if one.code == "D2-2")

    def move(hour: int) -> TimetableChange:
        steps = changes.moved(entry, starts_at=moment(3, hour))
        proposal = Proposal(Kind.MOVED, steps, there.cohort.timetable_version)
        return timetabling.change(
            cohort=there.cohort, proposal=proposal, by=zhang, now=moment(2, 8)
        )

    told = at_once(*[lambda hour=hour: move(hour) for hour in (9, 10, 14, 15)])
    refused = [one for one in told if isinstance(one, TimetableRefused)]
    assert [one.code for one in refused] == ["changed"] * 3
    made = next(one for one in told if isinstance(one, TimetableChange))
    stands = there.cohort.timetable.get(pk=entry.pk)
    assert stands.starts_at == timetabling.steps_in(made)[0].after.starts_at
    assert Notice.objects.filter(learner=wang, kind="session_moved").count() == 1
