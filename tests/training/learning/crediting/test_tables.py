"""The office's table: versions, and what a version does to lines that stand already."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.hours import FRIDAY, NOW, event
from tests.factories.world import World
from training.learning.crediting import tables
from training.learning.crediting.errors import CreditingRefused
from training.learning.hours import keeping, selectors
from training.learning.models import HourEntry, HoursTable
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db
AS_GIVEN = tables.Numbers(
    valid_from=date(2026, 11, 18),
    long_minutes=30,
    long_credit=Decimal(1),
    middle_minutes=15,
    middle_credit=Decimal("0.5"),
    short_credit=Decimal("0.25"),
    lesson_share=Decimal("0.5"),
    test_credit=Decimal("0.5"),
    day_cap=Decimal(6),
    optional=False,
)


@pytest.fixture
def at_desk(zhang: User) -> Client:
    """张主任's browser."""
    client = Client()
    client.force_login(zhang)
    return client


def version(world: World, by: User, **changes: Any) -> HoursTable:
    """The next version with these numbers, not yet written."""
    return tables.next_version(
        congress=world.congress,
        numbers=replace(AS_GIVEN, **changes),
        reason="主任会议决定",
        by=by,
        now=NOW,
    )


def test_a_version_for_later_days_leaves_what_stands(
    dinghai: World, wang: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang)
    tomorrow = date(2026, 11, 19)
    tables.adopt(
        version=version(dinghai, zhang, valid_from=tomorrow, long_credit=Decimal(2)), now=NOW
    )
    assert selectors.total_of(wang.pk) == 1
    assert keeping.differences(wang.pk) == []
    assert HourEntry.objects.count() == 1


def test_the_past_is_tried_first_and_then_reckoned_again(
    dinghai: World,
    wang: User,
    zhang: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    event(dinghai.congress, zhang, wang)
    event(dinghai.congress, zhang, name="短会", minutes=10)
    new = version(dinghai, zhang, valid_from=FRIDAY, long_credit=Decimal("1.5"))
    tried = tables.rehearse(version=new, now=NOW)
    assert [(one.person, one.before, one.after) for one in tried.changes] == [
        (wang, Decimal(1), Decimal("1.5"))
    ]
    assert (tried.lines, tried.more, tried.fewer) == (2, 1, 0)
    assert HourEntry.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        tables.adopt(version=new, now=NOW)
    assert selectors.total_of(wang.pk) == Decimal("1.5")
    assert keeping.differences(wang.pk) == []
    told = [line.sentence for line in selectors.account(wang.pk).lines]
    assert "按办法第 2 版重新计算：-1 学时。" in told[1]
    assert told[2].endswith("按办法第 2 版记 1.5 学时。")
    noted = AuditEvent.objects.get(action="hours.table_changed")
    assert (noted.detail["valid_from"], noted.detail["people"]) == ("2026-07-03", 1)


def test_days_before_a_version_keep_the_one_before(
    dinghai: World, wang: User, zhang: User, django_capture_on_commit_callbacks: Any
) -> None:
    event(dinghai.congress, zhang, wang)
    event(dinghai.congress, zhang, wang, name="八月", starts_on=AUGUST, ends_on=AUGUST)
    new = version(dinghai, zhang, valid_from=AUGUST, long_credit=Decimal(2))
    with django_capture_on_commit_callbacks(execute=True):
        tables.adopt(version=new, now=NOW)
    days = {day.day: day.credit for day in selectors.account(wang.pk).days}
    assert days == {FRIDAY: 1, AUGUST: 2}


AUGUST = date(2026, 8, 7)


@pytest.mark.parametrize(
    "wrong",
    [
        {"middle_minutes": 30},
        {"middle_minutes": 0},
        {"short_credit": Decimal("0.75")},
        {"short_credit": Decimal(-1)},
        {"lesson_share": Decimal("1.5")},
        {"day_cap": Decimal(0)},
        {"day_cap": Decimal("0.5")},
        {"test_credit": Decimal(-1)},
        {"valid_from": date(1999, 1, 1)},
        {"valid_from": date(2030, 1, 1)},
        {},
    ],
)
def test_impossible_and_idle_versions_are_refused(
    dinghai: World, zhang: User, wrong: dict[str, Any]
) -> None:
    with pytest.raises(CreditingRefused):
        version(dinghai, zhang, **wrong)


def test_two_desks_cannot_write_the_same_version(dinghai: World, zhang: User) -> None:
    first = version(dinghai, zhang, day_cap=Decimal(5))
    second = version(dinghai, zhang, day_cap=Decimal(4))
    tables.adopt(version=first, now=NOW)
    with pytest.raises(CreditingRefused, match="刚刚被别人改过"):
        tables.adopt(version=second, now=NOW)


def test_the_page_shows_the_dry_run_before_it_writes(
    dinghai: World, at_desk: Client, wang: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang)
    page = at_desk.get("/office/hours/table/").content.decode()
    assert "一天最多记 6 学时，多出的不记。" in page
    typed = {name: str(value) for name, value in vars(AS_GIVEN).items() if name != "optional"}
    typed |= {"valid_from": "2026-07-01", "long_credit": "2", "reason": "区人大〔2026〕7 号"}
    tried = at_desk.post("/office/hours/table/", typed)
    assert "看了 1 人，1 人会变，其中 1 人变多" in tried.content.decode()
    assert HoursTable.objects.count() == 1
    done = at_desk.post("/office/hours/table/", {**typed, "confirm": "1"})
    assert done.status_code == 302
    assert HoursTable.objects.get(number=2).made_by == zhang
    page = at_desk.get("/office/hours/table/").content.decode()
    assert "区人大〔2026〕7 号" in page


def test_a_version_for_later_needs_no_dry_run(dinghai: World, at_desk: Client) -> None:
    later = timezone.localdate() + timedelta(days=3)
    typed = {name: str(value) for name, value in vars(AS_GIVEN).items() if name != "optional"}
    typed |= {"valid_from": later.isoformat(), "day_cap": "5", "reason": "试行"}
    assert at_desk.post("/office/hours/table/", typed).status_code == 302
    assert HoursTable.objects.get(number=2).day_cap == 5
