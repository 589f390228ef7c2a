"""A decision point becomes a bank question with one press."""

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from courses.models import CaseQuestion, Question, SingleChoiceQuestion
from tests.cms.cases.test_shelf import card, law
from tests.factories.world import CASE_BODY, World

pytestmark = pytest.mark.db


@pytest.fixture
def told(dinghai: World) -> World:
    """The world's case with a law card and a knowledge point."""
    from cms.models import KnowledgePoint

    dinghai.case.body = [*CASE_BODY, card(law("代表法"))]
    dinghai.case.points = [KnowledgePoint.objects.get_or_create(key="k", defaults={"name": "k"})[0]]
    dinghai.case.save_revision().publish()
    return dinghai


def make(client: Client, world: World) -> Any:
    """Press the button of the first point."""
    block = world.case.decisions()[0]
    return client.post(f"/admin/cases/{world.case.pk}/questions/{block.id}/")


def test_one_press_makes_a_draft_with_everything_and_opens_it(as_li: Client, told: World) -> None:
    reply = make(as_li, told)
    question = SingleChoiceQuestion.objects.get(case_links__case=told.case)
    assert reply.status_code == 302
    assert str(question.pk) in reply.url
    assert as_li.get(reply.url).status_code == 200
    assert (question.stem, question.use, question.live) == ("换作是你？", "practice", False)
    assert question.owner_root_id == told.root.pk
    assert [(c.text, c.right, c.why) for c in question.choices.all()] == [
        ("先问", True, ""),
        ("先发", False, "闹误会。"),
    ]
    assert question.explanation == "弄清楚了。\n先问。\n改编自案例《数据会说话》。"
    assert [point.key for point in question.points.all()] == ["k"]
    assert [str(one) for one in question.citations.all()] == ["《代表法》第1条"]


def test_what_the_section_tells_before_the_point_goes_into_the_stem(
    as_li: Client, told: World
) -> None:
    story = [
        {"type": "text", "value": "<p>别处的话。</p>"},
        {"type": "heading", "value": "换作是你", "id": "h"},
        {"type": "fiction", "value": {"text": "<p>店主拉住<b>你</b>。</p>"}},
    ]
    told.case.body = [*story, CASE_BODY[2]]
    told.case.save_revision()
    make(as_li, told)
    stem = CaseQuestion.objects.get().question.stem
    assert stem == "店主拉住你。\n换作是你？"


def test_a_half_written_point_still_becomes_a_draft(as_li: Client, told: World) -> None:
    body = deepcopy(CASE_BODY)
    for option in body[2]["value"]["options"]:
        option["value"]["best"] = False
    told.case.body = body
    told.case.save_revision()
    assert as_li.get(make(as_li, told).url).status_code == 200


def test_the_draft_can_be_published_as_it_is(as_li: Client, told: World) -> None:
    make(as_li, told)
    question = SingleChoiceQuestion.objects.get(case_links__case=told.case)
    question.get_latest_revision().publish()
    question.refresh_from_db()
    assert question.live_version is not None


def test_a_second_press_finds_the_same_question(as_li: Client, told: World) -> None:
    first, second = make(as_li, told), make(as_li, told)
    assert first.url == second.url
    assert CaseQuestion.objects.count() == 1


def test_several_sound_options_make_a_question_with_several_answers(
    as_li: Client, told: World
) -> None:
    body = deepcopy(CASE_BODY)
    options = body[2]["value"]["options"]
    third = {"text": "先等", "consequence": "晚了。", "best": True}
    body[2]["value"]["options"] = [*options, {"type": "item", "id": "c", "value": third}]
    told.case.body = body
    told.case.save_revision()
    make(as_li, told)
    assert CaseQuestion.objects.get().question.get_real_instance().kind == "multiple_choice"


def test_a_taken_number_gets_a_letter(as_li: Client, told: World) -> None:
    taken = told.questions[0]
    Question.objects.filter(pk=taken.pk).update(number="C01-1")
    make(as_li, told)
    assert CaseQuestion.objects.get().question.number == "C01-1a"


def test_the_page_lists_the_points_and_what_was_made(as_li: Client, told: World) -> None:
    url = f"/admin/cases/{told.case.pk}/questions/"
    assert "变成练习题" in as_li.get(url).content.decode()
    make(as_li, told)
    assert "已经变成题目" in as_li.get(url).content.decode()


def test_strangers_and_deputies_make_nothing(as_qian: Client, as_wang: Client, told: World) -> None:
    assert make(as_qian, told).status_code == 404
    assert make(as_wang, told).status_code == 302
    assert not CaseQuestion.objects.exists()


def test_a_published_question_is_practised_on_its_case(
    as_li: Client, as_wang: Client, told: World
) -> None:
    make(as_li, told)
    question = SingleChoiceQuestion.objects.get(case_links__case=told.case)
    question.get_latest_revision().publish()
    page = as_wang.get(told.case.url).content.decode()
    assert "练一练" in page
    assert f'id="practice-{question.uuid}"' in page
