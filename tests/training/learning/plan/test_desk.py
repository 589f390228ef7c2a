"""Trainers see the plans of their own classes, add with a reason, remove with a reason, undo both."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World
from tests.training.learning.plan.conftest import NOW, Shelf, believed, done, on_plan
from training.cohorts.models import Enrolment
from training.learning.models import PlanItem
from training.learning.plan import services
from training.people.models import AuditEvent, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
State = PlanItem.State


@pytest.fixture
def planned(pupil: User) -> User:
    """王代表 with a plan of one lesson."""
    believed(pupil, role=-4.0, motion=4.0, recess=4.0)
    services.propose(learner=pupil, now=NOW, cause="diagnosis:1")
    return pupil


@pytest.fixture
def chens_place(dinghai: World, chen: User) -> Enrolment:
    """陈主任 is in the class too, and knows nothing of motions."""
    believed(chen, motion=-4.0, role=4.0, recess=4.0)
    return Enrolment.objects.filter(learner=chen).first() or dinghai.enrol(chen)


def place_of(learner: User) -> Enrolment:
    return Enrolment.objects.get(learner=learner)


def text(client: Client, name: str, *args: object) -> str:
    reply = client.get(reverse(f"plans:{name}", args=args))
    assert reply.status_code == 200
    return reply.content.decode()


def test_a_trainer_sees_plans_as_items(as_li: Client, planned: User, dinghai: World) -> None:
    assert str(dinghai.cohort) in text(as_li, "classes")
    assert "王代表" in text(as_li, "class", dinghai.cohort.pk)
    told = text(as_li, "person", place_of(planned).pk)
    assert "课：代表的性质" in told
    assert "答过 3 题，错 2 题" in told


def test_the_class_takes_the_same_queries_for_more_people(
    as_li: Client, planned: User, chens_place: Enrolment, dinghai: World
) -> None:
    text(as_li, "class", dinghai.cohort.pk)
    with at_most(21):
        text(as_li, "class", dinghai.cohort.pk)


def add(client: Client, address: str, **posted: object) -> str:
    return client.post(address, posted, follow=True).content.decode()


def test_adding_shows_whom_it_reaches_before_it_is_done(
    as_li: Client, planned: User, chens_place: Enrolment, shelf: Shelf, as_wang: Client
) -> None:
    lesson = shelf.lessons["recess"].activity_uuid
    address = reverse("plans:add", args=[shelf.world.cohort.pk])
    told = {"activity": str(lesson), "weak_in": "", "why": "下周视察要用"}
    assert "将加进 2 人的计划" in add(as_li, address, **told)
    assert not PlanItem.objects.filter(activity=lesson).exists()
    assert "已加进 2 人的计划" in add(as_li, address, **told, confirmed="on")
    first = on_plan(planned, state=State.OPEN)[0]
    assert (first.activity, first.note) == (lesson, "下周视察要用")
    assert "讲师安排：下周视察要用" in as_wang.get("/my/plan/").content.decode()
    assert AuditEvent.objects.filter(action="plan.add").count() == 1


def test_only_those_weak_in_a_point_get_it(
    as_li: Client, planned: User, chens_place: Enrolment, shelf: Shelf
) -> None:
    case = shelf.world.case.activity_uuid
    address = reverse("plans:add", args=[shelf.world.cohort.pk])
    told = add(as_li, address, activity=str(case), weak_in="motion", why="补上议案", confirmed="on")
    assert "已加进 1 人的计划" in told
    assert PlanItem.objects.get(activity=case).learner == chens_place.learner


def test_who_has_done_it_does_not_get_it(as_li: Client, planned: User, shelf: Shelf) -> None:
    lesson = shelf.lessons["recess"].activity_uuid
    done(planned, lesson)
    address = reverse("plans:add_alone", args=[place_of(planned).pk])
    told = add(as_li, address, activity=str(lesson), why="再看看", confirmed="on")
    assert "没有要加的人" in told
    assert "另有 1 人已经学过" in told


def test_a_reason_is_asked_for(as_li: Client, planned: User, shelf: Shelf) -> None:
    address = reverse("plans:add_alone", args=[place_of(planned).pk])
    lesson = str(shelf.lessons["recess"].activity_uuid)
    assert "请写一句理由" in add(as_li, address, activity=lesson, why="", confirmed="on")
    assert len(on_plan(planned)) == 1


def test_an_addition_stays_when_the_plan_is_made_again(
    as_li: Client, planned: User, shelf: Shelf
) -> None:
    lesson = shelf.lessons["recess"].activity_uuid
    address = reverse("plans:add_alone", args=[place_of(planned).pk])
    add(as_li, address, activity=str(lesson), why="下周视察要用", confirmed="on")
    for renew in (False, True):
        services.propose(learner=planned, now=NOW, cause="asked", renew=renew)
        (item,) = on_plan(planned, activity=lesson)
        assert (item.state, item.note, item.reason) == (State.OPEN, "下周视察要用", "trainer")


def test_an_addition_can_be_taken_back(as_li: Client, planned: User, shelf: Shelf) -> None:
    lesson = shelf.lessons["recess"].activity_uuid
    place = place_of(planned)
    address = reverse("plans:add_alone", args=[place.pk])
    add(as_li, address, activity=str(lesson), why="下周视察要用", confirmed="on")
    back = reverse("plans:take_back", args=[place.cohort_id])
    told = as_li.post(back, {"activity": str(lesson)}, follow=True).content.decode()
    assert "已从 1 人的计划里撤回" in told
    assert not on_plan(planned, activity=lesson)


def test_what_a_trainer_removed_is_not_proposed_again_and_can_be_put_back(
    as_li: Client, planned: User, shelf: Shelf, as_wang: Client
) -> None:
    place, item = place_of(planned), on_plan(planned)[0]
    address = reverse("plans:remove", args=[place.pk, item.pk])
    assert "课：代表的性质" in as_li.get(address).content.decode()
    assert "请写一句理由" in as_li.post(address, {"why": ""}).content.decode()
    as_li.post(address, {"why": "她讲过这一课"})
    services.propose(learner=planned, now=NOW, cause="asked", renew=True)
    assert item.activity not in [one.activity for one in on_plan(planned, state=State.OPEN)]
    assert "讲师李教员移除：她讲过这一课" in as_wang.get("/my/plan/").content.decode()
    as_li.post(reverse("plans:put_back", args=[place.pk, item.pk]))
    item.refresh_from_db()
    assert (item.state, item.removed_by, item.reason) == (State.OPEN, None, "missing")


def test_foreign_classes_and_people_are_not_found(
    as_li: Client, as_qian: Client, planned: User, elsewhere: World, zhao: User
) -> None:
    place = Enrolment.objects.filter(learner=zhao).first() or elsewhere.enrol(zhao)
    assert as_li.get(reverse("plans:class", args=[elsewhere.cohort.pk])).status_code == 404
    assert as_li.get(reverse("plans:person", args=[place.pk])).status_code == 404
    item = on_plan(planned)[0]
    swapped = reverse("plans:remove", args=[place.pk, item.pk])
    assert as_li.post(swapped, {"why": "不该能移"}).status_code == 404
    back = reverse("plans:take_back", args=[place_of(planned).cohort_id])
    posted = {"activity": str(item.activity), "place": str(place.pk)}
    as_li.post(back, posted)
    item.refresh_from_db()
    assert item.state == State.OPEN
    for name, args in (
        ("class", [place_of(planned).cohort_id]),
        ("person", [place_of(planned).pk]),
    ):
        assert as_qian.get(reverse(f"plans:{name}", args=args)).status_code == 404
