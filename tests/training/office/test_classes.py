"""The office's pages about classes: opening, correcting, cancelling, who is in them."""

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World, moment
from tests.training.office.conftest import Clock, browser
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.selectors import current_enrolment
from training.learning.attempts import services as attempts
from training.learning.attempts.models import Attempt
from training.learning.attendance.models import Attendance
from training.learning.attendance.services import record_presence
from training.learning.models import CourseProgress, Statement
from training.notices.models import Notice
from training.people.models import AuditEvent, Organisation, User

HOME, OPEN = reverse("classes:home"), reverse("classes:open")


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def there(name: str, dinghai: World, *more: Any) -> str:
    return reverse(f"classes:{name}", args=[dinghai.cohort.pk, *more])


def typed(dinghai: World, **more: Any) -> dict[str, Any]:
    form = {
        "programme": dinghai.programme.pk,
        "name": "第二期",
        "key": "class-2",
        "starts_on": "2026-11-20",  # a Friday
        "skips_weekends": "on",
        "skipped": "2026-11-23",
    }
    return {name: value for name, value in (form | more).items() if value is not None}


def test_classes_are_listed_by_how_they_stand(office: Client, dinghai: World, chen: User) -> None:
    dates = {"programme": dinghai.programme, "congress": dinghai.congress}
    for key, first, last, more in (
        ("past", date(2026, 3, 2), date(2026, 3, 6), {}),
        ("coming", date(2026, 12, 7), date(2026, 12, 11), {}),
        ("off", date(2026, 12, 7), date(2026, 12, 11), {"cancelled_at": moment(1, 9)}),
    ):
        Cohort.objects.create(
            key=key, name=f"班 {key}", starts_on=first, ends_on=last, **dates, **more
        )
    with at_most(16):
        page = text(office.get(HOME))
    order = [page.index(words) for words in ("第一期", "班 coming", "班 past", "班 off")]
    assert order == sorted(order)
    assert "1 人" in page
    assert "已取消" in page


def test_a_class_is_opened_after_a_look_at_its_dates(office: Client, dinghai: World) -> None:
    page = text(office.post(OPEN, typed(dinghai) | {"look": "1"}))
    assert "2026-11-20" in page
    assert "2026-11-24" in page  # the weekend and the marked Monday are left out
    assert Cohort.objects.count() == 1
    assert office.post(OPEN, typed(dinghai) | {"save": "1"}).status_code == 302
    made = Cohort.objects.get(key="class-2")
    assert (made.starts_on, made.ends_on) == (date(2026, 11, 20), date(2026, 11, 24))
    assert made.timetable.count() == dinghai.cohort.timetable.count()
    assert AuditEvent.objects.filter(action="class.opened", target="class-2").exists()


def test_a_key_is_used_once_and_dates_must_exist(office: Client, dinghai: World) -> None:
    assert "已经有班次用了这个键" in text(office.post(OPEN, typed(dinghai, key="class-1")))
    assert "没有 2026-2-30 这一天" in text(office.post(OPEN, typed(dinghai, skipped="2026-2-30")))
    assert "看不懂" in text(office.post(OPEN, typed(dinghai, skipped="国庆节")))
    full_width = typed(dinghai, skipped="２０２６年１１月２３日、2026/11/24") | {"look": "1"}
    assert "2026-11-25" in text(office.post(OPEN, full_width))
    assert Cohort.objects.count() == 1


def test_a_foreign_programme_and_class_are_not_there(
    office: Client, dinghai: World, elsewhere: World
) -> None:
    page = text(office.post(OPEN, typed(dinghai, programme=elsewhere.programme.pk)))
    assert Cohort.objects.filter(key="class-2").count() == 0
    assert "外县" not in page
    for name in ("overview", "timetable", "members", "groups", "seats", "cards", "printed"):
        assert office.get(reverse(f"classes:{name}", args=[elsewhere.cohort.pk])).status_code == 404


def test_the_overview_says_what_is_left_to_do(
    office: Client, dinghai: World, wangs_enrolment: Enrolment
) -> None:
    with at_most(26):
        page = text(office.get(there("overview", dinghai)))
    assert "4 节课还没有定教室" in page
    assert "1 人还没有排座位" in page
    assert "/my/timetable/calendar/class/" in page


