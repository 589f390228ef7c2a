"""Today's five minutes on a phone, with and without JavaScript, and what axe says of it."""

from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in
from tests.browser.test_accessible import violations
from tests.factories.world import World
from tests.training.learning.daily.reviewing import learned, practice
from training.people.models import User


def test_five_minutes_on_a_phone_without_javascript(
    plain_phone: Page, wang: User, dinghai: World
) -> None:
    learned(wang, practice(dinghai, "P1"), days_ago=4)
    sign_in(plain_phone, wang)
    plain_phone.goto("/my/review/")
    plain_phone.get_by_role("link", name="开始").tap()
    plain_phone.get_by_text("甲", exact=False).first.tap()
    plain_phone.get_by_label("很有把握").check()
    plain_phone.get_by_role("button", name="看看对不对").tap()
    expect(plain_phone.get_by_role("status")).to_contain_text("答")
    plain_phone.get_by_role("link", name="看看今天的收获").tap()
    expect(plain_phone.locator("main")).to_contain_text("今天巩固了什么")


def test_the_pages_of_review_are_accessible(phone: Page, wang: User, dinghai: World) -> None:
    for number in range(3):
        learned(wang, practice(dinghai, f"P{number}"), days_ago=4)
    sign_in(phone, wang)
    found = {}

    def look(name: str) -> None:
        found[name] = violations(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, name

    phone.goto("/my/review/")
    look("today")
    phone.goto("/my/review/next/")
    look("question")
    phone.get_by_role("button", name="不知道，告诉我").tap()
    phone.wait_for_url("**/answered/**")
    look("told")
    phone.goto("/my/review/")
    phone.get_by_role("button", name="每天给我一题").tap()
    expect(phone.locator("main")).to_contain_text("已经打开")
    look("summary")
    assert not {name: broken for name, broken in found.items() if broken}
