"""One draft that passes is part of finishing; nobody loses a verdict by it."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from courses.models import WritingTask
from tests.factories import writing
from tests.factories.world import World, moment
from tests.factories.writing import GOOD, MIDDLE, WEAK, handed_in, judged
from training.cohorts import requirements
from training.cohorts.models import Enrolment
from training.cohorts.requirements import DRAFT
from training.learning.models import CourseProgress
from training.learning.progress import keeping
from training.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(dinghai: World) -> WritingTask:
    return writing.task(dinghai)


def codes(world: World) -> list[str]:
    return [item["code"] for item in requirements.required_items(world.programme)]


def test_a_task_on_a_required_session_asks_for_one_draft(dinghai: World, task: WritingTask):
    assert DRAFT not in codes(dinghai)
    writing.ask_for(dinghai, task, moment(1, 9))
    assert codes(dinghai)[-1] == DRAFT
    assert dinghai.programme.requirements.count() == 2


def test_a_task_on_an_optional_session_asks_for_nothing(dinghai: World, task: WritingTask):
    writing.ask_for(dinghai, task, moment(1, 9), code="D2-2")
    assert DRAFT not in codes(dinghai)


def test_any_of_several_tasks_does_it(
    dinghai: World, task: WritingTask, wang: User, li: User, wangs_enrolment: Enrolment
):
    other = writing.task(dinghai, "motion")
    writing.ask_for(dinghai, task, moment(1, 9))
    writing.ask_for(dinghai, other, moment(1, 10), code="D2-1")
    judged(handed_in(wang, other), GOOD, li)
    assert DRAFT in CourseProgress.objects.get(learner=wang, whole=True).done_codes


def test_a_draft_below_the_pass_score_does_not(
    dinghai: World, task: WritingTask, wang: User, li: User, wangs_enrolment: Enrolment
):
    writing.ask_for(dinghai, task, moment(1, 9))
    judged(handed_in(wang, task), WEAK, li)
    assert DRAFT not in CourseProgress.objects.get(learner=wang, whole=True).done_codes


def test_the_office_sees_by_what_it_was_done_and_no_score(
    dinghai: World, task: WritingTask, wang: User, li: User, zhang: User
):
    writing.ask_for(dinghai, task, moment(1, 9))
    judged(handed_in(wang, task), MIDDLE, li)
    office = Client()
    office.force_login(zhang)
    page = office.get(reverse("insight:person", args=[wang.pk])).content.decode()
    assert "稿子评阅合格" in page
    records = office.get(reverse("insight:records", args=[wang.pk])).content.decode()
    assert "交稿" in records
    assert "评阅</" not in records
    shown = BeautifulSoup(records, "html.parser").main
    assert shown is not None
    assert "61" not in shown.get_text()  # ids in the addresses may hold any digits


def test_publishing_a_task_asks_for_it_and_taking_it_down_asks_no_more(
    dinghai: World, task: WritingTask
):
    dinghai.programme.sessions.filter(code="D1-1").update(task=task)
    task.save_revision().publish()
    assert dinghai.programme.requirements.order_by("-number").first().items[-1]["code"] == DRAFT
    WritingTask.objects.get(pk=task.pk).unpublish()
    assert dinghai.programme.requirements.order_by("-number").first().items[-1]["code"] != DRAFT


def test_who_had_finished_before_the_task_was_set_stays_finished(
    dinghai: World, task: WritingTask, wang: User, wangs_enrolment: Enrolment
):
    for session in dinghai.programme.sessions.exclude(code="D1-1"):
        session.required = False
        session.save()
    requirements.refresh(programme=dinghai.programme, now=moment(1, 8))
    from training.learning import evidence

    done = evidence.Happening(
        verb=evidence.Verb.COMPLETED,
        activity=dinghai.lesson.activity_uuid,
        activity_type="lesson",
        occurred_at=moment(1, 10),
    )
    evidence.record(learner_id=wang.pk, happenings=[done], now=moment(1, 10))
    assert CourseProgress.objects.get(learner=wang, whole=True).satisfied_at
    writing.ask_for(dinghai, task, moment(1, 12))
    keeping.rejudge(wangs_enrolment, now=moment(9, 9))
    row = CourseProgress.objects.get(learner=wang, whole=True)
    assert (row.satisfied_at, row.required, row.done) == (moment(1, 10), 2, 1)