def test_a_name_is_corrected_and_free_days_are_marked(office: Client, dinghai: World) -> None:
    form = {"name": "第一期（改）", "name_en": "", "skipped": "2026-11-17"}
    assert office.post(there("edit", dinghai), form).status_code == 302
    dinghai.cohort.refresh_from_db()
    assert dinghai.cohort.name == "第一期（改）"
    assert dinghai.cohort.free_days == {date(2026, 11, 17)}
    assert "不排课的日子" in text(office.get(there("timetable", dinghai)))
    assert "2026-11-17" in text(office.get(there("edit", dinghai)))


def test_cancelling_tells_everyone_and_takes_nothing_away(
    office: Client, dinghai: World, wang: User, wangs_enrolment: Enrolment, clock: Clock
) -> None:
    first = dinghai.cohort.timetable.get(session__code="D1-1")
    record_presence(enrolment=wangs_enrolment, scheduled=first, at=moment(1, 9), by=None)
    attempt = attempts.start(
        quiz=dinghai.quiz, learner_id=wang.pk, enrolment=wangs_enrolment, now=clock.now
    )
    before = (Statement.objects.count(), Attendance.objects.count())
    assert "请写明原因。" in text(office.post(there("cancel", dinghai), {"reason": ""}))
    assert office.post(there("cancel", dinghai), {"reason": "台风"}).status_code == 302
    assert office.post(there("cancel", dinghai), {"reason": "台风"}).status_code == 302
    assert (Statement.objects.count(), Attendance.objects.count()) == before
    assert CourseProgress.objects.get(enrolment=wangs_enrolment, whole=True).done == 1
    assert Notice.objects.filter(learner=wang, kind="class_cancelled").count() == 1
    assert current_enrolment(wang) is None
    # The paper under way is handed in as ever.
    attempts.hand_in(attempt=attempt, now=clock.now)
    assert Attempt.objects.get(pk=attempt.pk).submitted_at == clock.now
    page = text(office.get(there("overview", dinghai)))
    assert "台风" in page
    assert office.post(there("resume", dinghai)).status_code == 302
    assert current_enrolment(wang) == wangs_enrolment
    assert Notice.objects.filter(learner=wang, kind="class_changed").count() == 1


def test_a_class_is_settled_only_when_it_is_over(
    office: Client, zhang: User, dinghai: World, clock: Clock
) -> None:
    office.post(there("close", dinghai))
    dinghai.cohort.refresh_from_db()
    assert dinghai.cohort.closed_at is None
    clock.now = moment(9, 9)
    office = browser(zhang)  # signed in anew: a week has passed
    office.post(there("close", dinghai))
    dinghai.cohort.refresh_from_db()
    assert dinghai.cohort.closed_at == clock.now
    assert "已办结" in text(office.get(there("timetable", dinghai)))


# ---- members


def test_a_township_is_taken_in_and_told(
    office: Client, dinghai: World, sun: User, jintang: Organisation
) -> None:
    page = text(office.get(there("add", dinghai), {"unit": jintang.pk}))
    assert "孙代表" in page
    form = {"person": [str(sun.pk)], "group": dinghai.group.pk}
    assert office.post(there("add", dinghai), form).status_code == 302
    hers = Enrolment.objects.get(learner=sun)
    assert (hers.unit, hers.group) == (jintang, dinghai.group)
    assert CourseProgress.objects.filter(enrolment=hers, whole=True).exists()
    assert Notice.objects.filter(learner=sun, kind="class_opened").count() == 1
    # Pressed twice: the list has changed, and nothing is doubled.
    assert "名单刚才变了" in text(office.post(there("add", dinghai), form))
    assert Enrolment.objects.filter(learner=sun).count() == 1


