"""A deputy's timetable, and the calendar on her phone."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World, moment
from training.cohorts import changes, classes, feeds, members, timetabling
from training.cohorts.models import CalendarFeed, Enrolment, ScheduledSession
from training.cohorts.selectors import now_or_next, sessions_on
from training.cohorts.timetabling import Kind, Proposal
from training.learning.attendance.services import record_presence
from training.people.models import User

MINE, CALENDAR = reverse("timetable:mine"), reverse("timetable:calendar")


@pytest.fixture(autouse=True)
def tuesday_at_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(2, 8))


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def held(dinghai: World, code: str) -> ScheduledSession:
    return dinghai.cohort.timetable.get(session__code=code)


def moved(dinghai: World, code: str, by: User, **to: Any) -> None:
    dinghai.cohort.refresh_from_db()
    entry = next(one for one in timetabling.table_of(dinghai.cohort) if one.code == code)
    steps = changes.moved(entry, **to) if to else changes.cancelled(entry, why="台风")
    proposal = Proposal(
        Kind.MOVED if to else Kind.CANCELLED, steps, dinghai.cohort.timetable_version
    )
    timetabling.change(cohort=dinghai.cohort, proposal=proposal, by=by, now=moment(2, 7))


def test_what_is_now_and_next_is_found_by_the_clock(dinghai: World, zhang: User) -> None:
    on_tuesday = [one.session.code for one in sessions_on(dinghai.cohort, moment(2, 0).date())]
    assert on_tuesday == ["D2-1", "D2-2"]

    def code_at(hour: int, day: int = 2) -> str:
        found = now_or_next(dinghai.cohort, moment(day, hour))
        return found.session.code if found else ""

    assert [code_at(hour) for hour in (8, 9, 10, 17)] == ["D2-1", "D2-1", "D2-2", ""]
    moved(dinghai, "D2-1", zhang)
    assert code_at(8) == "D2-2"
    assert [one.session.code for one in sessions_on(dinghai.cohort, moment(2, 0).date())] == [
        "D2-2"
    ]


def test_days_are_cards_with_room_trainer_and_own_attendance(
    as_wang: Client, dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    first = held(dinghai, "D1-1")
    first.place = "一楼报告厅"
    first.save()
    first.trainers.add(li)
    record_presence(enrolment=wangs_enrolment, scheduled=first, at=moment(1, 8, 55), by=None)
    with at_most(20):
        page = text(as_wang.get(MINE))
    assert "下一节" in page
    assert "一楼报告厅" in page
    assert "讲师：李教员" in page
    assert "已到" in page
    assert "08:55" in page
    assert "已经上完的 1 天" in page
    assert "<details" in page
    unfolded = text(as_wang.get(MINE, {"all": "1"}))
    assert "已经上完的" not in unfolded


def test_what_changed_lately_is_marked(as_wang: Client, dinghai: World, zhang: User) -> None:
    moved(dinghai, "D2-2", zhang, starts_at=moment(3, 14))
    page = text(as_wang.get(MINE))
    assert "原来是 11月17日 16:00" in page
    assert "最近有 1 节课变动" in page
    moved(dinghai, "D2-1", zhang)
    assert "这一节取消" in text(as_wang.get(MINE))


def test_a_cancelled_class_says_so_and_shows_nothing_as_next(
    as_wang: Client, dinghai: World, zhang: User
) -> None:
    classes.cancel(cohort=dinghai.cohort, reason="台风", by=zhang, now=moment(2, 7))
    page = text(as_wang.get(MINE))
    assert "这个班次已取消：台风" in page
    assert "下一节" not in page
    # Her home page no longer leads into it.
    assert "您还没有编入班次" in text(as_wang.get(reverse("portal:home")))


def test_without_a_class_the_page_says_whom_to_ask(client: Client, dinghai: World) -> None:
    from tests.factories.world import person

    client.force_login(person("R099", "新代表", dinghai.unit, "deputy"))
    assert "请联系本级人大工作机构" in text(client.get(MINE))


def test_home_and_programme_follow_a_moved_and_a_cancelled_session(
    as_wang: Client, dinghai: World, zhang: User
) -> None:
    moved(dinghai, "D2-2", zhang, starts_at=moment(3, 14))
    moved(dinghai, "D1-1", zhang, starts_at=moment(2, 10))
    home = as_wang.get(reverse("portal:home"))
    today = home.context["path"].today
    assert [step.session.code for step in today.steps] == ["D2-1", "D1-1"]
    page = text(as_wang.get(reverse("portal:programme")))
    assert "改到 11月18日" in page
    moved(dinghai, "D2-2", zhang)
    assert "这一节取消" in text(as_wang.get(reverse("portal:programme")))


# ---- calendars


def address(client: Client) -> str:
    """Her calendar's address, asked for at the door."""
    client.post(reverse("timetable:begin"))
    page = text(client.get(CALENDAR))
    found = re.search(r"/my/timetable/calendar/[0-9a-f-]{36}/[0-9a-f]{32}\.ics", page)
    assert found
    return found[0]


