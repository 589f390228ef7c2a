"""The door of the desk; who gets in where is the matter of tests/permissions.toml."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Question
from tests.factories.desk import browser
from tests.factories.world import World
from training.people.models import User


def test_a_deputy_is_sent_to_her_own_door_and_told_why(wang: User) -> None:
    page = browser(wang).get("/admin/", follow=True)
    assert [address for address, _status in page.redirect_chain] == ["/door/", "/my/"]
    assert "内容管理只对讲师、审稿人和管理员开放。" in page.content.decode()


def test_a_script_is_refused_without_a_detour(wang: User) -> None:
    answer = browser(wang).get("/admin/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 403


def test_there_is_one_form_to_sign_in(dinghai: World) -> None:
    visitor = Client()
    asked = visitor.get("/admin/login/?next=/admin/pages/")
    assert asked.headers["Location"] == "/accounts/login/?next=%2Fadmin%2Fpages%2F"
    tried = visitor.post("/admin/login/", {"username": "li", "password": "x"})
    assert tried.headers["Location"].startswith("/accounts/login/")


def test_a_foreign_page_is_like_one_that_does_not_exist(as_li: Client, elsewhere: World) -> None:
    for name in ("edit", "move", "history", "confirm_workflow_cancellation"):
        foreign = as_li.get(reverse(f"wagtailadmin_pages:{name}", args=[elsewhere.lesson.pk]))
        absent = as_li.get(reverse(f"wagtailadmin_pages:{name}", args=[987_654]))
        assert (foreign.status_code, absent.status_code) == (404, 404)


@pytest.mark.parametrize("query", ["id={}", "id=all", "id=all&childOf={}", "id=1&id={}", "id=x"])
def test_nothing_foreign_is_acted_upon_in_bulk(
    query: str, as_shen: Client, elsewhere: World
) -> None:
    address = f"/admin/bulk/wagtailcore/page/delete/?{query.format(elsewhere.lesson.pk)}"
    assert as_shen.get(address).status_code == 404
    assert as_shen.post(address).status_code == 404


def test_own_pages_are_acted_upon_in_bulk(as_shen: Client, dinghai: World) -> None:
    library = dinghai.case.get_parent()
    for query in (f"id={dinghai.case.pk}", f"id=all&childOf={library.pk}"):
        page = as_shen.get(f"/admin/bulk/wagtailcore/page/unpublish/?{query}")
        assert page.status_code == 200
        assert "数据会说话" in page.content.decode()


def test_a_question_of_no_kind_cannot_be_made(as_li: Client, dinghai: World) -> None:
    made = as_li.post("/admin/questions/all/add/", {"number": "Q9", "stem": "？"})
    assert made.status_code == 404
    assert not Question.objects.filter(number="Q9").exists()


def test_accounts_are_disabled_never_deleted(admin: User, wang: User, desk: Any) -> None:
    client = browser(admin)
    for address in (
        reverse("wagtailusers_users:delete", args=[wang.pk]),
        f"/admin/bulk/people/user/delete/?id={wang.pk}",
    ):
        page = client.post(address, follow=True)
        assert "账号只能停用，不能删除" in page.content.decode()
    assert User.objects.filter(pk=wang.pk).exists()