def test_who_withdraws_keeps_everything_and_comes_back_with_it(
    office: Client, dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    first = dinghai.cohort.timetable.get(session__code="D1-1")
    record_presence(enrolment=wangs_enrolment, scheduled=first, at=moment(1, 9), by=None)
    leave = reverse("classes:withdraw", args=[wangs_enrolment.pk])
    assert "请写明原因。" in text(office.post(leave, {"on": "2026-11-17", "reason": ""}))
    future = office.post(leave, {"on": "2027-01-01", "reason": "调走"})
    assert "日期要在" in text(future)
    assert office.post(leave, {"on": "2026-11-17", "reason": "调走"}).status_code == 302
    wangs_enrolment.refresh_from_db()
    assert wangs_enrolment.status == Enrolment.Status.WITHDRAWN
    assert Statement.objects.filter(learner=wang).count() == 1
    page = text(office.get(there("members", dinghai)))
    assert "调走" in page
    back = reverse("classes:take_back_in", args=[wangs_enrolment.pk])
    assert office.post(back).status_code == 302
    wangs_enrolment.refresh_from_db()
    assert wangs_enrolment.status == Enrolment.Status.ACTIVE
    assert CourseProgress.objects.get(enrolment=wangs_enrolment, whole=True).done == 1


def test_a_foreign_person_s_place_is_not_there(
    office: Client, elsewhere: World, zhao: User
) -> None:
    hers = Enrolment.objects.get(learner=zhao)
    assert office.get(reverse("classes:withdraw", args=[hers.pk])).status_code == 404
    assert office.post(reverse("classes:take_back_in", args=[hers.pk])).status_code == 404


# ---- groups and seats


def group_of(enrolment: Enrolment) -> Organisation | None:
    return Enrolment.objects.get(pk=enrolment.pk).group


def test_groups_are_set_by_hand_and_foreign_ones_left_out(
    office: Client, dinghai: World, elsewhere: World, wangs_enrolment: Enrolment
) -> None:
    name = f"group-{wangs_enrolment.pk}"
    office.post(there("groups", dinghai), {name: ""})
    assert group_of(wangs_enrolment) is None
    office.post(there("groups", dinghai), {name: elsewhere.group.pk})
    assert group_of(wangs_enrolment) is None
    office.post(there("groups", dinghai), {name: dinghai.group.pk})
    assert group_of(wangs_enrolment) == dinghai.group
    assert "王代表" in text(office.get(there("group_lists", dinghai)))


def test_an_even_distribution_is_looked_at_first(
    office: Client, dinghai: World, wangs_enrolment: Enrolment, chen: User
) -> None:
    second = Organisation.objects.create(
        congress=dinghai.congress, kind=Organisation.Kind.GROUP, name="财经组", order=2
    )
    assert "请至少勾选两个小组" in text(
        office.get(there("groups", dinghai), {"among": [dinghai.group.pk]})
    )
    page: Any = office.get(there("groups", dinghai), {"among": [dinghai.group.pk, second.pk]})
    assert "就这样分" in text(page)
    assert [len(share.members) for share in page.context["shares"]] == [1, 1]
    assert Enrolment.objects.filter(group=second).count() == 0


def test_seats_are_laid_out_typed_and_never_given_twice(
    office: Client, dinghai: World, wangs_enrolment: Enrolment, chen: User
) -> None:
    chens = Enrolment.objects.get(learner=chen)
    asked: Any = {"rows": 1, "columns": 1, "by_group": "unit"}
    few = office.get(there("seats", dinghai), asked)
    assert "不够 2 人坐" in text(few)
    look = office.get(there("seats", dinghai), asked | {"columns": 3})
    assert "还没有保存" in text(look)
    assert Enrolment.objects.exclude(seat="").count() == 0
    names = (f"seat-{wangs_enrolment.pk}", f"seat-{chens.pk}")
    size = {"rows": 1, "columns": 3}
    twice = office.post(there("seats", dinghai), size | dict.fromkeys(names, "1-1"))
    assert "同时排给了" in text(twice)
    form = size | {names[0]: "１-１", names[1]: "主席台 2"}
    assert office.post(there("seats", dinghai), form).status_code == 302
    wangs_enrolment.refresh_from_db()
    assert wangs_enrolment.seat == "1-1"
    plan = office.get(there("seats", dinghai)).context["plan"]
    assert [one.learner for one in plan.elsewhere] == [chen]
    assert text(office.get(there("cards", dinghai))).count("seatcard__name") == 4
