"""A case's way through the desk, and whose pages a person may touch."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import CaseStudyPage, RootApprovalTask
from tests.factories.forms import as_shown
from tests.factories.world import World
from training.people.models import User


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


BODY = nested_form_data(
    {
        "body": streamfield(
            [
                ("heading", "背景"),
                ("text", rich_text("<p>群众反映路灯长期不亮。</p>")),
            ]
        )
    }
)


def send(client: Client, page: Any, **changes: Any) -> Any:
    return client.post(edit_url(page), as_shown(client, edit_url(page), **BODY, **changes))


def live(page: Any) -> CaseStudyPage:
    return CaseStudyPage.objects.get(pk=page.pk)


def review(client: Client, page: Any, action: str = "approve") -> Any:
    state = live(page).current_workflow_task_state
    args = [page.pk, action, state.pk]
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=args))


@pytest.fixture
def handed_in(as_li: Client, dinghai: World) -> CaseStudyPage:
    """The case, changed and handed in by the trainer."""
    response = send(as_li, dinghai.case, title="路灯亮了", **{"action-submit": "1"})
    assert response.status_code == 302, response.context["form"].errors
    return dinghai.case


def test_a_trainer_s_change_waits_for_review(handed_in: CaseStudyPage) -> None:
    assert live(handed_in).workflow_in_progress
    assert live(handed_in).title == "数据会说话"


def test_the_editor_approves_and_readers_get_the_new_text(
    handed_in: CaseStudyPage, as_shen: Client
) -> None:
    review(as_shen, handed_in)
    assert live(handed_in).title == "路灯亮了"
    assert "群众反映路灯长期不亮" in str(live(handed_in).body)


def test_a_trainer_cannot_publish_or_approve(as_li: Client, handed_in: CaseStudyPage) -> None:
    review(as_li, handed_in)
    assert live(handed_in).title == "数据会说话"


def test_a_trainer_who_posts_publish_only_saves_a_draft(as_li: Client, dinghai: World) -> None:
    send(as_li, dinghai.case, title="抢先发布", **{"action-publish": "1"})
    assert live(dinghai.case).title == "数据会说话"
    assert live(dinghai.case).has_unpublished_changes


def test_the_editor_sends_back_and_the_trainer_hands_in_again(
    handed_in: CaseStudyPage, as_li: Client, as_shen: Client
) -> None:
    review(as_shen, handed_in, "reject")
    assert not live(handed_in).workflow_in_progress
    send(as_li, handed_in, title="路灯又亮了", **{"action-submit": "1"})
    review(as_shen, handed_in)
    assert live(handed_in).title == "路灯又亮了"


def test_another_congress_s_editor_can_neither_open_nor_approve(
    handed_in: CaseStudyPage, as_sun: Client
) -> None:
    assert as_sun.get(edit_url(handed_in)).status_code == 404
    review(as_sun, handed_in)
    assert live(handed_in).title == "数据会说话"


def test_another_congress_s_trainer_cannot_edit(as_qian: Client, dinghai: World) -> None:
    assert as_qian.get(edit_url(dinghai.case)).status_code == 404
    explorer = reverse("wagtailadmin_explore", args=[dinghai.root.pk])
    assert "数据会说话" not in as_qian.get(explorer, follow=True).content.decode()


def test_the_page_chooser_offers_own_pages_only(
    as_qian: Client, elsewhere: World, dinghai: World
) -> None:
    chooser = reverse("wagtailadmin_choose_page_child", args=[dinghai.root.get_parent().pk])
    offered = as_qian.get(chooser).json()["html"]
    assert elsewhere.root.title in offered
    assert dinghai.root.title not in offered


@pytest.mark.parametrize("word", ["路灯", "群众", "数据"])
def test_pages_are_found_by_words_of_two_characters(
    word: str, handed_in: CaseStudyPage, as_shen: Client
) -> None:
    review(as_shen, handed_in)
    found = CaseStudyPage.objects.all().search(word)
    assert [page.pk for page in found] == ([] if word == "数据" else [handed_in.pk])


def test_the_desk_s_own_search_finds_titles(as_li: Client, dinghai: World) -> None:
    response = as_li.get(reverse("wagtailadmin_pages:search"), {"q": "数据"})
    assert "数据会说话" in response.content.decode()


def test_reviewers_are_those_of_the_own_congress(
    handed_in: CaseStudyPage, shen: User, sun: User
) -> None:
    task = RootApprovalTask.objects.get()
    page = live(handed_in)
    assert task.get_actions(page, shen)
    assert not task.get_actions(page, sun)
    assert task.locked_for_user(page, sun)
    assert not task.locked_for_user(page, shen)
    assert task.get_task_states_user_can_moderate(shen).count() == 1
    assert task.get_task_states_user_can_moderate(sun).count() == 0
