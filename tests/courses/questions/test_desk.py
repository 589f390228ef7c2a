"""A question's way through the desk: drafted by the trainer, approved by the editor, frozen."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.models import Category, Question, QuestionVersion, SingleChoiceQuestion
from tests.factories import questions
from tests.factories.forms import as_shown
from tests.factories.world import World

ADD = "/admin/questions/single-choice/add/"
OPTIONS = [("当场拍板整改", False), ("转交有关机关研究处理", True), ("自己垫钱修好", False)]


def edit_url(question: Question) -> str:
    return reverse(type(question).snippet_viewset.get_url_name("edit"), args=[question.pk])


def typed(world: World, options: list[tuple[str, bool]] = OPTIONS, **extra: Any) -> dict[str, Any]:
    """What the trainer types into an empty form."""
    rows = [
        {"text": text, "why": "", "ORDER": order, **({"right": "on"} if right else {})}
        for order, (text, right) in enumerate(options, start=1)
    ]
    fields = nested_form_data(
        {
            "number": "N001",
            "category": questions.bank(world.root).pk,
            "use": "practice",
            "difficulty": 2,
            "tags": "",
            "stem": "选民向代表反映路灯不亮，代表怎么做？",
            "explanation": "代表不直接处理问题。",
            "go_live_at": "",
            "expire_at": "",
            "choices": inline_formset(rows),
            "hints": inline_formset([]),
            "citations": inline_formset([]),
            **extra,
        }
    )
    return {**fields, "points": [questions.point().pk]}


def made() -> SingleChoiceQuestion:
    return SingleChoiceQuestion.objects.get(number="N001")


def approve(client: Client, question: Question) -> Any:
    """The editor presses 通过 in the list of reviews."""
    viewset = type(question).snippet_viewset
    state = question.current_workflow_task_state
    url = reverse(viewset.get_url_name("workflow_action"), args=[question.pk, "approve", state.pk])
    return client.post(url)


@pytest.fixture
def handed_in(as_li: Client, dinghai: World) -> SingleChoiceQuestion:
    """A new question, handed in for review by the trainer."""
    as_li.post(ADD, typed(dinghai, **{"action-submit": "1"}))
    return made()


@pytest.fixture
def first_version(handed_in: SingleChoiceQuestion, as_shen: Client) -> QuestionVersion:
    """The same question, approved by the editor."""
    approve(as_shen, handed_in)
    return handed_in.versions.get()


def test_a_saved_question_is_a_draft_of_the_trainers_congress(
    as_li: Client, dinghai: World
) -> None:
    as_li.post(ADD, typed(dinghai))
    assert made().owner_root == dinghai.root
    assert not made().live
    assert not made().versions.exists()


def test_a_draft_may_be_incomplete(as_li: Client, dinghai: World) -> None:
    as_li.post(ADD, typed(dinghai, options=[("只想到一个", False)]))
    assert made().choices.count() == 1


def test_handing_in_needs_exactly_one_right_option_and_says_so_beside_the_options(
    as_li: Client, dinghai: World
) -> None:
    two_right = [("甲", True), ("乙", True)]
    response = as_li.post(ADD, typed(dinghai, options=two_right, **{"action-submit": "1"}))
    complaints = response.context["form"].formsets["choices"].non_form_errors()
    assert complaints == ["单选题要有且只有一个正确选项。"]
    assert not Question.objects.filter(number="N001").exists()


def test_handing_in_needs_a_stem(as_li: Client, dinghai: World) -> None:
    response = as_li.post(ADD, typed(dinghai, stem=" ", **{"action-submit": "1"}))
    assert "stem" in response.context["form"].errors


def test_a_number_that_is_taken_is_named(as_li: Client, dinghai: World) -> None:
    response = as_li.post(ADD, typed(dinghai, number="S1"))
    assert response.context["form"].errors["number"] == ["“S1”已经用过了，请换一个。"]


def test_a_trainer_hands_in_and_cannot_publish(handed_in: SingleChoiceQuestion) -> None:
    assert handed_in.workflow_in_progress
    assert not handed_in.live


def test_a_trainer_who_posts_publish_only_saves(as_li: Client, dinghai: World) -> None:
    as_li.post(ADD, typed(dinghai, **{"action-publish": "1"}))
    assert not made().live


def test_a_trainer_cannot_approve_the_own_question(
    handed_in: SingleChoiceQuestion, as_li: Client
) -> None:
    approve(as_li, handed_in)
    assert not made().live


def test_approval_publishes_and_freezes(first_version: QuestionVersion) -> None:
    assert made().live
    assert made().live_version == first_version
    assert first_version.num == 1
    assert first_version.body["stem"] == "选民向代表反映路灯不亮，代表怎么做？"
    assert [option["text"] for option in first_version.body["options"]] == [
        text for text, _right in OPTIONS
    ]
    right = next(o["id"] for o in first_version.body["options"] if o["text"] == OPTIONS[1][0])
    assert first_version.answer_key["right"] == [right]
    assert first_version.points == ["rights"]
    assert first_version.by.name == "沈审稿"
    assert first_version.published_at == made().last_published_at


def test_the_key_is_not_in_the_body(first_version: QuestionVersion) -> None:
    assert "right" not in str(first_version.body)


def test_a_second_publication_is_version_two_and_leaves_the_first(
    first_version: QuestionVersion, as_li: Client, as_shen: Client
) -> None:
    url = edit_url(made())
    as_li.post(url, as_shown(as_li, url, stem="路灯不亮，怎么办？", **{"action-submit": "1"}))
    assert made().stem != "路灯不亮，怎么办？"
    approve(as_shen, made())
    second = made().live_version
    assert (second.num, second.body["stem"]) == (2, "路灯不亮，怎么办？")
    untouched = QuestionVersion.objects.get(pk=first_version.pk)
    assert untouched.body == first_version.body
    assert untouched.digest == first_version.digest


def test_options_keep_their_identity_through_edits(
    first_version: QuestionVersion, as_li: Client, as_shen: Client
) -> None:
    url = edit_url(made())
    as_li.post(url, as_shown(as_li, url, stem="换个问法？", **{"action-submit": "1"}))
    approve(as_shen, made())
    second = made().live_version
    assert second.body["options"] == first_version.body["options"]
    assert second.answer_key["right"] == first_version.answer_key["right"]


def test_an_older_draft_does_not_bring_a_retired_question_back(
    first_version: QuestionVersion, as_li: Client
) -> None:
    url = edit_url(made())
    as_li.post(url, as_shown(as_li, url, stem="停用前的草稿。"))
    Question.objects.non_polymorphic().update(retired_at=timezone.now())
    made().get_latest_revision().publish()
    assert made().retired_at is not None


def test_publication_in_the_future_freezes_when_its_time_comes(
    as_li: Client, as_shen: Client, dinghai: World
) -> None:
    later = timezone.localtime() + timedelta(days=1)
    data = typed(dinghai, go_live_at=later.strftime("%Y-%m-%d %H:%M"), **{"action-submit": "1"})
    as_li.post(ADD, data)
    approve(as_shen, made())
    assert not made().live
    assert not made().versions.exists()
    scheduled = made().get_latest_revision()
    past = timezone.now() - timedelta(minutes=1)
    content = {**scheduled.content, "go_live_at": past.isoformat()}
    Revision.objects.filter(pk=scheduled.pk).update(approved_go_live_at=past, content=content)
    call_command("publish_scheduled")
    assert made().live_version.num == 1


def test_a_draft_that_cannot_be_marked_is_not_approved(
    handed_in: SingleChoiceQuestion, as_shen: Client
) -> None:
    url = edit_url(handed_in)
    shown = as_shown(as_shen, url)
    shown.pop("choices-1-right")
    as_shen.post(url, shown)  # the editor saves a draft without a right option
    approve(as_shen, made())
    assert not made().live
    assert made().workflow_in_progress


def test_the_number_is_fixed_from_the_first_publication_on(
    first_version: QuestionVersion, as_li: Client
) -> None:
    url = edit_url(made())
    as_li.post(url, as_shown(as_li, url, number="X9", **{"action-submit": "1"}))
    assert made().get_latest_revision_as_object().number == "N001"


@pytest.mark.parametrize("position", range(6))
def test_every_kind_survives_an_edit(
    position: int, as_li: Client, as_shen: Client, dinghai: World
) -> None:
    question = dinghai.questions[position].get_real_instance()
    before = question.live_version
    url = edit_url(question)
    response = as_li.post(
        url, as_shown(as_li, url, explanation="改过的解析。", **{"action-submit": "1"})
    )
    assert response.status_code == 302, response.context["form"].errors
    approve(as_shen, question)
    question = type(question).objects.get(pk=question.pk)
    assert question.live_version.num == 2
    assert question.live_version.body == before.body
    assert {**question.live_version.answer_key, "explanation": ""} == {
        **before.answer_key,
        "explanation": "",
    }


def test_a_category_of_ones_own_or_shared_may_be_chosen(
    as_li: Client, dinghai: World, elsewhere: World
) -> None:
    shared = Category.objects.create(key="shared", name="共享")
    offered = as_li.get(ADD).context["form"].fields["category"].queryset
    assert set(offered) == {questions.bank(dinghai.root), shared}


CASE_GROUP = "/admin/questions/case-group/add/"


def situation(world: World, *, right: str, **extra: Any) -> dict[str, Any]:
    """A situation with one single choice part, as the block editor sends it."""
    part = {
        "stem": "先做什么？",
        "options": [
            {"text": "先询问", "right": "on"},
            {"text": "先罢免", **({"right": "on"} if right == "both" else {})},
        ],
        "explanation": "",
    }
    rows = {
        f"parts-0-value-options-{n}-value-text": o["text"] for n, o in enumerate(part["options"])
    }
    ticks = {
        f"parts-0-value-options-{n}-value-right": "on"
        for n, option in enumerate(part["options"])
        if "right" in option
    }
    frame = {
        "parts-count": "1",
        "parts-0-deleted": "",
        "parts-0-order": "0",
        "parts-0-type": "single_choice",
        "parts-0-id": "",
        "parts-0-value-stem": part["stem"],
        "parts-0-value-explanation": "",
        "parts-0-value-options-count": "2",
        **{f"parts-0-value-options-{n}-deleted": "" for n in range(2)},
        **{f"parts-0-value-options-{n}-order": str(n) for n in range(2)},
        **{f"parts-0-value-options-{n}-id": "" for n in range(2)},
    }
    head = {k: v for k, v in typed(world).items() if not k.startswith("choices-")}
    return {**head, **frame, **rows, **ticks, **extra}


def test_a_case_group_goes_the_same_way(as_li: Client, as_shen: Client, dinghai: World) -> None:
    as_li.post(CASE_GROUP, situation(dinghai, right="first", **{"action-submit": "1"}))
    question = Question.objects.get(number="N001")
    approve(as_shen, question)
    version = Question.objects.get(number="N001").live_version
    options = version.body["parts"][0]["body"]["options"]
    assert [option["text"] for option in options] == ["先询问", "先罢免"]
    assert version.answer_key["parts"][0]["right"] == [options[0]["id"]]


def test_a_part_of_a_case_group_that_cannot_be_marked_is_named(
    as_li: Client, dinghai: World
) -> None:
    data = situation(dinghai, right="both", **{"action-submit": "1"})
    errors = as_li.post(CASE_GROUP, data).context["form"].errors
    assert "1" in errors["parts"][0]
    assert "有且只有一个正确选项" in errors["parts"][0]


def test_a_case_group_without_right_options_may_be_a_draft(as_li: Client, dinghai: World) -> None:
    as_li.post(CASE_GROUP, situation(dinghai, right="both"))
    assert not Question.objects.get(number="N001").live
