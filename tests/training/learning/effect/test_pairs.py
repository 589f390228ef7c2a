"""Who is compared with what: the sittings that count, the forms as they were, marks as they are."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import KnowledgePoint
from courses.models import Quiz
from courses.quizzes.models import KeyAmendment
from courses.quizzes.parallel import FORM_A, FORM_B, positions_of
from courses.quizzes.review import PHASES
from tests.counting import at_most
from tests.factories.compared import Forms, forms, people, sit
from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.learning.attempts.marking import remark
from training.learning.attempts.models import AttemptItem
from training.learning.effect.formulas import Pair
from training.learning.effect.selectors import people_of, person_of
from training.people.models import User

ALL = {"rights", "duties", "motion"}


@pytest.fixture
def tests(dinghai: World) -> Forms:
    """The tests before and after."""
    return forms(dinghai)


def test_points_are_compared_by_form_and_the_drawn_question_is_not(
    wangs_enrolment: Enrolment, tests: Forms
) -> None:
    sit(wangs_enrolment, tests.before, {"rights"}, moment(1, 9))
    sit(wangs_enrolment, tests.after, {"duties"}, moment(5, 9))
    found = person_of(wangs_enrolment)
    assert found.points == {"rights": Pair(1, 0), "duties": Pair(0, 1), "motion": Pair(0, 0)}
    assert found.whole.before == pytest.approx(1 / 3)


def test_the_forms_are_copied_when_the_paper_is_opened(
    wangs_enrolment: Enrolment, tests: Forms
) -> None:
    attempt = sit(wangs_enrolment, tests.after, ALL, moment(5, 9))
    assert positions_of(attempt.rules, FORM_B) == {1, 2, 3}
    assert positions_of(attempt.rules, FORM_A) == frozenset()
    sit(wangs_enrolment, tests.before, set(), moment(1, 9))
    for item in AttemptItem.objects.filter(attempt=attempt).select_related("version__question"):
        item.version.question.tags.clear()
        item.version.question.points.clear()
    assert len(person_of(wangs_enrolment).points) == 3


def test_an_early_test_keeps_no_forms(wangs_enrolment: Enrolment, tests: Forms) -> None:
    Quiz.objects.filter(pk=tests.before.pk).update(purpose="early")
    tests.before.refresh_from_db()
    assert "forms" not in sit(wangs_enrolment, tests.before, ALL, moment(1, 9)).rules


def test_the_first_before_and_the_one_after_that_counts(
    wangs_enrolment: Enrolment, tests: Forms
) -> None:
    sit(wangs_enrolment, tests.before, {"rights"}, moment(1, 9))
    sit(wangs_enrolment, tests.before, ALL, moment(1, 12))
    sit(wangs_enrolment, tests.after, {"motion"}, moment(5, 9))
    best = sit(wangs_enrolment, tests.after, {"motion", "duties"}, moment(5, 11))
    found = person_of(wangs_enrolment)
    assert [one.pk for one in found.sat.after] == [best.pk]
    assert found.sat.again
    assert found.points["rights"] == Pair(1, 0)
    assert found.points["duties"] == Pair(0, 1)


def test_a_test_before_that_came_after_is_not_compared(
    wangs_enrolment: Enrolment, tests: Forms
) -> None:
    sit(wangs_enrolment, tests.after, ALL, moment(4, 9))
    sit(wangs_enrolment, tests.before, set(), moment(5, 9))
    found = person_of(wangs_enrolment)
    assert not found.paired
    assert found.sat.too_late


def test_a_regrading_is_followed(wangs_enrolment: Enrolment, tests: Forms, li: User) -> None:
    sit(wangs_enrolment, tests.before, set(), moment(1, 9))
    attempt = sit(wangs_enrolment, tests.after, ALL, moment(5, 9))
    item = AttemptItem.objects.select_related("version").get(attempt=attempt, position=1)
    left_out = KeyAmendment.objects.create(
        version=item.version,
        verb=KeyAmendment.Verb.LEAVE_OUT,
        reason="题目有歧义",
        by=li,
        at=moment(5, 12),
    )
    remark(
        attempt=attempt, cause="regrade", by=li, reason="", now=moment(5, 13), amendment=left_out
    )
    assert set(person_of(wangs_enrolment).points) == ALL - {"rights"}


def test_everybody_of_a_class_costs_the_same(dinghai: World, tests: Forms) -> None:
    for n, one in enumerate(people(dinghai, "金塘镇", 4)):
        sit(one, tests.before, set(), moment(1, 9))
        sit(one, tests.after, ALL if n % 2 else {"rights"}, moment(5, 9))
    with at_most(4):
        found = people_of(dinghai.cohort)
    assert [one.paired for one in found] == [True] * 4


def test_who_left_the_class_or_is_of_another_unit_is_not_there(
    dinghai: World, tests: Forms, wangs_enrolment: Enrolment
) -> None:
    gone, stays = people(dinghai, "金塘镇", 2)
    gone.status = Enrolment.Status.WITHDRAWN
    gone.save()
    assert {one.enrolment.pk for one in people_of(dinghai.cohort)} == {
        stays.pk,
        wangs_enrolment.pk,
    }
    mine = people_of(dinghai.cohort, frozenset({stays.unit_id}))
    assert [one.enrolment.pk for one in mine] == [stays.pk]


def test_her_own_page_says_it_in_words(
    as_wang: Client, wangs_enrolment: Enrolment, tests: Forms, dinghai: World
) -> None:
    page = reverse("effect:own")
    assert "入班前测和结业测评都做过以后" in as_wang.get(page).content.decode()
    sit(wangs_enrolment, tests.before, {"rights"}, moment(1, 9))
    assert "前测已在" in as_wang.get(page).content.decode()
    sit(wangs_enrolment, tests.after, {"rights", "duties"}, moment(5, 9))
    dinghai.lesson.points.add(KnowledgePoint.objects.get(key="motion"))
    dinghai.lesson.save()
    with at_most(13):
        text = as_wang.get(page).content.decode()
    assert "3 个知识点，前测答对 1 个，后测答对 2 个。" in text
    assert "两次都没答对" in text
    assert "一题说明不了多少" in text
    assert "去看《权利与义务》" in text


def test_right_and_wrong_stay_closed_as_long_as_the_test_says(
    as_wang: Client, wangs_enrolment: Enrolment, tests: Forms
) -> None:
    tests.after.review = {phase: ["marks"] for phase in PHASES}
    tests.after.save()
    sit(wangs_enrolment, tests.before, {"rights"}, moment(1, 9))
    sit(wangs_enrolment, tests.after, ALL, moment(5, 9) + timedelta(minutes=1))
    text = as_wang.get(reverse("effect:own")).content.decode()
    assert "现在还不能看每题的对错" in text
    assert "两次都没答对" not in text
