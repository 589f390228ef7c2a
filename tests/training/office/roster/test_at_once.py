"""Two of the office press 导入 in the same moment, or two files bring the same person."""

from typing import Any

import pytest

from tests.at_once import at_once
from tests.factories.people import appear
from tests.factories.world import moment, world
from tests.training.office.roster.conftest import in_this_process
from tests.training.office.roster.making import workbook
from training.office.roster import reading, services
from training.office.roster.errors import RosterRefused
from training.office.roster.services import Sent
from training.people.models import AuditEvent, Membership, User
from training.people.rosters import RosterImport

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = moment(2, 8)
LI = ("R070", "李新", "金塘镇", "代表", "初任", "13800007070")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read_apart", in_this_process)


def planned(congress: Any, by: User, *rows: Any) -> RosterImport:
    sent = Sent("表", workbook(*rows))
    job = services.open_import(congress=congress, sent=sent, by=by, now=NOW)
    return services.go_on(job=job, now=NOW)


def applied(pk: int, by: User) -> str:
    """As a browser does it: chosen, and worked on at once."""
    job = RosterImport.objects.get(pk=pk)
    services.choose(job=job, by=by, now=NOW)
    return str(services.go_on(job=job, now=NOW).state)


def test_a_plan_applied_twice_at_once_is_applied_once() -> None:
    there = world()
    zhang = appear(there, "zhang")
    job = planned(there.congress, zhang, LI)
    told = at_once(*[lambda: applied(job.pk, zhang)] * 4)
    assert sum(isinstance(one, RosterRefused) for one in told) == 3
    assert User.objects.filter(number="R070").count() == 1
    assert AuditEvent.objects.filter(action="roster.imported").count() == 1


def test_two_files_with_one_new_person_make_one() -> None:
    there = world()
    zhang = appear(there, "zhang")
    jobs = [planned(there.congress, zhang, LI) for _file in range(2)]
    told = at_once(*(lambda pk=job.pk: applied(pk, zhang) for job in jobs))
    assert sorted(told) == ["applied", "ready"]
    assert User.objects.filter(number="R070").count() == 1
    (waiting,) = RosterImport.objects.filter(state="ready")
    assert waiting.rows.get().outcome == "unchanged"


def test_two_transfers_at_once_leave_one_present_unit() -> None:
    there = world()
    zhang, wang = appear(there, "zhang"), appear(there, "wang")
    row = ("wang", "王代表", "金塘镇", "", "", "")
    jobs = [planned(there.congress, zhang, row) for _file in range(2)]
    told = at_once(*(lambda pk=job.pk: applied(pk, zhang) for job in jobs))
    assert sorted(told) == ["applied", "ready"]
    present = Membership.objects.filter(user=wang, ends_on=None)
    assert [str(one.organisation) for one in present] == ["金塘镇"]