def events(response: Any) -> list[str]:
    body = text(response).replace("\r\n ", "")
    return [one.partition("END:VEVENT")[0] for one in body.split("BEGIN:VEVENT")[1:]]


def test_the_calendar_needs_no_signing_in_and_holds_only_her_class(
    as_wang: Client, client: Client, dinghai: World, elsewhere: World, zhao: User
) -> None:
    there = address(as_wang)
    with at_most(3):
        shown = client.get(there)
    assert shown["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(events(shown)) == dinghai.cohort.timetable.count()
    assert "王代表" not in text(shown)
    ours = {str(one) for one in dinghai.programme.sessions.values_list("uuid", flat=True)}
    assert all(any(uuid in event for uuid in ours) for event in events(shown))


def test_no_address_can_be_made_up(as_wang: Client, client: Client, wang: User) -> None:
    there = address(as_wang)
    feed = CalendarFeed.objects.get(learner=wang)
    wrong = there[:-5] + ("0" if there[-5] != "0" else "1") + ".ics"
    for made_up in (
        wrong,
        reverse("timetable:feed", args=[uuid4(), feeds.signature_of(feed)]),
        reverse("timetable:class_feed", args=[1, "0" * 32]),
    ):
        assert client.get(made_up).status_code == 404
    assert client.post(there).status_code == 405


def test_an_ended_address_is_dead_and_a_new_one_differs(as_wang: Client, client: Client) -> None:
    old = address(as_wang)
    assert address(as_wang) == old  # asked for twice, one address
    as_wang.post(reverse("timetable:end"))
    assert client.get(old).status_code == 404
    new = address(as_wang)
    assert new != old
    assert client.get(new).status_code == 200


def test_a_disabled_account_s_calendar_is_closed(
    as_wang: Client, client: Client, wang: User
) -> None:
    there = address(as_wang)
    wang.is_active = False
    wang.save()
    assert client.get(there).status_code == 404


def test_who_left_the_class_has_an_empty_calendar(
    as_wang: Client, client: Client, wangs_enrolment: Enrolment, zhang: User
) -> None:
    there = address(as_wang)
    members.withdraw(
        enrolment=wangs_enrolment, reason="调走", at=moment(2, 0), by=zhang, now=moment(2, 8)
    )
    assert events(client.get(there)) == []


def test_a_phone_reads_again_only_what_changed(
    as_wang: Client, client: Client, dinghai: World, zhang: User
) -> None:
    there = address(as_wang)
    first = client.get(there)
    same = client.get(there, headers={"if-none-match": first["ETag"]})
    assert same.status_code == 304
    assert same.content == b""
    assert client.get(there)["ETag"] == first["ETag"]
    uid = next(one for one in events(first) if "D2-2" in one).split("UID:")[1].split("\r\n")[0]
    moved(dinghai, "D2-2", zhang, starts_at=moment(3, 14))
    again = client.get(there, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    changed = next(one for one in events(again) if "D2-2" in one)
    assert f"UID:{uid}" in changed
    assert "SEQUENCE:1" in changed
    assert "DTSTART:20261118T060000Z" in changed
    moved(dinghai, "D2-2", zhang)
    gone = next(one for one in events(client.get(there)) if "D2-2" in one)
    assert "STATUS:CANCELLED" in gone
    assert "SEQUENCE:2" in gone
    before = client.get(there)["ETag"]
    dinghai.cohort.refresh_from_db()
    classes.cancel(cohort=dinghai.cohort, reason="台风", by=zhang, now=moment(2, 8))
    assert client.get(there)["ETag"] != before
    assert all("STATUS:CANCELLED" in one for one in events(client.get(there)))


def test_who_asks_too_often_waits(as_wang: Client, client: Client) -> None:
    there = address(as_wang)
    answers = [client.get(there).status_code for _ in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429


def test_the_class_s_calendar_can_be_given_a_new_address(
    client: Client, dinghai: World, zhang: User
) -> None:
    office = Client()
    office.force_login(zhang)
    old = reverse(
        "timetable:class_feed", args=[dinghai.cohort.pk, feeds.class_signature_of(dinghai.cohort)]
    )
    assert len(events(client.get(old))) == 4
    office.post(reverse("classes:renew_calendar", args=[dinghai.cohort.pk]))
    assert client.get(old).status_code == 404
    english = reverse(
        "timetable:class_feed",
        args=[dinghai.cohort.pk, feeds.class_signature_of(feeds_cohort(dinghai))],
    )
    assert "X-WR-CALNAME:Class 1" in text(client.get(f"{english}?language=en"))
    assert "X-WR-CALNAME:第一期" in text(client.get(english, headers={"accept-language": "en"}))


def feeds_cohort(dinghai: World) -> Any:
    dinghai.cohort.refresh_from_db()
    return dinghai.cohort
