"""The trainers' landing page and the frame around it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from courses.models import Quiz
from tests.factories.desk import browser
from tests.factories.world import World
from training.people.models import User


def home(client: Client) -> str:
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_is_ours_and_chinese(as_li: Client) -> None:
    html = home(as_li)
    assert '<h1 class="desk__title">内容工作台</h1>' in html
    assert "履职学堂" in html
    for noise in ("w-summary", "editor guide", "Wagtail upgrade", "最近编辑"):
        assert noise not in html


def test_a_trainer_finds_a_button_for_everything_she_makes(as_li: Client, dinghai: World) -> None:
    html = home(as_li)
    course = dinghai.lesson.get_parent()
    library = dinghai.case.get_parent()
    assert reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk]) in html
    assert reverse("wagtailadmin_pages:add", args=["cms", "casestudypage", library.pk]) in html
    assert reverse(Quiz.snippet_viewset.get_url_name("add")) in html
    for question in dinghai.questions:
        viewset = type(question.get_real_instance()).snippet_viewset
        assert reverse(viewset.get_url_name("add")) in html


def test_the_buttons_lead_into_the_own_congress_only(
    as_qian: Client, elsewhere: World, dinghai: World
) -> None:
    html = home(as_qian)
    assert f"/casestudypage/{elsewhere.case.get_parent().pk}/" in html
    assert f"/casestudypage/{dinghai.case.get_parent().pk}/" not in html


def test_my_draft_is_listed_for_me_alone(
    as_li: Client, as_shen: Client, li: User, dinghai: World
) -> None:
    dinghai.case.title = "还没写完的案例"
    dinghai.case.save_revision(user=li)
    assert "还没写完的案例" in home(as_li)
    assert "还没写完的案例" not in home(as_shen)


def test_what_waits_for_review_is_listed_for_the_editor(
    as_li: Client, as_shen: Client, li: User, dinghai: World
) -> None:
    dinghai.case.title = "请审这一篇"
    dinghai.case.save_revision(user=li)
    dinghai.case.get_workflow().start(dinghai.case, li)
    assert "1 篇等您审核" in home(as_shen)
    assert "请审这一篇" in home(as_shen)
    assert "等您审核" not in home(as_li)


def test_another_congress_s_editor_sees_no_review_of_ours(
    as_sun: Client, li: User, dinghai: World
) -> None:
    question = dinghai.questions[0].get_real_instance()
    question.save_revision(user=li)
    question.get_workflow().start(question, li)
    assert "等您审核" not in home(as_sun)


def test_what_came_back_is_counted(as_li: Client, li: User, shen: User, dinghai: World) -> None:
    question = dinghai.questions[0].get_real_instance()
    question.save_revision(user=li)
    question.get_workflow().start(question, li)
    question.current_workflow_task_state.reject(user=shen, comment="请补依据")
    html = home(as_li)
    assert "退回给我修改" in html
    assert "<td>退回修改</td>" in html


def test_the_page_takes_no_more_queries_for_more_drafts(
    as_li: Client, li: User, dinghai: World, django_assert_max_num_queries: Any
) -> None:
    for question in dinghai.questions:
        question.get_real_instance().save_revision(user=li)
    home(as_li)  # content types are asked once per process
    with django_assert_max_num_queries(43):  # three of them questions and use of content
        home(as_li)


def menu_names(client: Client, path: str = "/admin/") -> set[str]:
    from wagtail.admin.menu import admin_menu

    request = client.get(path).wsgi_request
    return {item.name for item in admin_menu.menu_items_for_request(request)}


def test_a_trainer_s_menu_is_short(as_li: Client) -> None:
    assert menu_names(as_li) == {
        "explorer",
        "attendance",
        "live",
        "bank",
        "archive",
        "content",
        "enquiries",
        "writing",
        "library",
        "images",
        "documents",
        "help",
    }


def test_the_administrator_s_menu_is_whole(admin: User) -> None:
    assert {"settings", "reports", "bank", "help"} <= menu_names(browser(admin))


def test_site_wide_reports_are_for_administrators(as_shen: Client, admin: User) -> None:
    for name in ("site_history", "workflow", "workflow_tasks"):
        url = reverse(f"wagtailadmin_reports:{name}")
        assert as_shen.get(url).status_code == 302
        assert browser(admin).get(url).status_code == 200


def test_drawings_are_edited_but_never_added(as_li: Client, admin: User) -> None:
    assert as_li.get("/admin/library/drawings/").status_code == 200
    assert as_li.get("/admin/library/drawings/add/").status_code == 302
    assert browser(admin).get("/admin/library/drawings/add/").status_code == 302


def test_nobody_but_the_desk_s_people_gets_in(
    wang: User, zhang: User, chen: User, desk: Any
) -> None:
    for user in (wang, zhang, chen):
        assert browser(user).get("/admin/").status_code == 302
        assert not user.has_perm("wagtailadmin.access_admin")
