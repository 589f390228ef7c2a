"""Checking in with the code on the screen: once, in time, in one's own class."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
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
    on_screen,
    scans,
    taught,
)
from tests.factories.world import PASSWORD, World, moment
from tests.training.learning.attendance.conftest import Clock
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.learning.attendance import codes, rules, services
from training.learning.attendance.errors import CheckInRefused
from training.learning.attendance.models import Attendance, CheckInRefusal, CheckInRules
from training.learning.hours import keeping
from training.learning.hours.selectors import total_of
from training.learning.models import Statement
from training.people.models import User

pytestmark = pytest.mark.db
JSON = {"Accept": "application/json"}


def refused(learner: User, session: ScheduledSession, at: object) -> str:
    """The code of the refusal, which is written down too."""
    with pytest.raises(CheckInRefused) as caught:
        scans(learner, session, at)  # type: ignore[arg-type]
    kept = CheckInRefusal.objects.get(learner=learner, code=caught.value.code)
    assert kept.reason == caught.value.reason
    assert not Attendance.objects.filter(learner=learner).exists()
    return caught.value.code


def test_a_scan_is_one_record_one_statement_and_its_hours(
    wang: User, lecture: ScheduledSession
) -> None:
    done = scans(wang, lecture, ON_TIME)
    assert done.is_new
    assert not done.attendance.late
    assert (done.attendance.at, done.attendance.how) == (ON_TIME, "qr")
    assert Statement.objects.get(learner=wang).activity == lecture.session.uuid
    assert total_of(wang.pk) == Decimal(1)


def test_the_code_scanned_twice_is_one_record(wang: User, lecture: ScheduledSession) -> None:
    first = scans(wang, lecture, ON_TIME)
    again = scans(wang, lecture, LATE)
    assert not again.is_new
    assert again.attendance == first.attendance
    assert Attendance.objects.count() == Statement.objects.count() == 1


def test_too_early_is_refused_and_spoils_nothing(wang: User, lecture: ScheduledSession) -> None:
    assert refused(wang, lecture, BEFORE) == "too_early"
    assert scans(wang, lecture, ON_TIME).is_new


def test_not_for_a_session_of_another_day(
    dinghai: World, wang: User, lecture: ScheduledSession
) -> None:
    assert refused(wang, taught(dinghai, "D2-2"), ON_TIME) == "too_early"


def test_over_is_over(wang: User, lecture: ScheduledSession) -> None:
    assert refused(wang, lecture, AFTER) == "closed"


def test_late_is_noted_and_counts(dinghai: World, wang: User, lecture: ScheduledSession) -> None:
    other = classmate(dinghai, "mei")
    assert not scans(other, lecture, moment(1, 9, 15)).attendance.late
    made = scans(wang, lecture, LATE).attendance
    assert made.late
    assert made.counts
    assert total_of(wang.pk) == total_of(other.pk) == 1


def test_where_late_does_not_count_it_is_written_down_and_gives_nothing(
    dinghai: World, wang: User, zhang: User, lecture: ScheduledSession
) -> None:
    numbers = {"opens_minutes": 10, "late_minutes": 5, "late_counts": False, "claim_days": 1}
    rules.set_rules(congress=dinghai.congress, numbers=numbers, by=zhang, now=BEFORE)
    lecture = taught(dinghai)
    assert refused(wang, lecture, moment(1, 8, 45)) == "too_early"
    made = scans(wang, lecture, moment(1, 9, 6)).attendance
    assert made.late
    assert not made.counts
    assert not Statement.objects.exists()
    # Staff say that she was in time after all.
    again = services.correct(
        attendance=made,
        enrolment=Enrolment.objects.get(learner=wang),
        late=False,
        by=zhang,
        now=LATE,
    )
    assert again.is_new
    assert again.attendance.counts
    assert total_of(wang.pk) == 1


def test_a_rule_changed_later_changes_no_record(
    dinghai: World, wang: User, zhang: User, lecture: ScheduledSession
) -> None:
    scans(wang, lecture, LATE)
    CheckInRules.objects.create(congress=dinghai.congress, late_minutes=60, late_counts=False)
    assert Attendance.objects.get().late


def test_who_is_not_in_the_class_is_told_whom_to_ask(
    dinghai: World, wang: User, lecture: ScheduledSession
) -> None:
    Enrolment.objects.update(status=Enrolment.Status.WITHDRAWN)
    assert refused(wang, lecture, ON_TIME) == "not_enrolled"
    assert dinghai.congress.office_phone in CheckInRefusal.objects.get().reason


def test_the_code_of_another_congress_says_nothing_about_it(
    wang: User, zhao: User, elsewhere: World
) -> None:
    theirs = taught(elsewhere)
    assert refused(wang, theirs, ON_TIME) == "another_class"
    assert "外县" not in CheckInRefusal.objects.get().reason


def test_a_cancelled_session_is_not_checked_in_to(wang: User, lecture: ScheduledSession) -> None:
    ScheduledSession.objects.filter(pk=lecture.pk).update(cancelled_at=BEFORE)
    assert refused(wang, lecture, ON_TIME) == "cancelled"


def test_a_session_that_was_moved_is_checked_in_to_at_its_new_time(
    dinghai: World, wang: User, lecture: ScheduledSession
) -> None:
    moved = timedelta(days=1)
    ScheduledSession.objects.filter(pk=lecture.pk).update(
        starts_at=lecture.starts_at + moved, ends_at=lecture.ends_at + moved
    )
    assert refused(wang, lecture, ON_TIME) == "too_early"
    assert scans(wang, taught(dinghai), ON_TIME + moved).is_new


def test_where_the_clock_of_a_sample_class_stands_still_its_own_time_counts(
    dinghai: World, wang: User, lecture: ScheduledSession
) -> None:
    Cohort.objects.update(clock_held_at=ON_TIME)
    done = scans(wang, lecture, moment(30, 22))
    assert done.is_new
    assert done.attendance.at == ON_TIME


def test_staff_open_a_session_early_on_its_own_day_only(
    dinghai: World, wang: User, zhang: User, lecture: ScheduledSession
) -> None:
    with pytest.raises(CheckInRefused) as caught:
        rules.open_early(scheduled=taught(dinghai, "D2-2"), by=zhang, now=BEFORE)
    assert caught.value.code == "another_day"
    rules.open_early(scheduled=lecture, by=zhang, now=moment(1, 7))
    assert scans(wang, lecture, BEFORE).is_new


# ---- on the phone


def test_one_button_and_done(wang: User, lecture: ScheduledSession, clock: Clock) -> None:
    phone, address = browser(wang), on_screen(lecture, clock.now)
    page = phone.get(address)
    assert "王代表，签到" in page.content.decode()
    assert not Attendance.objects.exists()  # looking writes nothing
    answer = phone.post(address, follow=True)
    assert "您 08:50 已签到" in answer.content.decode()
    again = phone.get(address, follow=True)
    assert "您 08:50 已签到" in again.content.decode()


def test_checking_in_takes_few_queries(wang: User, lecture: ScheduledSession, clock: Clock) -> None:
    phone, address = browser(wang), on_screen(lecture, clock.now)
    with at_most(20):  # twelve of them the learning record's, two of the first in a congress
        phone.post(address)
    assert Attendance.objects.count() == 1


def test_a_slow_thumb_is_no_reason_to_refuse(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    phone, address = browser(wang), on_screen(lecture, clock.now)
    clock.now = ON_TIME + timedelta(seconds=55)
    phone.get(address)
    clock.now = ON_TIME + timedelta(minutes=9)
    phone.post(address)
    # She was there when she scanned.
    assert Attendance.objects.get().at == ON_TIME + timedelta(seconds=55)


def test_a_forwarded_code_is_worth_nothing_after_it_went(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    address = on_screen(lecture, clock.now)
    clock.now = ON_TIME + timedelta(seconds=61)
    answer = browser(wang).post(address)
    assert "已经过期" in answer.content.decode()
    assert CheckInRefusal.objects.get().code == "expired"
    assert not Attendance.objects.exists()


def test_signing_in_does_not_spoil_the_code(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    phone, address = Client(), on_screen(lecture, clock.now)
    answer = phone.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    clock.now = ON_TIME + timedelta(minutes=4)
    typed = {"login": wang.username, "password": PASSWORD, "next": address}
    answer = phone.post(reverse("account_login"), typed)
    assert answer["Location"] == address
    assert "王代表，签到" in phone.get(address).content.decode()
    phone.post(address)
    assert Attendance.objects.get().at == ON_TIME


def test_the_stamp_of_one_session_opens_no_other(
    dinghai: World, wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = moment(1, 8, 45)
    phone = browser(wang)
    phone.get(on_screen(lecture, clock.now))
    stale = on_screen(taught(dinghai, "D1-0"), clock.now - timedelta(minutes=5))
    assert "已经过期" in phone.get(stale).content.decode()


def test_a_script_is_answered_in_json_and_told_when_signed_out(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    address = on_screen(lecture, clock.now)
    assert Client().post(address, headers=JSON).status_code == 401
    told = browser(wang).post(address, headers=JSON).json()
    assert told["done"]
    assert told["url"] == reverse("attendance:done", args=[lecture.pk])


def test_the_number_beside_the_code_does_the_same(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    number = codes.room_number(lecture.pk, clock.now)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)  # as some keyboards type
    phone = browser(wang)
    answer = phone.post(
        reverse("attendance:type"), {"number": f"{wide[:3]} {wide[3:]}"}, follow=True
    )
    assert "您 08:50 已签到" in answer.content.decode()
    assert Attendance.objects.get().how == "number"


def test_numbers_cannot_be_guessed_by_trying(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    right = codes.room_number(lecture.pk, clock.now)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    phone, address = browser(wang), reverse("attendance:type")
    for _try in range(6):
        assert "数字不对" in phone.post(address, {"number": wrong}).content.decode()
    assert "次数太多" in phone.post(address, {"number": right}).content.decode()
    assert not Attendance.objects.exists()
    assert set(CheckInRefusal.objects.values_list("code", flat=True)) == {
        "wrong_number",
        "too_often",
    }


def test_two_people_on_one_phone_are_shown_to_staff(
    dinghai: World, wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    other = classmate(dinghai, "mei", "梅代表")
    phone, address = browser(wang), on_screen(lecture, clock.now)
    phone.post(address)
    phone.force_login(other)
    phone.post(address)
    assert Attendance.objects.count() == 2
    listed = browser(zhang).get(reverse("attendance:list", args=[lecture.pk]))
    assert "和梅代表用同一部手机" in listed.content.decode()


def test_a_trainer_who_scans_is_told_that_it_is_not_for_her(
    li: User, lecture: ScheduledSession, clock: Clock
) -> None:
    told = browser(li).get(on_screen(lecture, clock.now)).content.decode()
    assert "不是您班里的签到码" in told


def test_the_ledger_agrees_with_the_log_after_taking_back_and_checking_in_again(
    wang: User, zhang: User, lecture: ScheduledSession
) -> None:
    made = noted(wang, lecture, ON_TIME, zhang)
    assert services.take_back(attendance=made, reason="签错了人", by=zhang, now=LATE)
    assert not services.take_back(attendance=made, reason="签错了人", by=zhang, now=LATE)
    assert total_of(wang.pk) == 0
    again = scans(wang, lecture, LATE)
    assert again.is_new
    assert again.attendance.number == 2
    assert total_of(wang.pk) == 1
    assert keeping.differences(wang.pk) == []
