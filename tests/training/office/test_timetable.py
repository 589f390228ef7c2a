"""Changing the timetable of a class at the desk: looked at first, told once, taken back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World, moment
from tests.training.office.conftest import NOW
from training.cohorts import changes, timetabling
from training.cohorts.errors import TimetableRefused
from training.cohorts.models import Enrolment, ScheduledSession, TimetableChange
from training.cohorts.timetabling import Kind, Proposal
from training.learning.attendance.models import Attendance
from training.learning.attendance.services import record_presence
from training.learning.hours.models import HourEntry
from training.learning.models import CourseProgress, Statement
from training.learning.progress import keeping
from training.notices.models import Notice
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.db


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def there(dinghai: World, kind: str) -> str:
    return reverse("classes:change", args=[dinghai.cohort.pk, kind])


def held(dinghai: World, code: str) -> ScheduledSession:
    return dinghai.cohort.timetable.get(session__code=code)


def confirmed(office: Client, dinghai: World, kind: str, **fields: Any) -> Any:
    """Look first, then confirm what was shown."""
    look = office.get(there(dinghai, kind), {**fields, "look": "1"})
    assert "就这样改" in text(look)
    version = look.context["confirm"]["version"].value()
    return office.post(there(dinghai, kind), {**fields, "version": version, "reason": "台风"})


def as_it_stands(dinghai: World) -> list[tuple[str, Any]]:
    return [(one.code, one.slot) for one in timetabling.table_of(dinghai.cohort)]


def test_a_session_is_moved_after_a_look_and_everyone_is_told_once(
    office: Client, dinghai: World, wang: User, chen: User, li: User
) -> None:
    session = held(dinghai, "D2-2")
    session.trainers.add(li)
    fields = {"session": session.pk, "day": "2026-11-18", "at": "14:00", "place": "二楼会议室"}
    assert confirmed(office, dinghai, "moved", **fields).status_code == 302
    session.refresh_from_db()
    assert session.starts_at == moment(3, 14)
    assert session.ends_at == moment(3, 15)
    assert (session.place, session.sequence) == ("二楼会议室", 1)
    made = TimetableChange.objects.get()
    assert (made.kind, made.reason, made.number) == (Kind.MOVED, "台风", 2)
    assert AuditEvent.objects.filter(action="class.timetable_moved").count() == 1
    told = Notice.objects.filter(kind="session_moved")
    assert {one.learner_id for one in told} == {wang.pk, chen.pk, li.pk}
    assert "11月18日" in told[0].body.replace(" ", "")
    dinghai.cohort.refresh_from_db()
    assert dinghai.cohort.ends_on == session.ends_at.date()  # the class's days grow with it


def test_looking_changes_nothing(office: Client, dinghai: World) -> None:
    session = held(dinghai, "D2-2")
    fields: Any = {"session": session.pk, "day": "2026-11-18", "at": "14:00", "look": "1"}
    with at_most(26):
        page = text(office.get(there(dinghai, "moved"), fields))
    assert "班次的日期以外" in page
    session.refresh_from_db()
    assert session.starts_at == moment(2, 16)
    assert not TimetableChange.objects.exists()


def test_records_survive_a_move(
    office: Client, dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    session = held(dinghai, "D1-1")
    record_presence(enrolment=wangs_enrolment, scheduled=session, at=moment(1, 9), by=None)
    kept = [
        list(model.objects.filter(learner=wang).order_by("pk").values())
        for model in (Attendance, Statement, HourEntry)
    ]
    assert all(kept)
    verdict = CourseProgress.objects.get(enrolment=wangs_enrolment, whole=True)
    fields: Any = {"session": session.pk, "day": "2026-11-19", "at": "15:30", "place": ""}
    look = text(office.get(there(dinghai, "moved"), {**fields, "look": "1"}))
    assert "1 人，记录保留" in look
    confirmed(office, dinghai, "moved", **fields)
    assert held(dinghai, "D1-1").starts_at == moment(4, 15, 30)
    assert kept == [
        list(model.objects.filter(learner=wang).order_by("pk").values())
        for model in (Attendance, Statement, HourEntry)
    ]
    assert keeping.differences(wang.pk) == []
    keeping.rebuild(wang.pk)
    again = CourseProgress.objects.get(enrolment=wangs_enrolment, whole=True)
    assert again.done_codes == verdict.done_codes == ["D1-1"]


def test_two_sessions_swapped_twice_are_as_they_were(office: Client, dinghai: World) -> None:
    before = as_it_stands(dinghai)
    one, other = held(dinghai, "D1-0"), held(dinghai, "D1-1")
    one.ends_at = moment(1, 9)  # half an hour, so that lengths differ
    one.save()
    before = as_it_stands(dinghai)
    fields = {"session": one.pk, "other": other.pk}
    confirmed(office, dinghai, "swapped", **fields)
    other.refresh_from_db()
    one.refresh_from_db()
    assert other.starts_at == moment(1, 8, 30)
    assert one.starts_at == other.ends_at  # no gap and no overlap
    confirmed(office, dinghai, "swapped", **fields)
    assert as_it_stands(dinghai) == before


def test_two_half_days_change_places_and_back(office: Client, dinghai: World) -> None:
    before = as_it_stands(dinghai)
    fields = {"source": "2026-11-16.am", "other": "2026-11-17.pm"}
    confirmed(office, dinghai, "halves_swapped", **fields)
    assert held(dinghai, "D1-0").starts_at == moment(2, 16)
    assert held(dinghai, "D1-1").starts_at == moment(2, 16, 30)
    assert held(dinghai, "D2-2").starts_at == moment(1, 8, 30)
    confirmed(office, dinghai, "halves_swapped", source="2026-11-17.pm", other="2026-11-16.am")
    assert as_it_stands(dinghai) == before
    assert TimetableChange.objects.count() == 2


def test_a_rainy_half_day_moves_as_one(office: Client, dinghai: World, wang: User) -> None:
    fields = {"source": "2026-11-16.am", "day": "2026-11-18", "part": "pm", "at": "14:00"}
    confirmed(office, dinghai, "half_moved", **fields)
    assert held(dinghai, "D1-0").starts_at == moment(3, 14)
    assert held(dinghai, "D1-1").starts_at == moment(3, 14, 30)
    assert Notice.objects.filter(learner=wang).count() == 1  # one change, one notice


def test_a_cancelled_session_is_restored(office: Client, dinghai: World, wang: User) -> None:
    session = held(dinghai, "D2-2")
    confirmed(office, dinghai, "cancelled", session=session.pk)
    session.refresh_from_db()
    assert session.cancelled_at == NOW
    assert session.cancelled_reason == "台风"
    assert Notice.objects.get(learner=wang, kind="session_cancelled").title.endswith("D2-2")
    page = text(office.get(reverse("classes:timetable", args=[dinghai.cohort.pk])))
    assert "恢复" in page
    confirmed(office, dinghai, "restored", session=session.pk)
    session.refresh_from_db()
    assert session.cancelled_at is None


def test_the_last_change_is_taken_back_step_by_step(office: Client, dinghai: World) -> None:
    before = as_it_stands(dinghai)
    session = held(dinghai, "D2-2")
    undo = reverse("classes:undo", args=[dinghai.cohort.pk])
    assert "没有可以撤销的改动" in text(office.get(undo))
    for at in ("14:00", "15:00"):
        fields = {"session": session.pk, "day": "2026-11-17", "at": at, "place": ""}
        confirmed(office, dinghai, "moved", **fields)
    for hour in (14, 16):
        page = office.get(undo)
        version = page.context["confirm"]["version"].value()
        assert office.post(undo, {"version": version}).status_code == 302
        session.refresh_from_db()
        assert session.starts_at == moment(2, hour)
    assert as_it_stands(dinghai) == before
    assert TimetableChange.objects.count() == 4  # nothing is erased
    assert "没有可以撤销的改动" in text(office.get(undo))


def test_of_two_who_change_at_once_the_second_looks_again(
    office: Client, dinghai: World, zhang: User
) -> None:
    session = held(dinghai, "D2-2")
    fields: Any = {"session": session.pk, "day": "2026-11-17", "place": ""}
    seen = office.get(there(dinghai, "moved"), {**fields, "at": "14:00", "look": "1"})
    version = seen.context["confirm"]["version"].value()
    confirmed(office, dinghai, "moved", **fields, at="15:00")
    second = office.post(
        there(dinghai, "moved"), {**fields, "at": "14:00", "version": version, "reason": ""}
    )
    page = text(second)
    assert "由张主任改过了" in page
    session.refresh_from_db()
    assert session.starts_at == moment(2, 15)
    # The page shows the change on the new timetable; confirming it now is her decision.
    again = second.context["confirm"]["version"].value()
    assert again == version + 1
    office.post(there(dinghai, "moved"), {**fields, "at": "14:00", "version": again, "reason": ""})
    session.refresh_from_db()
    assert session.starts_at == moment(2, 14)


def test_a_step_worked_out_on_another_timetable_is_refused(dinghai: World, zhang: User) -> None:
    entry = next(one for one in timetabling.table_of(dinghai.cohort) if one.code == "D2-2")
    steps = changes.moved(entry, starts_at=moment(2, 14))
    ScheduledSession.objects.filter(pk=entry.pk).update(place="别处")
    with pytest.raises(TimetableRefused):
        timetabling.change(
            cohort=dinghai.cohort, proposal=Proposal(Kind.MOVED, steps, 1), by=zhang, now=NOW
        )


def test_the_whole_class_is_shifted_only_before_it_begins(
    office: Client, dinghai: World, zhang: User
) -> None:
    look = {"starts_on": "2026-12-07", "look": "1"}
    page = office.get(there(dinghai, "shifted"), look)
    version = page.context["confirm"]["version"].value()
    post = {"starts_on": "2026-12-07", "version": version, "reason": ""}
    assert "班次已经开始" in text(office.post(there(dinghai, "shifted"), post))
    steps = changes.shifted(
        timetabling.table_of(dinghai.cohort), [moment(22, 0).date(), moment(23, 0).date()]
    )
    timetabling.change(
        cohort=dinghai.cohort,
        proposal=Proposal(Kind.SHIFTED, steps, version),
        by=zhang,
        now=moment(0, 9),
    )
    dinghai.cohort.refresh_from_db()
    assert (dinghai.cohort.starts_on, dinghai.cohort.ends_on) == (
        moment(22, 0).date(),
        moment(23, 0).date(),
    )
    last = timetabling.to_undo(dinghai.cohort)
    assert last is not None
    timetabling.change(
        cohort=dinghai.cohort,
        proposal=timetabling.undoing(dinghai.cohort, last),
        by=zhang,
        now=moment(0, 10),
    )
    dinghai.cohort.refresh_from_db()
    assert dinghai.cohort.starts_on == moment(1, 0).date()


def test_rooms_and_trainers_are_named_quietly_the_first_time(
    office: Client, dinghai: World, wang: User, li: User, elsewhere: World
) -> None:
    rooms = reverse("classes:rooms", args=[dinghai.cohort.pk])
    assert "李教员" in text(office.get(rooms))
    session = held(dinghai, "D1-1")
    form = {
        "version": 1,
        "fill": "一楼报告厅",
        f"trainer-{session.pk}": [str(li.pk), "not-a-person"],
        f"guest-{session.pk}": "区检察院 张检察官",
    }
    assert office.post(rooms, form).status_code == 302
    session.refresh_from_db()
    assert session.place == "一楼报告厅"
    assert list(session.trainers.all()) == [li]
    assert not Notice.objects.filter(learner=wang).exists()
    assert Notice.objects.filter(learner=li).count() == 1
    form |= {"version": 2, f"place-{held(dinghai, 'D2-2').pk}": "二楼会议室"}
    office.post(rooms, form)
    assert Notice.objects.filter(learner=wang).count() == 1
    again = office.post(rooms, form | {"version": 3})
    assert again.status_code == 302  # nothing to change, and nobody is told again
    assert Notice.objects.filter(learner=wang).count() == 1
    door = reverse("classes:printed", args=[dinghai.cohort.pk])
    assert "张检察官" in text(office.get(door, {"place": "一楼报告厅"}))
    assert office.get(door, {"place": "没有这个房间"}).status_code == 404


def test_room_and_trainer_are_warned_of_when_taken(
    office: Client, dinghai: World, li: User
) -> None:
    session = held(dinghai, "D1-1")
    session.place = "一楼报告厅"
    session.save()
    session.trainers.add(li)
    other = type(dinghai.cohort).objects.create(
        key="class-2",
        name="第二期",
        congress=dinghai.congress,
        programme=dinghai.programme,
        starts_on=dinghai.cohort.starts_on,
        ends_on=dinghai.cohort.ends_on,
    )
    taken = ScheduledSession.objects.create(
        cohort=other,
        session=session.session,
        starts_at=moment(1, 9, 30),
        ends_at=moment(1, 10, 30),
        place="一楼报告厅",
    )
    taken.trainers.add(li)
    page = text(office.get(reverse("classes:timetable", args=[dinghai.cohort.pk])))
    assert "同时也在用" in page
    assert "的讲师，同时在“第二期”讲" in page
    assert "时间重叠" in page  # D1-0 runs until 9:30 in this class


def test_a_cancelled_class_is_not_changed_any_more(office: Client, dinghai: World) -> None:
    session = held(dinghai, "D2-2")
    office.post(reverse("classes:cancel", args=[dinghai.cohort.pk]), {"reason": "台风"})
    fields = {"session": session.pk, "day": "2026-11-17", "at": "14:00", "version": 2}
    assert "已经取消或者办结" in text(office.post(there(dinghai, "moved"), fields))


def test_an_unknown_kind_is_not_there(office: Client, dinghai: World) -> None:
    assert office.get(there(dinghai, "deleted")).status_code == 404
