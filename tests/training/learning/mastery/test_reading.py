"""What may be asked, and what is said of people's mastery."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import PointPrerequisite
from courses.questions.models import Question
from courses.questions.services import retire
from tests.counting import at_most
from tests.factories import questions
from tests.factories.world import World, moment
from tests.training.learning.mastery.test_folding import answer, record
from training.learning.mastery import selectors
from training.learning.mastery.adaptive import Word
from training.learning.mastery.chances import Chances
from training.learning.mastery.models import ItemEstimate
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(3, 10)


def practice(world: World, number: str, **extra: object) -> Question:
    return questions.single(world.root, number, use=Question.Use.PRACTICE, **extra)


def test_only_open_practice_questions_of_her_roots_may_be_asked(
    dinghai: World, elsewhere: World
) -> None:
    mine = practice(dinghai, "P-1")
    shared = questions.single(None, "P-2", use=Question.Use.PRACTICE)
    foreign = practice(elsewhere, "P-3")
    gone = practice(dinghai, "P-4")
    retire(question=gone, by=None, at=timezone.now())
    held = practice(dinghai, "P-5")
    Question.objects.filter(pk=held.pk).update(held_back_at=NOW)
    exam = questions.single(dinghai.root, "P-6", use=Question.Use.EXAMINATION)
    group = questions.case_group(dinghai.root, "P-7", use=Question.Use.PRACTICE)
    found = {item.question for item in selectors.pool([dinghai.root.pk])}
    assert {mine.uuid, shared.uuid} <= found
    assert not found & {one.uuid for one in (foreign, gone, held, exam, group)}


def test_the_pool_costs_two_queries_once_the_versions_are_known(dinghai: World) -> None:
    one = practice(dinghai, "P-1")
    one.refresh_from_db()
    assert one.live_version_id is not None
    selectors.pool([dinghai.root.pk])
    with at_most(2):
        items = selectors.pool([dinghai.root.pk], {one.live_version_id: 3})
    item = next(item for item in items if item.question == one.uuid)
    assert (item.guess, item.shown, item.points) == (0.25, 3, ("rights",))


def test_estimates_of_the_newest_round_are_in_force(dinghai: World) -> None:
    one = practice(dinghai, "P-1")
    one.refresh_from_db()
    assert one.live_version is not None
    for number, guess in ((1, 0.4), (2, 0.31)):
        ItemEstimate.objects.create(
            round=number,
            version=one.live_version.uuid,
            kind="single_choice",
            guess=guess,
            slip=0.08,
            answers=40,
            made_at=NOW,
        )
    item = next(i for i in selectors.pool([dinghai.root.pk]) if i.question == one.uuid)
    assert item.chances == Chances(0.31, 0.08)


def test_mastery_of_several_people_takes_three_queries(
    wang: User, chen: User, dinghai: World
) -> None:
    questions.point("rights")
    duties = questions.point("duties", "代表的义务")
    rights = questions.point("rights")
    PointPrerequisite.objects.create(before=rights, after=duties, reason="先知道有什么权利。")
    record(wang, answer("q1", False, certainty=1), answer("q2", False, certainty=1))
    with at_most(3):
        told = selectors.mastery_of_many([wang.pk, chen.pk], NOW)
    words = {verdict.point: verdict for verdict in told[wang.pk]}
    assert words["rights"].word == Word.LEARN
    assert words["rights"].answers == 2
    assert words["duties"].known < next(v for v in told[chen.pk] if v.point == "duties").known


def test_old_answers_say_less_with_time(wang: User, dinghai: World) -> None:
    questions.point("rights")
    record(wang, answer("q1", False))
    soon = {v.point: v.known for v in selectors.mastery_of(wang.pk, NOW)}
    later = {v.point: v.known for v in selectors.mastery_of(wang.pk, NOW + timedelta(days=700))}
    assert soon["rights"] < later["rights"]
