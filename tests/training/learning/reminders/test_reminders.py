"""Reminders: who is told of what, once each, and only after the office switched them on."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.counting import at_most
from tests.factories.post import Post
from tests.factories.world import moment
from training.learning.attendance.services import record_presence
from training.learning.reminders.models import ClassReminders
from training.learning.reminders.planning import plan
from training.learning.reminders.services import remind_due, remind_now, switch_off, switch_on
from training.notices.delivering import deliver
from training.notices.errors import NoticeRefused
from training.notices.inbox import notices_of
from training.notices.models import Notice, NoticeRules
from training.people.models import AuditEvent

FIRST_EVENING = moment(1, 17, 5)
SECOND_EVENING = moment(2, 17, 5)


@pytest.fixture(autouse=True)
def empty_post():
    Post.begin()


@pytest.fixture
def cohort(dinghai, wang, chen):
    return dinghai.cohort


def planned(cohort, now):
    return {one.key: [person.name for person in one.people] for one in plan(cohort, now).reminders}


def attends(cohort, enrolment, zhang):
    scheduled = cohort.timetable.get(session__code="D1-1")
    record_presence(enrolment=enrolment, scheduled=scheduled, at=scheduled.starts_at, by=zhang)


# ---- who is told


def test_the_test_of_tomorrow_is_announced_the_evening_before(cohort):
    assert set(planned(cohort, moment(0, 17))) == {f"class-{cohort.pk}-D1-0"}
    keys = planned(cohort, FIRST_EVENING)
    assert set(keys[f"class-{cohort.pk}-D2-1"]) == {"王代表", "陈主任"}
    assert f"class-{cohort.pk}-D2-1" not in planned(cohort, moment(2, 10, 30))


def test_those_behind_are_told_what_they_lack(cohort, wang, wangs_enrolment, zhang):
    attends(cohort, wangs_enrolment, zhang)
    remind_now(cohort=cohort, now=SECOND_EVENING)
    notice = notices_of(wang.pk).get(kind="behind")
    assert "还有 2 项" in notice.title
    assert "D1-0" in notice.body
    assert "D2-1" in notice.body
    assert "D1-1" not in notice.body
    assert "12月17日" in notice.body


def test_notices_hold_no_scores(cohort, wang):
    remind_now(cohort=cohort, now=SECOND_EVENING)
    for notice in Notice.objects.all():
        assert "分" not in notice.body.replace("分钟", "")


def test_who_has_done_everything_that_is_over_is_left_alone(dinghai, cohort, wang, monkeypatch):
    from training.learning.progress.states import State

    monkeypatch.setattr(
        "training.learning.reminders.standings.state_of", lambda **told: State.FINISHED
    )
    assert plan(cohort, SECOND_EVENING).reminders == []


def test_before_the_window_closes_everybody_with_gaps_is_told(cohort):
    late = moment(2 + 25, 17)
    assert f"class-{cohort.pk}-closing" in planned(cohort, late)
    assert planned(cohort, moment(2 + 40, 17)) == {}


def test_a_cancelled_class_reminds_nobody(cohort, zhang):
    cohort.cancelled_at = moment(1, 8)
    cohort.save()
    assert planned(cohort, SECOND_EVENING) == {}
    with pytest.raises(NoticeRefused):
        switch_on(cohort=cohort, by=zhang, now=SECOND_EVENING)


def test_who_withdrew_is_not_reminded(cohort, wang, wangs_enrolment):
    wangs_enrolment.status = "withdrawn"
    wangs_enrolment.save()
    remind_now(cohort=cohort, now=SECOND_EVENING)
    assert not notices_of(wang.pk).exists()


# ---- once


def test_the_same_thing_is_said_once(cohort):
    assert remind_now(cohort=cohort, now=FIRST_EVENING) > 0
    assert remind_now(cohort=cohort, now=FIRST_EVENING + timedelta(minutes=5)) == 0
    assert plan(cohort, FIRST_EVENING).people == 0


def test_those_behind_are_told_once_a_week(cohort, wang):
    for day in range(2, 13):
        remind_now(cohort=cohort, now=moment(day, 17))
    assert notices_of(wang.pk).filter(kind="behind").count() == 2


def test_nobody_is_reminded_more_often_than_the_office_set(cohort, wang, dinghai):
    NoticeRules.objects.create(congress=dinghai.congress, weekly_cap=1)
    remind_now(cohort=cohort, now=FIRST_EVENING)
    held = plan(cohort, FIRST_EVENING + timedelta(days=1))
    assert {person.name for person in held.held_back} == {"王代表", "陈主任"}
    assert held.people == 0
    assert plan(cohort, FIRST_EVENING + timedelta(days=8)).people == 2


# ---- switched on by the office


def test_nothing_leaves_by_itself_before_the_office_switched_it_on(cohort, zhang, wang):
    assert remind_due(now=SECOND_EVENING) == 0
    switch_on(cohort=cohort, by=zhang, now=moment(2, 12))
    assert remind_due(now=moment(2, 16, 59)) == 0
    assert remind_due(now=SECOND_EVENING) > 0
    assert remind_due(now=SECOND_EVENING + timedelta(minutes=1)) == 0
    assert ClassReminders.objects.get().told == Notice.objects.count()


def test_a_class_that_was_switched_off_is_left_alone(cohort, zhang):
    switch_on(cohort=cohort, by=zhang, now=moment(2, 12))
    switch_off(cohort=cohort, by=zhang, now=moment(2, 13))
    assert remind_due(now=SECOND_EVENING) == 0
    assert AuditEvent.objects.filter(action__startswith="reminders.").count() == 2


def test_the_worker_asks_little(cohort, zhang):
    with at_most(0):
        remind_due(now=moment(2, 12))
    with at_most(1):
        remind_due(now=SECOND_EVENING)


def test_the_plan_takes_as_many_queries_for_many_as_for_two(cohort):
    with at_most(16):
        plan(cohort, SECOND_EVENING)


# ---- at the desk


@pytest.fixture
def as_zhang(zhang):
    client = Client()
    client.force_login(zhang)
    return client


@pytest.fixture
def evening(monkeypatch):
    """The desk's clock stands on the second evening."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: SECOND_EVENING)


