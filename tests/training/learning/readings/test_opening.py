"""When a lesson opens: its day in the class, and the lessons to do first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import CoursePage, LessonPage, LessonPrerequisite, ProgrammeSession
from tests.counting import at_most
from tests.factories.world import World, moment
from training.cohorts.models import Cohort, ScheduledSession
from training.learning.attendance.services import record_presence
from training.learning.models import Reading, Statement

pytest_plugins = ["tests.factories.desk"]
BEFORE = moment(0, 12)


@pytest.fixture
def second(dinghai: World, wang) -> LessonPage:
    """A second lesson of the same course, asking for the first."""
    course = CoursePage.objects.child_of(dinghai.programme).get()
    body = [{"type": "text", "value": "<p>第二课的正文</p>"}]
    made: LessonPage = course.add_child(
        instance=LessonPage(title="第二课", slug="d1-2", body=body, minutes=5)
    )
    LessonPrerequisite.objects.create(lesson=made, first=dinghai.lesson, required=True)
    return made


def shown(client: Client, page: LessonPage) -> bool:
    """Whether the body is there."""
    answer = client.get(page.url)
    assert answer.status_code == 200
    return "data-section" in answer.content.decode()


def finish(client: Client, world: World, clock) -> None:
    reader = reverse("readings:beacon", args=[world.lesson.pk])
    keys = [section.key for section in world.lesson.sections()]
    for minute in range(5):
        clock(moment(1, 10, minute))
        client.post(reader, {"seen": keys})
    client.post(reverse("readings:complete", args=[world.lesson.pk]), {"client": "script"})


@pytest.fixture
def clock(monkeypatch):
    """Sets the server's clock."""
    return lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at)


@pytest.mark.db
def test_a_required_lesson_comes_first_and_the_page_leads_to_it(
    as_wang: Client, dinghai: World, second: LessonPage, clock
):
    clock(moment(1, 9))
    page = as_wang.get(second.url).content.decode()
    assert "第二课的正文" not in page
    assert f'href="{dinghai.lesson.url}"' in page
    course = as_wang.get(second.get_parent().url).content.decode()
    assert "先学《权利与义务》" in course
    finish(as_wang, dinghai, clock)
    assert shown(as_wang, second)


def test_attending_the_session_of_the_first_lesson_is_as_good(
    as_wang: Client, wangs_enrolment, dinghai: World, second: LessonPage, clock
):
    clock(moment(1, 11))
    taught = ScheduledSession.objects.get(cohort=dinghai.cohort, session__lesson=dinghai.lesson)
    record_presence(enrolment=wangs_enrolment, scheduled=taught, at=moment(1, 9), by=None)
    assert shown(as_wang, second)


def test_nothing_is_recorded_of_a_lesson_that_is_not_open(
    as_wang: Client, wang, second: LessonPage, clock
):
    clock(moment(1, 9))
    for name in ("beacon", "complete"):
        answer = as_wang.post(reverse(f"readings:{name}", args=[second.pk]), {"seen": "opening"})
        assert answer.status_code == 404
    assert not Reading.objects.filter(learner=wang).exists()
    assert not Statement.objects.filter(activity=second.activity_uuid).exists()


def test_what_was_opened_once_stays_open(as_wang: Client, wang, second: LessonPage, clock):
    clock(moment(1, 9))
    Reading.objects.create(
        learner=wang, activity=second.activity_uuid, opened_at=BEFORE, beacon_at=BEFORE
    )
    assert shown(as_wang, second)


def test_advice_is_a_sentence_and_closes_nothing(
    as_wang: Client, dinghai: World, second: LessonPage, clock
):
    clock(moment(1, 9))
    LessonPrerequisite.objects.update(required=False)
    page = as_wang.get(second.url).content.decode()
    assert "第二课的正文" in page
    assert "建议先学" in page
    finish(as_wang, dinghai, clock)
    assert "建议先学" not in as_wang.get(second.url).content.decode()


def test_lessons_in_a_circle_hold_up_nobody(
    as_wang: Client, dinghai: World, second: LessonPage, clock
):
    clock(moment(1, 9))
    LessonPrerequisite.objects.create(lesson=dinghai.lesson, first=second, required=True)
    assert shown(as_wang, second)
    assert shown(as_wang, dinghai.lesson)


@pytest.mark.parametrize(
    ("ahead", "day", "hour", "opened"),
    [(0, 1, 0, True), (0, 0, 23, False), (1, 0, 0, True), (2, -1, 0, True), (2, -2, 23, False)],
)
def test_a_lesson_opens_so_many_days_before_its_session(
    as_wang: Client, dinghai: World, clock, ahead: int, day: int, hour: int, opened: bool
):
    LessonPage.objects.filter(pk=dinghai.lesson.pk).update(opens_ahead=ahead)
    clock(moment(day, hour, 30))
    assert shown(as_wang, dinghai.lesson) is opened


@pytest.mark.db
def test_the_earlier_of_two_classes_opens_it(as_wang: Client, wang, dinghai: World, clock):
    LessonPage.objects.filter(pk=dinghai.lesson.pk).update(opens_ahead=0)
    clock(BEFORE)
    assert not shown(as_wang, dinghai.lesson)
    other = Cohort.objects.create(
        congress=dinghai.congress,
        programme=dinghai.programme,
        key="class-0",
        name="上一期",
        starts_on=(BEFORE - timedelta(days=30)).date(),
        ends_on=(BEFORE - timedelta(days=26)).date(),
    )
    dinghai.enrol(wang).__class__.objects.create(
        learner=wang, cohort=other, unit=dinghai.unit, enrolled_at=BEFORE
    )
    assert shown(as_wang, dinghai.lesson)


def test_who_is_in_no_class_of_it_waits_for_nothing(
    as_wang: Client, wangs_enrolment, dinghai: World, clock
):
    LessonPage.objects.filter(pk=dinghai.lesson.pk).update(opens_ahead=0)
    clock(BEFORE)
    wangs_enrolment.delete()
    assert shown(as_wang, dinghai.lesson)


def test_the_timetable_says_when_and_offers_no_link(
    as_wang: Client, dinghai: World, second: LessonPage, clock
):
    LessonPage.objects.filter(pk=dinghai.lesson.pk).update(opens_ahead=0)
    session = ProgrammeSession.objects.get(code="D2-2")
    ProgrammeSession.objects.filter(pk=session.pk).update(lesson=second)
    clock(BEFORE)
    with at_most(20):
        page = as_wang.get(reverse("portal:programme")).content.decode()
    assert "11月16日开放" in page
    assert f'href="{second.url}"' not in page
    with at_most(20):
        assert second.url not in as_wang.get(reverse("portal:home")).content.decode()


def test_trainers_and_editors_see_it_before(as_li: Client, as_shen: Client, dinghai: World, clock):
    LessonPage.objects.filter(pk=dinghai.lesson.pk).update(opens_ahead=0)
    clock(BEFORE)
    assert shown(as_li, dinghai.lesson)
    assert shown(as_shen, dinghai.lesson)


def test_a_sample_class_whose_clock_stands_still_goes_by_its_clock(
    as_wang: Client, dinghai: World, clock
):
    LessonPage.objects.filter(pk=dinghai.lesson.pk).update(opens_ahead=0)
    Cohort.objects.update(clock_held_at=moment(-1, 12))
    clock(moment(3, 12))
    assert not shown(as_wang, dinghai.lesson)
