"""A course on the phone: taken along, used without a line, told once."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, NewContext
from tests.browser.contract import BASE, broken
from tests.browser.steps import shown_in, sign_in
from tests.browser.taken import (
    OFFLINE,
    all_sent,
    course_of,
    kept,
    take_along,
    waiting,
)
from tests.factories import questions
from tests.factories.world import World
from training.learning.ledger.models import Statement
from training.learning.offline.models import SyncedItem
from training.people.models import User

WRONG_CLOCK = """
const Right = Date;
class Wrong extends Right {
  constructor(...said) {
    if (said.length) super(...said); else super(Right.now() + HOURS * 3600000);
  }
  static now() { return Right.now() + HOURS * 3600000; }
}
self.Date = Wrong;
"""


def outcomes() -> list[tuple[str, str]]:
    """What became of everything that was told, by kind."""
    return sorted(SyncedItem.objects.values_list("kind", "outcome"))


def test_what_was_done_without_a_line_is_told_once(phone: Page, wang: User, dinghai: World) -> None:
    course = course_of(dinghai)
    take_along(phone, wang)
    context = phone.context
    context.set_offline(True)
    phone.goto(course.lesson.url)
    expect(phone.locator("html")).to_have_attribute("data-offline", "")
    first = phone.locator("[data-offline-practice]").first
    first.get_by_text("乙", exact=False).first.tap()
    first.get_by_role("button", name="看看对不对").tap()
    expect(first).to_contain_text("答对了")
    expect(first).to_contain_text("已记在手机上")
    phone.get_by_role("button", name="学完了").tap()
    kept(phone, "学完了，已记下")
    phone.goto(course.case.url)
    phone.get_by_role("button", name="先问").tap()
    kept(phone, "弄清楚了")
    phone.goto(course.page.url)
    phone.get_by_text("对", exact=True).first.tap()
    phone.get_by_label("大概是").check()
    phone.get_by_role("button", name="看看对不对").tap()
    kept(phone)
    assert waiting(phone) >= 4
    assert not SyncedItem.objects.exists()
    again = context.new_page()
    phone.close()
    again.goto("/my/")
    expect(again.get_by_role("heading", name="现在没有网络")).to_be_visible()
    expect(again.locator("[data-offline-shelf]")).to_contain_text(course.page.title)
    context.set_offline(False)
    again.goto(OFFLINE)
    all_sent(again)
    expect(again.locator("[data-offline-queue]")).to_contain_text("都上传了")
    found = outcomes()
    assert {kind for kind, _outcome in found} == {
        "reading",
        "complete",
        "practice",
        "decision",
        "review",
    }
    refused = SyncedItem.objects.exclude(outcome="done")
    assert not [(one.kind, one.code, one.words) for one in refused]
    told = Statement.objects.filter(learner_id=wang.pk)
    # One question was practised, one reviewed, and one choice made in the case.
    assert told.filter(verb="answered").count() == 3
    lesson = told.filter(activity=course.lesson.activity_uuid)
    assert lesson.filter(verb="completed").count() == 1


def test_kept_pages_keep_the_readers_size_and_the_contract(
    phone: Page, wang: User, dinghai: World
) -> None:
    course = course_of(dinghai)
    take_along(phone, wang)
    phone.context.set_offline(True)
    found = []
    for size in BASE:
        shown_in(phone, size=size)
        for path in (course.lesson.url, course.case.url, course.page.url, "/my/"):
            phone.goto(path)
            expect(phone.locator("html")).to_have_attribute("data-size", size)
            found += [f"{path} {size}: {line}" for line in broken(phone, size)]
    assert found == []


def test_what_is_written_is_kept_and_compared_with_the_model_answer(
    phone: Page, wang: User, dinghai: World
) -> None:
    course = course_of(dinghai, (questions.short_answer, questions.case_group))
    take_along(phone, wang)
    phone.context.set_offline(True)
    phone.goto(course.lesson.url)
    written, group = phone.locator("[data-offline-practice]").all()
    written.get_by_role("button", name="看看对不对").tap()
    expect(written).to_contain_text("先作答")  # nothing was written yet
    written.locator("textarea").fill("先调查，再写清楚问题、依据和办法。")
    written.get_by_role("button", name="看看对不对").tap()
    expect(written).to_contain_text("参考")
    for text in group.locator("textarea, input[type=text]").all():
        text.fill("十")
    names = group.locator("input[type=radio]").evaluate_all("all => all.map((one) => one.name)")
    for name in set(names):
        group.locator(f"input[name='{name}']").first.check(force=True)
    group.get_by_role("button", name="看看对不对").tap()
    expect(group).to_contain_text("已记在手机上")
    phone.context.set_offline(False)
    phone.goto(OFFLINE)
    all_sent(phone)
    assert outcomes().count(("practice", "done")) == 2
    told = Statement.objects.filter(learner_id=wang.pk, verb="answered")
    assert {one.activity for one in told} >= {one.uuid for one in course.asked}


def practise(page: Page) -> None:
    """Answer the lesson's first question rightly."""
    box = page.locator("[data-offline-practice]").first
    box.get_by_text("乙", exact=False).first.tap()
    box.get_by_role("button", name="看看对不对").tap()
    expect(box).to_contain_text("已记在手机上")


