"""A person who is on the roster twice becomes one; nothing changes its owner, nothing is lost."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.factories import world as making
from tests.factories.world import World, moment
from tests.training.office.conftest import browser
from tests.training.office.test_people import noted, url, words
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.attempts import services as attempts
from training.learning.evidence import Happening, Verb
from training.learning.hours.claims import of_lesson
from training.learning.hours.selectors import total_of
from training.learning.ledger.models import Statement
from training.people.models import Membership, Organisation, User

Role = Membership.Role
SURE = {"sure": "on"}


@pytest.fixture
def double(dinghai: World, jintang: Organisation) -> User:
    """王代表 once more, by another number, in the class too."""
    user = making.person(
        "R090", "王代表", jintang, Role.DEPUTY, phone="13800009999", is_active=True
    )
    dinghai.enrol(user)
    Enrolment.objects.filter(learner=user).update(unit=jintang)
    return user


def lesson_done(learner: User, world: World, at) -> None:
    """She read the lesson to its end, with the hours it claims."""
    activity = world.lesson.activity_uuid
    happening = Happening(
        verb=Verb.COMPLETED,
        activity=activity,
        activity_type="lesson",
        occurred_at=at,
        statement_id=evidence.derived_id("test", learner.pk, activity),
        completion=True,
        seconds=600,
        context={"hours": of_lesson(learner_id=learner.pk, activity=activity, now=at)},
    )
    place = Enrolment.objects.get(learner=learner)
    evidence.record(learner_id=learner.pk, happenings=[happening], now=at, registration_id=place.pk)


@pytest.mark.db
def test_the_other_record_is_found_and_compared(office: Client, wang: User, double: User) -> None:
    assert "R090" in words(office.get(url("merge_choose", wang.pk)))
    text = words(office.get(url("merge", wang.pk, double.pk)))
    for told in ("R090", "金塘镇", "昌国街道", "13800009999", "合成一份"):
        assert told in text, told


@pytest.mark.db
def test_what_she_did_counts_for_the_kept_record_and_only_once(
    office: Client, wang: User, double: User, dinghai: World
) -> None:
    done = moment(1, 10)
    lesson_done(double, dinghai, done)
    before = total_of(double.pk)
    assert before
    assert office.post(url("merge", wang.pk, double.pk), SURE).status_code == 302
    activity = dinghai.lesson.activity_uuid
    assert evidence.completed_at(learner_id=wang.pk, activity=activity) == done
    assert evidence.completed_at(learner_id=double.pk, activity=activity) is None
    assert total_of(wang.pk) == before
    assert not total_of(double.pk)
    moved = Statement.objects.get(learner=wang)
    assert moved.context["moved"]["from"] == str(double.pk)
    assert moved.registration == Enrolment.objects.get(learner=wang)
    assert Statement.objects.filter(learner=double).count() == 2
    assert not evidence.rebuilt([wang.pk, double.pk], write=False)


@pytest.mark.db
def test_the_other_account_is_shut_and_points_to_the_kept_one(
    office: Client, wang: User, double: User
) -> None:
    phone = browser(double)
    office.post(url("merge", wang.pk, double.pk), SURE)
    for user in (wang, double):
        user.refresh_from_db()
    assert (double.is_active, double.merged_into) == (False, wang)
    assert wang.phone == "13800009999"
    assert phone.get("/accounts/devices/").status_code == 302
    assert "已并入 wang" in words(office.get(url("person", double.pk)))
    for name in ("enable", "slip", "disable"):
        assert office.post(url(name, double.pk)).status_code == 404
    told = noted("person.merged")
    assert (told.target, told.detail["number"]) == (str(wang.pk), "R090")


@pytest.mark.db
def test_the_class_has_her_once_from_the_earlier_day(
    office: Client, wang: User, double: User, dinghai: World
) -> None:
    early = moment(1, 6) - timedelta(days=5)
    Enrolment.objects.filter(learner=double).update(enrolled_at=early)
    office.post(url("merge", wang.pk, double.pk), SURE)
    kept, old = Enrolment.objects.get(learner=wang), Enrolment.objects.get(learner=double)
    assert (kept.status, kept.enrolled_at) == ("active", early)
    assert kept.unit.name == "昌国街道"
    assert (old.status, old.withdrawn_reason) == ("withdrawn", "重复登记，已并入 wang")


def test_she_joins_a_class_she_was_in_as_the_other_only(
    office: Client, sun: User, double: User, jintang: Organisation
) -> None:
    office.post(url("merge", sun.pk, double.pk), SURE)
    place = Enrolment.objects.get(learner=sun)
    assert (place.status, place.unit) == ("active", jintang)


def test_a_class_that_was_left_is_not_joined_again(office: Client, sun: User, double: User) -> None:
    Enrolment.objects.filter(learner=double).update(
        status="withdrawn", withdrawn_at=moment(1, 9), withdrawn_reason="请假"
    )
    office.post(url("merge", sun.pk, double.pk), SURE)
    assert Enrolment.objects.get(learner=sun).status == "withdrawn"


@pytest.mark.db
def test_memberships_of_the_past_go_over_and_the_present_unit_is_the_kept_ones(
    office: Client, wang: User, double: User, jintang: Organisation
) -> None:
    Membership.objects.filter(user=double).update(ends_on=date(2024, 6, 1))
    Membership.objects.create(
        user=double, organisation=jintang, role=Role.DEPUTY, starts_on=date(2025, 1, 1)
    )
    office.post(url("merge", wang.pk, double.pk), SURE)
    told = wang.memberships.order_by("starts_on", "pk")
    assert {(post.organisation.name, post.ends_on) for post in told} == {
        ("昌国街道", None),
        ("金塘镇", date(2024, 6, 1)),
    }
    assert not double.memberships.filter(ends_on=None).exists()
    assert double.memberships.filter(ended_by="merged").count() == 1


@pytest.mark.db
def test_marks_that_come_late_go_over_as_well(
    office: Client, wang: User, double: User, dinghai: World
) -> None:
    office.post(url("merge", wang.pk, double.pk), SURE)
    lesson_done(double, dinghai, moment(2, 9))
    assert "又来了 1 条" in words(office.get(url("person", double.pk)))
    office.post(url("move_rest", double.pk))
    office.post(url("move_rest", double.pk))
    assert Statement.objects.filter(learner=wang).count() == 1
    assert "又来了" not in words(office.get(url("person", double.pk)))


def test_nothing_is_merged_during_a_sitting(
    office: Client, wang: User, double: User, dinghai: World
) -> None:
    attempts.start(
        quiz=dinghai.quiz,
        learner_id=double.pk,
        enrolment=Enrolment.objects.get(learner=double),
        now=moment(2, 8),
    )
    assert "正在答题" in words(office.get(url("merge", wang.pk, double.pk)))
    office.post(url("merge", wang.pk, double.pk), SURE)
    double.refresh_from_db()
    assert double.is_active


def test_nothing_is_merged_unless_it_was_compared(office: Client, wang: User, double: User) -> None:
    assert "核对以后再勾选" in words(office.post(url("merge", wang.pk, double.pk)))
    double.refresh_from_db()
    assert double.merged_into is None


def test_staff_and_foreign_people_are_not_merged(
    office: Client, wang: User, trainer_too: User, zhao: User
) -> None:
    for other in (trainer_too, zhao):
        assert office.post(url("merge", wang.pk, other.pk), SURE).status_code == 404
        assert office.post(url("merge", other.pk, wang.pk), SURE).status_code == 404


def test_a_record_is_not_merged_with_itself(office: Client, wang: User) -> None:
    assert "同一份记录" in words(office.post(url("merge", wang.pk, wang.pk), SURE))
