"""A plan is proposed, stays as it stands, and closes what is passed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache

from courses.models import LessonPrerequisite
from tests.counting import at_most
from tests.factories.world import World, moment
from tests.training.learning.plan.conftest import (
    NOW,
    Shelf,
    answered,
    believed,
    done,
    on_plan,
)
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.mastery.adaptive import Verdict, Word
from training.learning.mastery.models import PointMastery
from training.learning.models import Plan, PlanItem
from training.learning.outbox import queue
from training.learning.plan import services, situation, wording
from training.learning.plan.content import check_of
from training.learning.plan.selectors import calling
from training.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
State = PlanItem.State
NAMES = {"role": "代表的性质", "motion": "代表议案", "recess": "闭会期间"}
MISSING, KNOWN = -4.0, 4.0


def propose(learner: User, at: datetime = NOW, **extra: Any) -> Plan:
    return services.propose(learner=learner, now=at, cause="asked", **extra)


def activities(learner: User, **only: Any) -> list[UUID]:
    return [item.activity for item in on_plan(learner, **only)]


def test_what_is_missing_is_covered_with_a_reason_and_minutes(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, recess=KNOWN, motion=KNOWN)
    propose(pupil)
    (item,) = on_plan(pupil)
    assert item.activity == shelf.lessons["role"].activity_uuid
    assert item.minutes == 8
    assert wording.reason(item, NAMES, {}) == "代表的性质：答过 3 题，错 2 题"


def test_what_the_last_diagnosis_asked_is_told_as_such(pupil: User, shelf: Shelf) -> None:
    for n, right in enumerate([True, False, False]):
        answered(pupil, shelf.practice["role"][n], right=right, diagnosis="d1")
    believed(pupil, role=MISSING, recess=KNOWN, motion=KNOWN)
    propose(pupil)
    assert wording.reason(on_plan(pupil)[0], NAMES, {}) == "代表的性质：诊断中 3 题错 2 题"


def test_the_day_is_that_of_the_class(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, motion=MISSING, recess=KNOWN)
    propose(pupil)
    first, second = on_plan(pupil)
    assert first.activity == shelf.lessons["role"].activity_uuid
    assert {first.due_on, second.due_on} == {moment(2, 0).date()}


def test_a_lesson_that_another_asks_for_comes_first(pupil: User, shelf: Shelf) -> None:
    lessons = shelf.lessons
    LessonPrerequisite.objects.create(
        lesson=lessons["role"], first=lessons["motion"], required=True
    )
    believed(pupil, role=MISSING, motion=KNOWN, recess=KNOWN)
    propose(pupil)
    first, second = on_plan(pupil)
    assert first.activity == lessons["motion"].activity_uuid
    assert second.activity == lessons["role"].activity_uuid
    titles = {str(lessons["role"].activity_uuid): "课：代表的性质"}
    assert wording.reason(first, NAMES, titles) == "学《课：代表的性质》之前要先学它"


@pytest.mark.db
def test_proposing_again_changes_nothing(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, motion=MISSING, recess=MISSING)
    propose(pupil)
    before = [(i.pk, i.activity, i.position, i.due_on, i.made_at) for i in on_plan(pupil)]
    propose(pupil, NOW + timedelta(minutes=5))
    assert [(i.pk, i.activity, i.position, i.due_on, i.made_at) for i in on_plan(pupil)] == before


def test_a_lesson_that_is_done_is_closed_and_a_check_follows(pupil: User, shelf: Shelf) -> None:
    believed(pupil, motion=MISSING, role=KNOWN, recess=KNOWN)
    propose(pupil)
    done(pupil, shelf.lessons["motion"].activity_uuid)
    propose(pupil, NOW + timedelta(hours=1))
    (closed,) = on_plan(pupil, state=State.DONE)
    assert wording.ending(closed, NAMES) == "11月17日完成"
    assert activities(pupil, state=State.OPEN) == [check_of("motion")]


def attended(learner: User, session: UUID, at: datetime) -> None:
    """She was there."""
    told = evidence.Happening(
        verb=evidence.Verb.ATTENDED, activity=session, activity_type="session", occurred_at=at
    )
    evidence.record(learner_id=learner.pk, happenings=[told], now=at)


def test_attending_the_session_does_the_lesson(pupil: User, shelf: Shelf) -> None:
    believed(pupil, motion=MISSING, role=KNOWN, recess=KNOWN)
    propose(pupil)
    attended(pupil, shelf.taught.session.uuid, NOW + timedelta(hours=7))
    assert calling(pupil.pk) is None
    propose(pupil, NOW + timedelta(hours=8))
    assert activities(pupil, state=State.DONE) == [shelf.lessons["motion"].activity_uuid]
    assert check_of("motion") in activities(pupil, state=State.OPEN)


def test_who_heard_it_and_was_wrong_afterwards_is_given_the_lesson_to_read(
    pupil: User, shelf: Shelf
) -> None:
    attended(pupil, shelf.taught.session.uuid, NOW - timedelta(hours=1))
    believed(pupil, motion=MISSING, role=KNOWN, recess=KNOWN)
    propose(pupil)
    assert activities(pupil) == [shelf.lessons["motion"].activity_uuid]


def test_what_is_only_inferred_is_told_as_such(pupil: User) -> None:
    item = PlanItem(reason="missing", numbers={"points": {"role": {"asked": 2, "wrong": 0}}})
    told = "代表的性质：答过 2 题没有错，但相关的知识点错得多，还不能算掌握"
    assert wording.reason(item, NAMES, {}) == told


@pytest.mark.db
def test_three_in_a_row_let_her_off(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, motion=KNOWN, recess=KNOWN)
    propose(pupil)
    for question in shelf.practice["role"][:3]:
        answered(pupil, question, right=True)
    propose(pupil)
    (waived,) = on_plan(pupil)
    assert waived.state == State.WAIVED
    assert wording.ending(waived, NAMES) == "11月17日练习连对 3 题，免学"


def test_the_same_question_three_times_is_no_row(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, motion=KNOWN, recess=KNOWN)
    propose(pupil)
    for _time in range(3):
        answered(pupil, shelf.practice["role"][0], right=True)
    believed(pupil, role=MISSING)
    propose(pupil)
    assert [item.state for item in on_plan(pupil)] == [State.OPEN]


def test_what_her_answers_show_to_be_known_is_waived(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, motion=KNOWN, recess=KNOWN)
    propose(pupil)
    believed(pupil, role=KNOWN)
    propose(pupil)
    (waived,) = on_plan(pupil)
    told = "11月17日的回答表明已经掌握（代表的性质 3 题对 3 题），免学"
    assert (waived.state, wording.ending(waived, NAMES)) == (State.WAIVED, told)


@pytest.fixture
def doubtful(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on nobody can tell of any point."""

    def told(learner_id: UUID, now: datetime) -> list[Verdict]:
        return [Verdict(point, Word.UNKNOWN, 0.6, 0.6, 1) for point in NAMES]

    return lambda: monkeypatch.setattr(situation.mastery, "mastery_of", told)