def test_a_session_that_ended_loses_nothing_and_nobody_else_sees_it(
    phone: Page, wang: User, chen: User, dinghai: World
) -> None:
    course = course_of(dinghai)
    take_along(phone, wang)
    phone.context.set_offline(True)
    phone.goto(course.lesson.url)
    practise(phone)
    kept_back = waiting(phone)
    phone.context.clear_cookies(name="sessionid")
    phone.context.set_offline(False)
    expect(phone.locator("[data-offline-waiting]")).to_contain_text("重新登录")
    assert waiting(phone) >= kept_back
    sign_in(phone, chen, door="/")
    phone.goto(OFFLINE)
    expect(phone.locator("[data-offline-queue]")).to_contain_text("另一位用户")
    expect(phone.get_by_role("button", name="带上这门课")).to_be_visible()
    phone.context.set_offline(True)
    phone.goto(course.lesson.url)
    expect(phone.get_by_role("heading", name="现在没有网络")).to_be_visible()
    expect(phone.locator("[data-offline-shelf]")).to_contain_text("还没有课程")
    phone.context.set_offline(False)
    assert not SyncedItem.objects.exists()
    phone.context.clear_cookies(name="sessionid")
    sign_in(phone, wang)
    all_sent(phone)
    assert set(SyncedItem.objects.values_list("learner", flat=True)) == {wang.pk}
    assert ("practice", "done") in outcomes()


def test_signing_out_on_purpose_warns_sends_first_and_then_clears(
    phone: Page, wang: User, dinghai: World
) -> None:
    course = course_of(dinghai)
    take_along(phone, wang)
    phone.context.set_offline(True)
    phone.goto(course.lesson.url)
    practise(phone)
    phone.context.set_offline(False)
    # Whatever is sent now fails, as with a server that is away.
    phone.context.route("**/my/sync/", lambda route: route.abort())
    phone.goto("/accounts/logout/")
    leaving = phone.locator("[data-offline-leaving]")
    expect(leaving).to_contain_text("没有上传")
    expect(leaving).to_contain_text("手机里的 1 门课也会清掉")
    phone.context.unroute("**/my/sync/")
    phone.get_by_role("button", name="先上传").tap()
    expect(leaving).to_contain_text("都上传了")
    assert ("practice", "done") in outcomes()
    phone.get_by_role("button", name="退出登录").last.tap()
    phone.wait_for_url(lambda url: "logout" not in url)
    names = phone.evaluate("caches.keys()")
    assert not [name for name in names if name.startswith(("pack:", "paper:"))]
    assert waiting(phone) == 0


def test_two_phones_with_wrong_clocks_both_count(
    phone: Page, wang: User, dinghai: World, new_context: NewContext, live_server: Any
) -> None:
    course = course_of(dinghai)
    other = new_context(base_url=live_server.url, **PHONE)
    second = other.new_page()
    for page, hours in ((phone, 1), (second, -1)):
        page.add_init_script(WRONG_CLOCK.replace("HOURS", str(hours)))
        take_along(page, wang)
        page.context.set_offline(True)
        page.goto(course.lesson.url)
        practise(page)
    for page in (phone, second):
        page.context.set_offline(False)
        all_sent(page)
    answers = Statement.objects.filter(learner_id=wang.pk, verb="answered")
    assert answers.count() == 2
    assert all(abs((one.stored_at - one.occurred_at).total_seconds()) < 120 for one in answers)