def test_the_office_sees_whom_it_would_reach_and_sends_once(as_zhang, cohort, evening):
    url = f"/office/notices/reminders/{cohort.pk}/"
    page = as_zhang.get(url).content.decode()
    assert "这批会发给 2 人" in page
    assert "王代表" in page
    assert not Notice.objects.exists()
    page = as_zhang.post(f"{url}switch/", {"act": "once"}, follow=True).content.decode()
    assert "发了 2 条提醒" in page
    assert "现在没有要提醒的" in page


def test_the_switch_is_turned_at_the_desk(as_zhang, cohort, evening):
    url = f"/office/notices/reminders/{cohort.pk}/switch/"
    as_zhang.post(url, {"act": "on"})
    assert ClassReminders.objects.get().is_on
    assert "开着" in as_zhang.get("/office/notices/reminders/").content.decode()
    as_zhang.post(url, {"act": "off"})
    assert not ClassReminders.objects.get().is_on
    assert as_zhang.post(url, {"act": "dance"}).status_code == 404


def test_a_foreign_class_is_not_there(elsewhere, cohort, as_zhang):
    foreign = elsewhere.cohort.pk
    assert as_zhang.get(f"/office/notices/reminders/{foreign}/").status_code == 404
    answer = as_zhang.post(f"/office/notices/reminders/{foreign}/switch/", {"act": "on"})
    assert answer.status_code == 404
    assert not ClassReminders.objects.exists()


# ---- writing by hand


def typed(people, **more):
    return {"person": [p.pk for p in people], "title": "带证", "text": "请带代表证", **more}


def test_a_message_is_looked_at_and_then_sent(as_zhang, cohort, wang, chen, evening):
    wang.phone = "13900000001"
    wang.save()
    url = f"/office/notices/write/preview/?cohort={cohort.pk}"
    page = as_zhang.post(url, typed([wang, chen], channels=["sms"]))
    words = page.content.decode()
    assert "发给这 2 人" in words
    assert "没有手机号：1" in words
    assert "请带代表证" in words
    assert not Notice.objects.exists()
    seal = page.context["seal"]
    sent = as_zhang.post("/office/notices/write/send/", {"seal": seal}, follow=True)
    assert "撤回" in sent.content.decode()
    assert "发给 2 人" in sent.content.decode()


