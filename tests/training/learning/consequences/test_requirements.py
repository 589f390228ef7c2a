"""New requirements: judged at once in a small class, by the worker in a large one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment, RequirementVersion
from training.learning import evidence
from training.learning.consequences import handlers, settling
from training.learning.evidence import Happening, Verb
from training.learning.models import CourseProgress
from training.learning.progress import keeping
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(1, 10)


def read(learner: User, world: World) -> None:
    told = Happening(
        verb=Verb.COMPLETED,
        activity=world.lesson.activity_uuid,
        activity_type="lesson",
        occurred_at=NOW,
    )
    evidence.record(learner_id=learner.pk, happenings=[told], now=NOW)


def whole(learner: User) -> CourseProgress:
    return CourseProgress.objects.get(learner=learner, whole=True)


def lesson_alone(world: World) -> None:
    for session in world.programme.sessions.exclude(code="D1-1"):
        session.required = False
        session.save()


@pytest.fixture
def two_readers(dinghai: World, wang: User, chen: User) -> list[User]:
    """Two people who have read the lesson."""
    for learner in (wang, chen):
        read(learner, dinghai)
    return [wang, chen]


def test_a_small_class_is_judged_at_once(dinghai: World, two_readers: list[User]) -> None:
    lesson_alone(dinghai)
    handlers.content_changed(None, dinghai.programme)
    for learner in two_readers:
        row = whole(learner)
        assert (row.required, row.requirement_version, row.satisfied_version) == (1, 2, 2)
        assert keeping.differences(learner.pk) == []
    assert RequirementVersion.objects.get(number=2).judged_at


def test_a_large_class_is_left_to_the_worker_who_goes_on_where_he_stopped(
    dinghai: World, two_readers: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "AT_ONCE", 1)
    monkeypatch.setattr(settling, "PER_RUN", 1)
    lesson_alone(dinghai)
    with at_most(25):  # however many people there are in the class
        handlers.content_changed(None, dinghai.programme)
    assert {whole(one).requirement_version for one in two_readers} == {1}
    assert [settling.judge_due(now=NOW) for _ in range(4)] == [1, 1, 0, 0]
    assert {whole(one).requirement_version for one in two_readers} == {2}
    assert all(whole(one).satisfied_at for one in two_readers)
    with at_most(1):
        settling.judge_due(now=NOW)


def test_a_pass_mark_taken_away_changes_what_is_required(
    dinghai: World, wang: User, admin: User, client: Client
) -> None:
    read(wang, dinghai)
    dinghai.final.pass_mark = None
    dinghai.final.save()
    handlers.quiz_changed(dinghai.final)
    newest = RequirementVersion.objects.get(number=2)
    how = {item["code"]: item["ways"][0]["how"] for item in newest.items}
    assert how["D2-1"] == "completed"
    assert whole(wang).requirement_version == 2


def test_who_has_finished_stays_finished_when_more_is_asked(
    dinghai: World, wang: User, wangs_enrolment: Enrolment
) -> None:
    lesson_alone(dinghai)
    handlers.content_changed(None, dinghai.programme)
    read(wang, dinghai)
    before = whole(wang).satisfied_at
    assert before
    dinghai.programme.sessions.update(required=True)
    handlers.content_changed(None, dinghai.programme)
    row = whole(wang)
    assert (row.satisfied_at, row.satisfied_version, row.requirement_version) == (before, 2, 3)
    assert (row.done, row.required) == (1, 4)


def test_trainers_read_the_versions_at_the_desk(
    dinghai: World, li: User, elsewhere: World, client: Client
) -> None:
    from training.packs.desk import prepare_desk

    prepare_desk(by=None, today=NOW.date())
    client.force_login(li)
    lesson_alone(dinghai)
    handlers.content_changed(None, dinghai.programme)
    page: Any = client.get(reverse("requirements:versions", args=[dinghai.programme.pk]))
    told = page.content.decode()
    assert "第 2 版" in told
    assert "不再要求：D1-0" in told
    foreign = reverse("requirements:versions", args=[elsewhere.programme.pk])
    assert client.get(foreign).status_code == 404
