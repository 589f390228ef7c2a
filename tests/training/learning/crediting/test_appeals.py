"""这一行不对: said by the deputy, answered by the office, seen by the deputy."""

from decimal import Decimal

import pytest
from django.test import Client

from tests.factories.hours import FRIDAY, NOW, appeal, event, line_of
from tests.factories.world import World
from training.learning.crediting import appeals
from training.learning.crediting.errors import CreditingRefused
from training.learning.crediting.models import HourAppeal
from training.learning.hours import keeping, selectors
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db


@pytest.fixture
def at_desk(zhang: User) -> Client:
    """张主任's browser."""
    client = Client()
    client.force_login(zhang)
    return client


def test_she_says_what_is_wrong_and_reads_the_answer(
    dinghai: World, as_wang: Client, at_desk: Client, wang: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang, minutes=20)
    line = line_of(wang)
    mine = as_wang.get("/my/hours/").content.decode()
    assert f"/my/hours/{line.pk}/appeal/" in mine
    assert "学习会“七月学习会”（区人大常委会 主办） 20 分钟，按办法第 1 版记 0.5 学时。" in mine
    as_wang.post(f"/my/hours/{line.pk}/appeal/", {"text": "开了一个半小时。"})
    said = HourAppeal.objects.get()
    assert (said.entry, said.day, said.state) == (line, FRIDAY, "open")
    assert "开了一个半小时" in at_desk.get("/office/hours/appeals/").content.decode()
    answer = {"accepted": "yes", "credit": "0.5", "answer": "签到表上是 90 分钟。"}
    assert at_desk.post(f"/office/hours/appeals/{said.pk}/", answer).status_code == 302
    assert selectors.total_of(wang.pk) == 1
    assert keeping.differences(wang.pk) == []
    mine = as_wang.get("/my/hours/").content.decode()
    assert "工作机构更正了 +0.5 学时：签到表上是 90 分钟。" in mine
    assert "7 月 3 日 工作机构更正：签到表上是 90 分钟。：+0.5 学时。" in mine


def test_something_missing_is_declined_with_a_reason(
    dinghai: World, as_wang: Client, at_desk: Client, wang: User
) -> None:
    as_wang.post("/my/hours/appeal/", {"day": "2026-07-03", "text": "我去了学习会。"})
    said = HourAppeal.objects.get()
    page = at_desk.post(f"/office/hours/appeals/{said.pk}/", {"accepted": "no"})
    assert page.status_code == 200
    at_desk.post(
        f"/office/hours/appeals/{said.pk}/", {"accepted": "no", "answer": "签到表上没有。"}
    )
    assert selectors.total_of(wang.pk) == 0
    assert "签到表上没有。" in as_wang.get("/my/hours/").content.decode()
    audited = AuditEvent.objects.get(action="hours.appeal_declined")
    assert audited.detail["answer"] == "签到表上没有。"


def test_hours_are_taken_back_but_never_more_than_the_day_has(
    dinghai: World, wang: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang)
    said = appeal(wang, dinghai.congress, line_of(wang))
    with pytest.raises(CreditingRefused, match="一共才记了 1 学时"):
        appeals.accept(appeal=said, credit=Decimal("-1.5"), answer="没有去", by=zhang, now=NOW)
    appeals.accept(appeal=said, credit=Decimal(-1), answer="没有去", by=zhang, now=NOW)
    assert selectors.total_of(wang.pk) == 0
    assert keeping.differences(wang.pk) == []
    assert AuditEvent.objects.get(action="hours.appeal_accepted").detail["credit"] == "-1"


def test_an_answer_is_given_once_and_not_by_oneself(
    dinghai: World, wang: User, zhang: User
) -> None:
    said = appeal(wang, dinghai.congress)
    with pytest.raises(CreditingRefused, match="另一位"):
        appeals.accept(appeal=said, credit=Decimal(1), answer="好", by=wang, now=NOW)
    appeals.decline(appeal=said, answer="没有", by=zhang, now=NOW)
    with pytest.raises(CreditingRefused, match="已经答复过"):
        appeals.accept(appeal=said, credit=Decimal(1), answer="好", by=zhang, now=NOW)


def test_a_line_waits_for_one_answer_at_a_time(dinghai: World, wang: User, zhang: User) -> None:
    event(dinghai.congress, zhang, wang)
    line = line_of(wang)
    first = appeal(wang, dinghai.congress, line)
    with pytest.raises(CreditingRefused, match="正在等"):
        appeal(wang, dinghai.congress, line)
    appeals.decline(appeal=first, answer="没有", by=zhang, now=NOW)
    appeal(wang, dinghai.congress, line)


def test_a_day_has_its_cap_whatever_is_granted(dinghai: World, wang: User, zhang: User) -> None:
    event(dinghai.congress, zhang, wang, credit="5.5")
    said = appeal(wang, dinghai.congress)
    appeals.accept(appeal=said, credit=Decimal(2), answer="补", by=zhang, now=NOW)
    assert selectors.total_of(wang.pk) == 6


def test_nobody_objects_to_another_persons_line(
    dinghai: World, as_zhao: Client, wang: User, zhang: User
) -> None:
    event(dinghai.congress, zhang, wang)
    address = f"/my/hours/{line_of(wang).pk}/appeal/"
    assert as_zhao.get(address).status_code == 404
    assert as_zhao.post(address, {"text": "不对"}).status_code == 404