def test_a_button_pressed_twice_sends_once(as_zhang, cohort, wang, evening):
    from training.notices.models import Batch

    url = f"/office/notices/write/preview/?cohort={cohort.pk}"
    seal = as_zhang.post(url, typed([wang])).context["seal"]
    send = "/office/notices/write/send/"
    first, second = (as_zhang.post(send, {"seal": seal}) for _press in range(2))
    assert first["Location"] == second["Location"]
    assert Batch.objects.filter(kind="from_office").count() == 1
    again = as_zhang.post(url, typed([wang])).context["seal"]
    assert as_zhang.post(send, {"seal": again})["Location"] != first["Location"]


def test_only_those_who_were_ticked_get_it(as_zhang, cohort, wang, chen, evening):
    from training.notices.composing import tell_waiting

    url = f"/office/notices/write/preview/?cohort={cohort.pk}"
    seal = as_zhang.post(url, typed([wang])).context["seal"]
    as_zhang.post("/office/notices/write/send/", {"seal": seal})
    tell_waiting(now=SECOND_EVENING + timedelta(minutes=2))
    deliver(now=SECOND_EVENING + timedelta(minutes=2))
    assert Notice.objects.get().learner == wang
    assert Post.sent == []


def test_people_of_another_congress_cannot_be_written_to(as_zhang, cohort, zhao, evening):
    assert as_zhang.post("/office/notices/write/preview/", typed([zhao])).status_code == 404
    page = as_zhang.post("/office/notices/write/preview/", typed([]))
    assert page.status_code == 422
    assert "没有选中任何人" in page.content.decode()


def test_another_officers_seal_is_refused(as_zhang, cohort, wang, admin, evening):
    from training.learning.reminders.choosing import sealed
    from training.notices.composing import Message

    seal = sealed(Message("标题", "正文"), [wang.pk], admin)
    page = as_zhang.post("/office/notices/write/send/", {"seal": seal}, follow=True)
    assert "放得太久" in page.content.decode()
    assert not Notice.objects.exists()


def test_a_mistake_keeps_what_was_typed_and_ticked(as_zhang, cohort, wang, chen, evening):
    url = f"/office/notices/write/preview/?cohort={cohort.pk}"
    page = as_zhang.post(url, typed([wang], text="{班长}请带代表证")).content.decode()
    assert "不认识 {班长}" in page
    assert "{班长}请带代表证" in page
    assert page.count(" checked") == 1


def test_people_can_be_chosen_by_how_they_stand(
    as_zhang, cohort, wang, chen, wangs_enrolment, zhang, evening
):
    attends(cohort, wangs_enrolment, zhang)
    asked = {"cohort": cohort.pk, "who": "notstarted"}
    found = as_zhang.get("/office/notices/write/", asked).context["people"]
    assert [one.person.name for one, _ticked in found] == ["陈主任"]
    asked = {"who": "overdue", "cohort": ""}
    assert "请先选班次" in as_zhang.get("/office/notices/write/", asked).content.decode()


def test_the_whole_roster_can_be_written_to(as_zhang, cohort, evening, zhao):
    found = as_zhang.get("/office/notices/write/", {"cohort": ""}).context["people"]
    assert {one.person.name for one, _ticked in found} == {"王代表", "陈主任"}


def test_the_list_of_calls_says_what_each_lacks(as_zhang, cohort, wang, evening):
    wang.phone = "13900000001"
    wang.save()
    page = as_zhang.get("/office/notices/calls/", {"cohort": cohort.pk}).content.decode()
    assert "13900000001" in page
    assert "还差 3 项：D1-0" in page
    assert "没有登记手机和邮箱" in page
    for who in ("unfinished", "never", "nocontact", ""):
        asked = {"cohort": cohort.pk, "who": who}
        assert as_zhang.get("/office/notices/calls/", asked).status_code == 200
