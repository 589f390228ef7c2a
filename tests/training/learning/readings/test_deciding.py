"""Answering the decision points of a case."""

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from cms.models import CaseStudyPage
from tests.factories.world import CASE_BODY, World
from training.learning.models import Statement

pytestmark = pytest.mark.db


def decide(client: Client, case: CaseStudyPage, choice: str, point: int = 0) -> Any:
    """Post a choice and read the page it leads to."""
    block = case.decisions()[point]
    reply = client.post(f"/read/{case.pk}/decide/{block.id}", {"choice": choice})
    assert reply.status_code == 302
    return client.get(reply.url.partition("#")[0]).content.decode()


def told() -> list[Statement]:
    """Every answer in the log, oldest first."""
    return list(Statement.objects.filter(verb="answered").order_by("stored_at"))


@pytest.fixture
def two_points(dinghai: World) -> CaseStudyPage:
    """The world's case with a second decision point."""
    second = {**CASE_BODY[2], "id": "22222222-0000-0000-0000-000000000003"}
    dinghai.case.body = [*CASE_BODY, second]
    dinghai.case.save_revision().publish()
    return CaseStudyPage.objects.get(pk=dinghai.case.pk)


def test_before_the_choice_no_consequence_is_on_the_page(as_wang: Client, dinghai: World) -> None:
    page = as_wang.get(dinghai.case.url).content.decode()
    assert "就这样做" in page
    assert "闹误会" not in page
    assert "实际做法与道理" not in page


def test_the_own_consequence_stands_before_the_others_and_what_was_done(
    as_wang: Client, dinghai: World
) -> None:
    page = decide(as_wang, dinghai.case, "b")
    places = [page.index(words) for words in ("您的选择", "闹误会", "弄清楚了", "实际做法与道理")]
    assert places == sorted(places)
    assert told()[0].context == {"choice": 1, "option": "b", "text": "先发"}


def test_the_case_is_done_with_the_last_of_its_points(
    as_wang: Client, two_points: CaseStudyPage
) -> None:
    decide(as_wang, two_points, "a", 0)
    assert not Statement.objects.filter(verb="completed").exists()
    decide(as_wang, two_points, "a", 1)
    assert Statement.objects.filter(verb="completed").count() == 1


def test_a_change_of_mind_keeps_the_first_choice(as_wang: Client, dinghai: World) -> None:
    decide(as_wang, dinghai.case, "b")
    page = decide(as_wang, dinghai.case, "a")
    assert [(one.context["option"], one.success) for one in told()] == [("b", False), ("a", True)]
    assert "您选过：先发" in page
    assert Statement.objects.filter(verb="completed").count() == 1


def test_the_same_choice_twice_is_one_answer(as_wang: Client, dinghai: World) -> None:
    for _time in range(3):
        decide(as_wang, dinghai.case, "a")
    assert len(told()) == 1


def test_a_choice_follows_its_option_when_the_author_reorders(
    as_wang: Client, dinghai: World
) -> None:
    decide(as_wang, dinghai.case, "b")
    body = deepcopy(CASE_BODY)
    body[2]["value"]["options"] = body[2]["value"]["options"][::-1]
    dinghai.case.body = body
    dinghai.case.save_revision().publish()
    page = as_wang.get(dinghai.case.url).content.decode()
    assert page.index("您的选择") < page.index("闹误会") < page.index("换一种做法，会怎样")


def test_an_option_that_is_gone_is_said_and_asked_again(as_wang: Client, dinghai: World) -> None:
    decide(as_wang, dinghai.case, "b")
    body = deepcopy(CASE_BODY)
    options = body[2]["value"]["options"]
    body[2]["value"]["options"] = [
        options[0],
        {
            "type": "item",
            "id": "c",
            "value": {"text": "先等", "consequence": "晚了。", "best": False},
        },
    ]
    dinghai.case.body = body
    dinghai.case.save_revision().publish()
    page = as_wang.get(dinghai.case.url).content.decode()
    assert "您选过“先发”" in page
    assert "就这样做" in page


def test_printed_options_stand_alone_and_consequences_at_the_end(
    as_wang: Client, dinghai: World
) -> None:
    page = as_wang.get(f"{dinghai.case.url}?view=print").content.decode()
    assert page.index("□ 先发") < page.index('id="end-title"') < page.index("闹误会")
    assert "就这样做" not in page