def test_what_nobody_can_tell_any_more_stays(
    pupil: User, shelf: Shelf, doubtful: Callable[[], None]
) -> None:
    believed(pupil, role=MISSING, motion=KNOWN, recess=KNOWN)
    propose(pupil)
    doubtful()
    propose(pupil)
    assert [item.state for item in on_plan(pupil)] == [State.OPEN]
    propose(pupil, renew=True)
    assert on_plan(pupil) == []


def test_what_is_required_and_overdue_is_on_it(
    shelf: Shelf, wang: User, wangs_enrolment: Enrolment
) -> None:
    believed(wang, role=KNOWN, motion=KNOWN, recess=KNOWN)
    propose(wang)
    world = shelf.world
    assert set(activities(wang)) == {world.lesson.activity_uuid, world.quiz.uuid}
    told = {wording.reason(item, NAMES, {}) for item in on_plan(wang)}
    assert told == {"必修，课表上的时间已经过了，还没有完成"}


def test_arranging_anew_keeps_what_she_began(
    pupil: User, shelf: Shelf, doubtful: Callable[[], None]
) -> None:
    from training.learning.readings.models import Reading

    believed(pupil, role=MISSING, motion=MISSING, recess=KNOWN)
    propose(pupil)
    lesson = shelf.lessons["role"].activity_uuid
    Reading.objects.create(learner=pupil, activity=lesson, opened_at=NOW, beacon_at=NOW)
    doubtful()
    propose(pupil, renew=True)
    assert activities(pupil) == [lesson]


def test_content_taken_down_goes_with_a_word(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, motion=KNOWN, recess=KNOWN)
    propose(pupil)
    shelf.lessons["role"].unpublish()
    propose(pupil)
    (gone,) = on_plan(pupil, state=State.REMOVED)
    assert wording.ending(gone, NAMES) == "内容已撤下，不用学了"
    (instead,) = activities(pupil, state=State.OPEN)
    assert instead == shelf.world.case.activity_uuid


def test_another_congress_lends_nothing(pupil: User, shelf: Shelf, elsewhere: World) -> None:
    from tests.factories.questions import point

    elsewhere.lesson.points.add(point("role"))
    elsewhere.lesson.save()
    shelf.lessons["role"].unpublish()
    shelf.world.case.unpublish()
    believed(pupil, role=MISSING, motion=KNOWN, recess=KNOWN)
    propose(pupil)
    assert activities(pupil) == [check_of("role")]


def test_a_diagnosis_makes_a_plan_and_a_test_only_renews_one(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING)
    services.renewed_after(pupil.pk, "again", NOW)
    assert not Plan.objects.exists()
    services.renewed_after(pupil.pk, "diagnosis:1", NOW)
    assert Plan.objects.get().basis["cause"] == "diagnosis"
    assert queue.HANDLERS["plan"] is services.renewed_after


def test_answers_in_review_move_a_plan_before_long(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, motion=KNOWN, recess=KNOWN)
    propose(pupil)
    cache.clear()
    assert services.renew_due(now=NOW + timedelta(minutes=20)) == 0
    PointMastery.objects.update(last_stored_at=NOW + timedelta(minutes=5))
    assert services.renew_due(now=NOW + timedelta(minutes=20)) == 0  # looked just now
    cache.clear()
    assert services.renew_due(now=NOW + timedelta(minutes=20)) == 1
    assert Plan.objects.get().proposed_at == NOW + timedelta(minutes=20)


def test_a_finished_test_and_a_lesson_leave_a_note(pupil: User, shelf: Shelf) -> None:
    from training.learning.attempts import services as attempts
    from training.learning.attempts.marking import mark
    from training.learning.models import PendingConsequence

    sitting = attempts.start(quiz=shelf.world.quiz, learner_id=pupil.pk, enrolment=None, now=NOW)
    mark(attempt=attempts.hand_in(attempt=sitting, now=NOW), now=NOW)
    assert PendingConsequence.objects.filter(learner=pupil, kind="plan").count() == 1


def test_a_plan_takes_no_more_queries_for_more_content(pupil: User, shelf: Shelf) -> None:
    believed(pupil, role=MISSING, motion=MISSING, recess=MISSING)
    propose(pupil)
    with at_most(32):
        propose(pupil)
