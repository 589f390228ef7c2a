"""A deputy's own pages: the plan, and showing that she knows something already."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Question
from tests.counting import at_most
from tests.training.learning.plan.conftest import NOW, Shelf, believed, done, on_plan
from training.cohorts.models import Enrolment
from training.learning.models import PlanItem
from training.learning.plan import selectors, services
from training.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
State = PlanItem.State
MINE = "/my/plan/"


@pytest.fixture
def planned(pupil: User) -> User:
    """王代表 with a plan of two lessons."""
    believed(pupil, role=-4.0, motion=-4.0, recess=4.0)
    services.propose(learner=pupil, now=NOW, cause="diagnosis:1")
    return pupil


def page(client: Client, address: str = MINE) -> str:
    return client.get(address).content.decode()


def test_without_a_plan_a_diagnosis_is_offered(as_wang: Client, wangs_enrolment: Enrolment) -> None:
    told = page(as_wang)
    assert reverse("diagnosis:home") in told
    assert "按做过的题安排" in told


def test_the_next_step_comes_first_with_its_reason(as_wang: Client, planned: User) -> None:
    told = page(as_wang)
    assert told.index("下一步") < told.index("课：代表的性质") < told.index("课：代表议案")
    assert "代表的性质：答过 3 题，错 2 题" in told
    assert "今天 11月17日 周二" in told
    assert "还有 2 项，共约 16 分钟" in told


def test_what_was_just_done_is_behind_her_before_the_plan_is_made_anew(
    as_wang: Client, planned: User, shelf: Shelf
) -> None:
    done(planned, shelf.lessons["role"].activity_uuid)
    told = page(as_wang)
    assert "已完成和免学的（1 项）" in told
    assert told.index("下一步") < told.index("课：代表议案") < told.index("课：代表的性质")


def test_nothing_missing_offers_review(as_wang: Client, pupil: User) -> None:
    believed(pupil, role=4.0, motion=4.0, recess=4.0, rights=4.0)
    services.propose(learner=pupil, now=NOW, cause="diagnosis:1")
    told = page(as_wang)
    assert "现在没有要补的" in told
    assert reverse("review:today") in told


def test_after_the_class_it_goes_by_weeks(
    as_wang: Client, pupil: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    from tests.factories.world import moment

    later = moment(9, 9)
    monkeypatch.setattr(timezone, "now", lambda: later)
    believed(pupil, role=-4.0, motion=-4.0, recess=4.0)
    services.propose(learner=pupil, now=later, cause="diagnosis:1")
    assert "本周（11月29日" in page(as_wang)


def test_arranging_anew_is_a_button(as_wang: Client, planned: User) -> None:
    believed(planned, role=4.0)
    assert as_wang.get(reverse("plan:again")).status_code == 405
    reply = as_wang.post(reverse("plan:again"), follow=True)
    assert "计划已经按现在的情况重新安排" in reply.content.decode()
    assert [item.state for item in on_plan(planned)].count(State.OPEN) == 1


def test_looking_writes_nothing(as_wang: Client, planned: User, shelf: Shelf) -> None:
    done(planned, shelf.lessons["role"].activity_uuid)
    before = list(PlanItem.objects.values())
    page(as_wang)
    assert list(PlanItem.objects.values()) == before


def test_at_most_twelve_queries(as_wang: Client, planned: User, shelf: Shelf) -> None:
    page(as_wang)
    with at_most(12):
        page(as_wang)


def test_one_query_says_what_calls_her(planned: User, shelf: Shelf) -> None:
    with at_most(1):
        told = selectors.calling(planned.pk)
    assert told
    assert (str(told), told.url) == ("补学计划还有 2 项，约 16 分钟", MINE)
    for lesson in shelf.lessons.values():
        done(planned, lesson.activity_uuid)
    assert selectors.calling(planned.pk) is None


def answer_until(client: Client, item: PlanItem, answers: list[str]) -> str:
    """Answer what is asked, one after the other; returns the page after the last."""
    told = ""
    for given in answers:
        ask = client.get(reverse("plan:check", args=[item.pk])).context["ask"]
        told = client.post(ask.action, {"q": given}, follow=True).content.decode()
    return told


def test_three_right_in_a_row_let_her_off(as_wang: Client, planned: User) -> None:
    item = on_plan(planned)[0]
    told = answer_until(as_wang, item, ["false", "false", "false"])
    assert "这一项可以免学了" in told
    item.refresh_from_db()
    assert (item.state, item.closing["n"]) == (State.WAIVED, 3)
    assert "11月17日练习连对 3 题，免学" in page(as_wang)


def test_a_wrong_answer_is_explained_and_begins_the_row_anew(
    as_wang: Client, planned: User
) -> None:
    item = on_plan(planned)[0]
    told = answer_until(as_wang, item, ["false", "false", "true"])
    assert "答错了" in told
    assert "因为法律这样规定。" in told
    assert "连对 0 题，要 3 题" in told
    item.refresh_from_db()
    assert item.state == State.OPEN


def test_no_answer_is_no_answer(as_wang: Client, planned: User) -> None:
    item = on_plan(planned)[0]
    assert "还没有选答案" in answer_until(as_wang, item, [""])


def test_the_key_is_not_on_the_page_before_the_answer(as_wang: Client, planned: User) -> None:
    told = page(as_wang, reverse("plan:check", args=[on_plan(planned)[0].pk]))
    assert "因为法律这样规定。" not in told


def test_examination_questions_and_foreign_points_are_not_answered_here(
    as_wang: Client, planned: User, shelf: Shelf
) -> None:
    item = on_plan(planned)[0]
    examined = Question.objects.filter(use=Question.Use.EXAMINATION).first()
    for question in (examined, shelf.practice["recess"][0]):
        address = reverse("plan:answer", args=[item.pk, question.uuid])
        assert as_wang.post(address, {"q": "false"}).status_code == 404


def test_nobody_else_opens_her_items(as_zhao: Client, planned: User) -> None:
    item = on_plan(planned)[0]
    assert as_zhao.get(reverse("plan:check", args=[item.pk])).status_code == 404


def test_staff_who_do_not_learn_have_no_plan(client: Client, li: User) -> None:
    client.force_login(li)
    assert client.get(MINE).status_code == 404
