"""Taking a course along: cut in the middle, no room, changed under way, put back."""

from playwright.sync_api import Page, Route, expect

from cms.models import CaseStudyPage
from courses.models import LessonPage
from tests.browser.steps import sign_in
from tests.browser.taken import OFFLINE, course_of, take_along
from tests.browser.test_accessible import violations
from tests.factories.world import World
from training.people.models import User

CONTROLS = "[data-offline-controls]"


def test_a_pack_that_was_cut_goes_on_where_it_stopped(
    phone: Page, wang: User, dinghai: World
) -> None:
    course = course_of(dinghai)
    sign_in(phone, wang)
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url))
    away = f"**/pages/{course.case.pk}/"
    phone.context.route(away, lambda route: route.abort())
    phone.goto(OFFLINE)
    phone.get_by_role("button", name="带上这门课").tap()
    expect(phone.locator(CONTROLS)).to_contain_text("网络断了")
    assert phone.locator(CONTROLS).locator("progress").is_visible()
    phone.context.unroute(away)
    phone.reload()
    expect(phone.locator(CONTROLS)).to_contain_text("还没有带全")
    asked.clear()
    phone.get_by_role("button", name="续传").tap()
    expect(phone.locator(CONTROLS)).to_contain_text("已在手机里")
    assert not [url for url in asked if f"/pages/{course.lesson.pk}/" in url]
    assert not violations(phone)


def test_no_room_is_told_with_what_is_missing(phone: Page, wang: User, dinghai: World) -> None:
    course_of(dinghai)
    sign_in(phone, wang)
    phone.add_init_script(
        "navigator.storage.estimate = async () => ({ quota: 2000000, usage: 1900000 });"
    )
    phone.goto(OFFLINE)
    phone.get_by_role("button", name="带上这门课").tap()
    expect(phone.locator(CONTROLS)).to_contain_text("手机存储不够，还差约")


def test_a_course_that_changed_under_way_arrives_as_it_is_now(
    phone: Page, wang: User, dinghai: World
) -> None:
    course = course_of(dinghai)
    sign_in(phone, wang)
    changed: list[bool] = []

    def change(route: Route) -> None:
        if not changed:
            changed.append(True)
            case = CaseStudyPage.objects.get(pk=course.case.pk)
            case.title = "改过的案例"
            case.save_revision().publish()
        route.continue_()

    phone.context.route(f"**/pages/{course.lesson.pk}/", change)
    phone.goto(OFFLINE)
    phone.get_by_role("button", name="带上这门课").tap()
    expect(phone.locator(CONTROLS)).to_contain_text("已在手机里")
    phone.context.set_offline(True)
    phone.goto(course.case.url)
    expect(phone.get_by_role("heading", name="改过的案例")).to_be_visible()


def test_an_update_fetches_what_changed_and_nothing_else(
    phone: Page, wang: User, dinghai: World
) -> None:
    course = course_of(dinghai)
    take_along(phone, wang)
    lesson = LessonPage.objects.get(pk=course.lesson.pk)
    lesson.title, lesson.minutes = "改过的一课", 1
    lesson.save_revision().publish()
    phone.goto(OFFLINE)
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url))
    phone.get_by_role("button", name="更新").tap()
    expect(phone.locator(CONTROLS)).to_contain_text("已在手机里")
    fetched = [url for url in asked if "/pages/" in url]
    assert any(url.endswith(f"/pages/{lesson.pk}/") for url in fetched)
    assert not any(url.endswith(f"/pages/{course.case.pk}/") for url in fetched)
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="从手机里删除").tap()
    expect(phone.locator(CONTROLS)).to_contain_text("已从手机里删除")
    phone.context.set_offline(True)
    phone.goto(course.lesson.url)
    expect(phone.get_by_role("heading", name="现在没有网络")).to_be_visible()
    assert not violations(phone)
