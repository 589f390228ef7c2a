"""Staff at the door and at the desk: one record for two hands, and every correction to be read."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.counting import at_most
from tests.factories.presence import (
    AFTER,
    BEFORE,
    LATE,
    ON_TIME,
    browser,
    classmate,
    noted,
    scans,
)
from tests.factories.world import World, moment
from tests.training.learning.attendance.conftest import Clock
from training.cohorts.models import Enrolment, ScheduledSession
from training.learning.attendance import codes, selectors
from training.learning.attendance.desk import menu_item
from training.learning.attendance.models import (
    Attendance,
    AttendanceVoided,
    CheckInRules,
    LeaveRequest,
)
from training.learning.hours.selectors import total_of
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db


def address(name: str, session: ScheduledSession) -> str:
    return reverse(f"attendance:{name}", args=[session.pk])


def states(session: ScheduledSession, now: object) -> dict[str, str]:
    listed = selectors.room_list(session, now)  # type: ignore[arg-type]
    return {str(row.person): row.cell.state for row in listed.rows}


def test_the_second_of_two_staff_is_told_who_was_first(
    dinghai: World, wang: User, zhang: User, li: User, lecture: ScheduledSession, clock: Clock
) -> None:
    for officer, told in ((zhang, "登记了 1 人"), (li, "1 人早已登记（08:50）")):
        page = browser(officer).post(address("mark", lecture), {"only": wang.pk}, follow=True)
        assert told in page.content.decode()
    assert Attendance.objects.get().recorded_by == zhang


def test_the_ticked_the_late_and_everybody_but_the_ticked(
    dinghai: World, wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    mei = classmate(dinghai, "mei", "梅代表")
    desk = browser(zhang)
    desk.post(address("mark", lecture), {"person": [mei.pk], "act": "late"})
    page = desk.post(address("mark", lecture), {"person": [chen.pk], "act": "others"})
    assert "要登记 1 人" in page.content.decode()
    assert "wang" not in Attendance.objects.values_list("learner__username", flat=True)
    shown = re.findall(r'name="person" value="([\w-]+)"', page.content.decode())
    desk.post(address("mark", lecture), {"person": shown, "act": "listed"})
    assert states(lecture, ON_TIME) == {"王代表": "present", "陈主任": "missing", "梅代表": "late"}
    desk.post(address("mark", lecture), {"person": [mei.pk], "act": "ontime"})
    assert states(lecture, ON_TIME)["梅代表"] == "present"


def test_a_record_taken_back_stays_to_be_read_and_takes_its_hours(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    desk = browser(zhang)
    desk.post(address("mark", lecture), {"only": wang.pk})
    back = {"person": [wang.pk], "act": "back", "reason": ""}
    page = desk.post(address("mark", lecture), back, follow=True).content.decode()
    assert "请写明为什么撤回" in page
    assert total_of(wang.pk) == 1
    desk.post(address("mark", lecture), {**back, "reason": "签错了人"})
    assert total_of(wang.pk) == 0
    assert AttendanceVoided.objects.get().by == zhang
    history = desk.get(reverse("attendance:person", args=[wang.pk])).content.decode()
    assert "原因：签错了人" in history
    actions = AuditEvent.objects.filter(action__startswith="attendance.").values_list("action")
    assert {action for (action,) in actions} == {"attendance.marked", "attendance.taken_back"}


def test_facts_are_never_changed(wang: User, zhang: User, lecture: ScheduledSession) -> None:
    made = noted(wang, lecture, ON_TIME, zhang)
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.delete()


def test_nobody_is_marked_at_a_session_to_come(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = BEFORE
    page = browser(zhang).post(address("mark", lecture), {"only": wang.pk}, follow=True)
    assert "08:30 开始" in page.content.decode()
    assert not Attendance.objects.exists()


def test_who_is_entered_after_class_came_at_its_beginning(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = moment(3, 9)
    browser(zhang).post(address("mark", lecture), {"only": wang.pk})
    made = Attendance.objects.get()
    assert made.at == lecture.starts_at
    assert not made.late


# ---- the paper list


def typed(**more: object) -> dict[str, object]:
    return {"kind": "came", "typed": "", **more}


def looked_at(desk: Client, lecture: ScheduledSession, sent: dict[str, object]) -> str:
    """What the button of the preview carries; empty where nothing may be recorded."""
    page = desk.post(address("keying", lecture), sent).content.decode()
    found = re.search(r'name="apply" value="(\w+)"', page)
    return found[1] if found else ""


def keyed(desk: Client, lecture: ScheduledSession, sent: dict[str, object]) -> None:
    """Typed, looked at, recorded."""
    seen = looked_at(desk, lecture, sent)
    desk.post(address("keying", lecture), {**sent, "apply": seen})


def test_numbers_and_names_are_shown_before_they_are_recorded(
    dinghai: World, wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = AFTER
    desk, sent = browser(zhang), typed(typed="ＷＡＮＧ、陈主任\nR999")
    page = desk.post(address("keying", lecture), sent).content.decode()
    assert "要登记 2 人" in page
    assert "R999" in page
    assert not Attendance.objects.exists()
    keyed(desk, lecture, sent)
    assert set(Attendance.objects.values_list("how", flat=True)) == {"paper"}
    assert set(states(lecture, AFTER).values()) == {"present"}


def test_what_was_looked_at_is_what_is_recorded(
    dinghai: World, wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    desk = browser(zhang)
    seen = looked_at(desk, lecture, typed(typed="wang"))
    changed = typed(typed="wang 陈主任", apply=seen)
    assert "要登记 2 人" in desk.post(address("keying", lecture), changed).content.decode()
    assert not Attendance.objects.exists()


def test_everybody_but_nobody_is_said_before_it_is_written(
    wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    page = browser(zhang).post(address("mark", lecture), {"act": "others"}).content.decode()
    assert "一个人也没有勾选" in page
    assert not Attendance.objects.exists()


def test_two_people_of_one_name_are_told_apart_by_number(
    dinghai: World, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    for number in ("R101", "R102"):
        classmate(dinghai, number, "陈静")
    desk = browser(zhang)
    page = desk.post(address("keying", lecture), typed(typed="陈静")).content.decode()
    assert "R101（昌国街道）" in page
    assert "要登记 0 人" in page
    keyed(desk, lecture, typed(typed="r102"))
    assert Attendance.objects.get().learner.number == "R102"


def test_of_those_who_stayed_away_none_may_be_in_doubt(
    dinghai: World, wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    desk = browser(zhang)
    sent = typed(kind="away", typed="陈主")
    page = desk.post(address("keying", lecture), sent).content.decode()
    assert "没到的人要先写对" in page
    assert looked_at(desk, lecture, sent) == ""
    keyed(desk, lecture, {**sent, "typed": "陈主任"})
    assert Attendance.objects.get().learner == wang


def test_everybody_came_but_those_on_leave(
    dinghai: World, wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    LeaveRequest.objects.create(
        learner=chen,
        scheduled=lecture,
        asked=dinghai.lesson.translation_key,
        kind="ill",
        words="发烧",
        asked_at=BEFORE,
        state="approved",
        answered_at=BEFORE,
    )
    keyed(browser(zhang), lecture, typed(kind="away"))
    assert states(lecture, ON_TIME) == {"王代表": "present", "陈主任": "leave"}


def test_the_paper_lists_everybody_with_a_box_for_each_session_of_the_day(
    wang: User, zhang: User, lecture: ScheduledSession
) -> None:
    page = browser(zhang).get(address("paper", lecture), {"whole": "day"}).content.decode()
    assert "王代表" in page
    assert "D1-0" in page
    assert "D1-1" in page
    assert "D2-1" not in page


# ---- the deputy's own code


def test_staff_scan_the_deputy(
    wang: User, li: User, lecture: ScheduledSession, clock: Clock
) -> None:
    shown = reverse("attendance:scanned", args=[codes.person_code(wang.pk, clock.now)])
    staff = browser(li)
    assert "王代表签到" in staff.get(shown).content.decode()
    clock.now += timedelta(minutes=3)  # found the session, looked up, pressed
    staff.post(shown, {"scheduled": lecture.pk})
    made = Attendance.objects.get()
    assert (made.how, made.recorded_by, made.learner) == ("own_code", li, wang)


def test_an_old_screenshot_of_the_code_is_refused(
    wang: User, li: User, lecture: ScheduledSession, clock: Clock
) -> None:
    shown = reverse("attendance:scanned", args=[codes.person_code(wang.pk, clock.now)])
    clock.now += timedelta(minutes=3)
    assert "已经过期" in browser(li).get(shown).content.decode()


def test_deputies_scan_nobody_and_staff_nobody_elses(
    wang: User, li: User, zhao: User, lecture: ScheduledSession, clock: Clock
) -> None:
    hers = reverse("attendance:scanned", args=[codes.person_code(wang.pk, clock.now)])
    theirs = reverse("attendance:scanned", args=[codes.person_code(zhao.pk, clock.now)])
    assert browser(wang).get(hers).status_code == 404
    told = browser(li).get(theirs).content.decode()
    assert "这不是代表码" in told
    assert zhao.name not in told


@pytest.mark.parametrize("way", ["code", "roster"])
def test_the_number_is_typed_where_nothing_scans(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock, way: str
) -> None:
    number = codes.person_number(wang.pk, clock.now) if way == "code" else "Wang"
    page = browser(zhang).post(address("scanner", lecture), {"number": number}, follow=True)
    assert "王代表 08:50 签到" in page.content.decode()


def test_ones_own_code_is_shown_with_what_comes_next(wang: User, clock: Clock) -> None:
    phone = browser(wang)
    number = codes.person_number(wang.pk, clock.now)
    assert f"{number[:3]} {number[3:]}" in phone.get(reverse("attendance:code")).content.decode()
    told = phone.get(reverse("attendance:code_now")).json()
    assert told["number"] == f"{number[:3]} {number[3:]}"
    assert 0 < told["left"] <= 60


# ---- the screen in the room


def test_the_screen_shows_code_number_and_who_is_missing(
    wang: User, chen: User, li: User, lecture: ScheduledSession, clock: Clock
) -> None:
    scans(wang, lecture, ON_TIME)
    told = browser(li).get(address("room_now", lecture)).json()
    number = codes.room_number(lecture.pk, clock.now)
    assert told["number"] == f"{number[:3]} {number[3:]}"
    assert (told["here"], told["total"], told["missing"]) == (1, 2, ["陈主任"])


def test_the_screen_is_told_at_once_and_hardly_asks_otherwise(
    wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    screen, asked = browser(zhang), address("room_now", lecture)
    etag = screen.get(asked)["ETag"]
    with at_most(5):
        assert screen.get(asked, headers={"If-None-Match": etag}).status_code == 304
    made = scans(wang, lecture, ON_TIME).attendance
    newer = screen.get(asked, headers={"If-None-Match": etag})
    assert newer.status_code == 200
    assert newer.json()["here"] == 1
    AttendanceVoided.objects.create(
        learner=wang, attendance=made, reason="错", at=ON_TIME, by=zhang
    )
    again = screen.get(asked, headers={"If-None-Match": newer["ETag"]})
    assert again.json()["here"] == 0
    clock.now += timedelta(seconds=30)
    assert screen.get(asked, headers={"If-None-Match": again["ETag"]}).status_code == 200


def test_the_screen_shows_no_code_before_and_after(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    for now, words in ((BEFORE, "签到从"), (AFTER, "签到结束了")):
        clock.now = now
        told = browser(zhang).get(address("room_now", lecture)).json()
        assert not told["open"]
        assert words in told["words"]
        assert "path" not in told


def test_the_screen_works_without_a_script(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    page = browser(zhang).get(address("room", lecture), {"names": "1"}).content.decode()
    assert '<meta http-equiv="refresh" content="15">' in page
    assert "王代表" in page


# ---- the desk


def test_the_day_counts_every_session(
    wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = LATE
    scans(wang, lecture, LATE)
    desk = browser(zhang)
    held = desk.get(reverse("attendance:desk")).context["held"]
    found = next(one for one in held if one.scheduled == lecture)
    counts = found.counts
    assert (counts.here, counts.late, counts.missing, found.stage) == (1, 1, 1, "open")


def test_the_day_takes_as_many_queries_for_many_as_for_one(
    dinghai: World, wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    for number in range(4):
        scans(classmate(dinghai, f"R{number}"), lecture, ON_TIME)
    desk = browser(zhang)
    with at_most(16):
        desk.get(reverse("attendance:desk"))
    with at_most(10):
        desk.get(address("list", lecture))


def test_the_file_says_what_the_screen_says(
    dinghai: World, wang: User, chen: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    classmate(dinghai, "=1+1", "=cmd()")
    clock.now = LATE
    scans(wang, lecture, LATE)
    clock.now = AFTER
    answer = browser(zhang).post(reverse("attendance:export"), {"cohort": dinghai.cohort.pk})
    book = openpyxl.load_workbook(BytesIO(answer.content))
    wide = {row[1]: row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert wide["王代表"][5] == "迟到"
    assert wide["陈主任"][5] == "缺席"
    assert "'=cmd()" in wide
    assert AuditEvent.objects.filter(action="export.attendance", actor=zhang).exists()


def test_the_rules_are_the_offices(zhang: User, li: User, clock: Clock) -> None:
    sent = {"opens_minutes": 20, "late_minutes": 5, "late_counts": "on", "claim_days": 2}
    assert browser(li).post(reverse("attendance:rules"), sent).status_code == 404
    browser(zhang).post(reverse("attendance:rules"), sent)
    assert CheckInRules.objects.get().opens_minutes == 20
    sent["late_minutes"] = 9999
    page = browser(zhang).post(reverse("attendance:rules"), sent).content.decode()
    assert "最多填 240" in page


def test_who_left_the_class_is_missed_by_nobody(
    wang: User, chen: User, zhang: User, lecture: ScheduledSession
) -> None:
    Enrolment.objects.filter(learner=chen).update(status=Enrolment.Status.WITHDRAWN)
    assert states(lecture, ON_TIME) == {"王代表": "missing"}


@pytest.mark.parametrize(("who", "shown"), [("li", True), ("zhang", True), ("shen", False)])
def test_trainers_find_it_from_their_own_desk(
    request: pytest.FixtureRequest, dinghai: World, rf: RequestFactory, who: str, shown: bool
) -> None:
    asked = rf.get("/admin/")
    asked.user = request.getfixturevalue(who)
    assert menu_item().is_shown(asked) is shown
