"""No network in the room, and leave: what deputies say, and what staff answer."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from tests.counting import at_most
from tests.factories.presence import AFTER, BEFORE, ON_TIME, browser, classmate, scans, taught
from tests.factories.world import World, moment
from tests.training.learning.attendance.conftest import Clock
from training.cohorts.models import ScheduledSession
from training.learning.attendance import claims, codes, leaves, refusals, selectors
from training.learning.attendance.errors import ClaimRefused, LeaveRefused
from training.learning.attendance.models import (
    Attendance,
    CheckInRefusal,
    LeaveRequest,
    PresenceClaim,
)
from training.learning.hours.selectors import total_of
from training.learning.models import Statement
from training.notices.models import Notice
from training.people.models import User

pytestmark = pytest.mark.db
SENT = UUID(int=7)


def kept(session: ScheduledSession, seen: datetime, **more: str) -> dict[str, str]:
    """What a phone kept of a code that it saw then."""
    code = codes.room_code(session.pk, seen)
    return {"code": code, "client_id": str(SENT), "phone_at": "2026-11-16T01:50:00Z", **more}


def sends(who: User, fields: dict[str, str]) -> dict[str, object]:
    answer = browser(who).post(reverse("attendance:late"), fields, HTTP_ACCEPT="application/json")
    told: dict[str, object] = answer.json()
    return told


def wish(session: ScheduledSession, client_id: UUID | None = None) -> claims.Wish:
    return claims.Wish(client_id or uuid4(), scheduled_id=session.pk, words="坐在第三排")


# ---- late check-ins


def test_what_a_phone_kept_waits_for_staff_and_counts_once_they_confirm(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = AFTER
    assert sends(wang, kept(lecture, ON_TIME))["done"]
    assert not Statement.objects.exists()
    waiting = PresenceClaim.objects.get()
    assert waiting.code_at == ON_TIME
    desk, address = browser(zhang), reverse("attendance:list", args=[lecture.pk])
    assert "08:50:00 大屏幕上的" in desk.get(address).content.decode()
    confirm = reverse("attendance:claims", args=[lecture.pk])
    desk.post(confirm, {"one": [waiting.pk], "verdict": "yes"})
    made = Attendance.objects.get()
    assert (made.at, made.how, made.late) == (ON_TIME, "claim", False)
    assert total_of(wang.pk) == 1
    assert Notice.objects.get(learner=wang).kind == "claim_answered"


def test_the_clock_of_a_phone_is_shown_and_never_used(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = AFTER
    sends(wang, kept(lecture, ON_TIME, phone_at="2026-11-15T23:00:00Z"))  # hours off
    claims.answer(
        claims=[PresenceClaim.objects.get().pk],
        scheduled=lecture,
        answer=claims.Answer(True),
        by=zhang,
        now=AFTER,
    )
    assert Attendance.objects.get().at == ON_TIME


def test_sent_twice_it_is_one_claim(wang: User, lecture: ScheduledSession, clock: Clock) -> None:
    clock.now = AFTER
    for _time in range(2):
        assert sends(wang, kept(lecture, ON_TIME))["done"]
    sends(wang, kept(lecture, ON_TIME, client_id=str(uuid4())))
    assert PresenceClaim.objects.count() == 1


def test_a_line_that_was_gone_for_seconds_only_is_a_check_in(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = ON_TIME + timedelta(seconds=40)
    told = sends(wang, kept(lecture, ON_TIME))
    assert told["url"] == reverse("attendance:done", args=[lecture.pk])
    assert not PresenceClaim.objects.exists()
    assert Attendance.objects.exists()


def test_who_is_checked_in_already_claims_nothing(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    scans(wang, lecture, ON_TIME)
    clock.now = AFTER
    sends(wang, kept(lecture, ON_TIME))
    assert not PresenceClaim.objects.exists()


def test_by_hand_and_refused_with_a_reason(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = AFTER
    fields = {"scheduled": lecture.pk, "words": "坐在第三排", "client_id": str(uuid4())}
    browser(wang).post(reverse("attendance:late"), fields)
    waiting = PresenceClaim.objects.get()
    desk, answer = browser(zhang), reverse("attendance:claims", args=[lecture.pk])
    page = desk.post(answer, {"one": [waiting.pk], "verdict": "no"}, follow=True)
    assert "请写明原因" in page.content.decode()
    desk.post(answer, {"one": [waiting.pk], "verdict": "no", "words": "名单上没有签名"})
    assert not Attendance.objects.exists()
    mine = browser(wang).get(reverse("attendance:mine")).content.decode()
    assert "没有核实，名单上没有签名" in mine


def test_all_are_confirmed_at_once_and_nothing_twice(
    dinghai: World, wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = AFTER
    for who in (wang, classmate(dinghai, "mei"), classmate(dinghai, "lan")):
        claims.claim(learner=who, wish=wish(lecture), now=AFTER)
    desk, answer = browser(zhang), reverse("attendance:claims", args=[lecture.pk])
    desk.post(answer, {"all": "1", "verdict": "yes"})
    desk.post(answer, {"all": "1", "verdict": "yes"})
    assert Attendance.objects.count() == Notice.objects.count() == 3


@pytest.mark.parametrize(("now", "code"), [(BEFORE, "too_early"), (moment(5, 9), "too_late")])
def test_neither_before_nor_long_after(
    wang: User, lecture: ScheduledSession, now: datetime, code: str
) -> None:
    with pytest.raises(ClaimRefused) as caught:
        claims.claim(learner=wang, wish=wish(lecture), now=now)
    assert caught.value.code == code
    assert CheckInRefusal.objects.get().code == code


# ---- leave


def asks(who: User, session: ScheduledSession, now: datetime) -> LeaveRequest:
    asked = leaves.Wish([session.pk], "duty", "镇里开会")
    return leaves.ask(learner=who, wish=asked, now=now)[0]


def state(who: User, session: ScheduledSession, now: datetime) -> str:
    cells = selectors.cells_of(who, now)
    return next(cell.state for cell in cells if cell.scheduled == session)


def test_leave_is_asked_answered_and_no_absence(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = BEFORE
    fields = {"scheduled": [lecture.pk], "kind": "ill", "words": "发烧"}
    browser(wang).post(reverse("attendance:leave"), fields)
    assert state(wang, lecture, ON_TIME) == "asked"
    desk, asked = browser(zhang), LeaveRequest.objects.get()
    assert "发烧" in desk.get(reverse("attendance:leaves")).content.decode()
    told = {"one": [asked.pk], "verdict": "yes", "words": "好好休息"}
    desk.post(reverse("attendance:leaves"), told)
    assert state(wang, lecture, AFTER) == "leave"
    assert not Statement.objects.exists()
    assert "好好休息" in Notice.objects.get(learner=wang, kind="leave_answered").body


def test_leave_asked_afterwards_and_refused_is_absence(
    dinghai: World, wang: User, zhang: User, lecture: ScheduledSession
) -> None:
    asked = asks(wang, lecture, AFTER)
    with pytest.raises(LeaveRefused):
        leaves.answer(
            leaves=[asked.pk],
            congress=dinghai.congress,
            answer=leaves.Answer(False),
            by=zhang,
            now=AFTER,
        )
    told = leaves.Answer(False, "没有事先说")
    for answered in (1, 0):  # of two colleagues, the second is told that it was done
        assert answered == leaves.answer(
            leaves=[asked.pk], congress=dinghai.congress, answer=told, by=zhang, now=AFTER
        )
    assert state(wang, lecture, AFTER) == "unheld"  # nobody checked in: nobody is called absent
    scans(classmate(dinghai, "mei"), lecture, ON_TIME)
    assert state(wang, lecture, AFTER) == "absent"


def test_who_comes_after_all_is_there(wang: User, lecture: ScheduledSession) -> None:
    asks(wang, lecture, BEFORE)
    scans(wang, lecture, ON_TIME)
    assert state(wang, lecture, ON_TIME) == "present"
    with pytest.raises(LeaveRefused) as caught:
        asks(wang, lecture, AFTER)
    assert caught.value.code == "attended"


def test_a_request_is_taken_back_by_its_owner_alone(
    wang: User, chen: User, lecture: ScheduledSession, clock: Clock
) -> None:
    asked = asks(wang, lecture, BEFORE)
    address = reverse("attendance:withdraw", args=[asked.pk])
    assert browser(chen).post(address).status_code == 404
    browser(wang).post(address)
    assert state(wang, lecture, ON_TIME) == "missing"
    assert asks(wang, lecture, ON_TIME).pk != asked.pk


def test_leave_asked_by_telephone_is_entered_by_the_office(
    wang: User, zhang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = BEFORE
    fields = {"scheduled": [lecture.pk], "kind": "private", "words": "来电话说家里有事"}
    browser(zhang).post(reverse("attendance:person", args=[wang.pk]), fields)
    assert state(wang, lecture, ON_TIME) == "leave"
    assert LeaveRequest.objects.get().entered_by == zhang


def test_leave_for_the_session_of_another_class_is_none(
    wang: User, elsewhere: World, lecture: ScheduledSession
) -> None:
    with pytest.raises(LeaveRefused) as caught:
        asks(wang, taught(elsewhere), BEFORE)
    assert caught.value.code == "no_session"


# ---- why somebody was refused


def test_refusals_are_kept_a_month(wang: User, lecture: ScheduledSession) -> None:
    told = ClaimRefused("closed", "已经下课。")
    for _time in range(3):  # an impatient thumb
        refusals.note(learner_id=wang.pk, scheduled_id=lecture.pk, refused=told, now=ON_TIME)
    assert CheckInRefusal.objects.count() == 1
    assert refusals.prune(now=ON_TIME + timedelta(days=30)) == 0
    assert refusals.prune(now=ON_TIME + timedelta(days=31)) == 1


def test_staff_read_why(wang: User, zhang: User, lecture: ScheduledSession, clock: Clock) -> None:
    refusals.note(
        learner_id=wang.pk,
        scheduled_id=lecture.pk,
        refused=ClaimRefused("closed", "已经下课。"),
        now=ON_TIME,
    )
    page = browser(zhang).get(reverse("attendance:refusals", args=[lecture.cohort_id]))
    assert "已经下课。" in page.content.decode()


# ---- the home page


def test_the_home_page_is_told_what_calls_now(
    dinghai: World, wang: User, lecture: ScheduledSession
) -> None:
    test = taught(dinghai, "D1-0")
    with at_most(1):
        assert selectors.call_of(wang, moment(1, 7, 59)) is None
    call = selectors.call_of(wang, ON_TIME)
    assert call is not None
    assert call.scheduled == test
    scans(wang, test, ON_TIME)
    scans(wang, lecture, ON_TIME)
    assert selectors.call_of(wang, ON_TIME) is None


def test_what_is_still_to_come_stands_first_on_the_form(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = AFTER
    page = browser(wang).get(reverse("attendance:leave")).content.decode()
    over, ahead = (page.index(f"{code} ") for code in ("D1-1", "D2-1"))
    assert ahead < over


def test_late_check_in_offers_the_last_session_first(
    wang: User, lecture: ScheduledSession, clock: Clock
) -> None:
    clock.now = AFTER
    page = browser(wang).get(reverse("attendance:late")).content.decode()
    before, last = (page.index(f"{code} ") for code in ("D1-0", "D1-1"))
    assert last < before
