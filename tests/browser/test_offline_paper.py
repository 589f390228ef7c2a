"""A paper that was opened with a line goes on without one: reload, closed tab, hand-in."""

from playwright.sync_api import Page, expect

from tests.browser.steps import acknowledged, answer, saved, sign_in
from tests.browser.taken import until, worker_ready
from tests.factories.world import World
from training.learning.models import Attempt, Response
from training.people.models import User


def test_an_examination_lives_through_reload_closed_tab_and_hand_in_without_a_line(
    phone: Page, wang: User, dinghai: World
) -> None:
    sign_in(phone, wang)
    worker_ready(phone)
    phone.goto(f"/quiz/{dinghai.final.uuid}/")
    phone.get_by_role("button", name="开始").click()
    paper = phone.url
    expect(phone.locator("[data-steps]")).to_be_visible()
    answer(phone, 1)
    saved(phone)
    acknowledged(phone, 1)
    context = phone.context
    context.set_offline(True)
    phone.locator("[data-next]").tap()
    answer(phone, 2)
    expect(phone.locator("[data-saved]")).to_contain_text("还没上传")
    phone.reload()
    expect(phone.locator("[data-paper][data-kept-at]")).to_be_visible()
    expect(phone.locator("[data-timer]")).to_contain_text("剩余")
    phone.locator("[data-card] summary").click()
    expect(phone.locator(".paper__number--done")).to_have_count(2)
    again = context.new_page()
    phone.close()
    again.on("dialog", lambda dialog: dialog.accept())
    again.goto(paper)
    again.locator("[data-card] summary").click()
    expect(again.locator(".paper__number--done")).to_have_count(2)
    again.locator("[data-hand-in]").tap()
    expect(again.locator("[data-handing]")).to_contain_text("交卷还没送到")
    assert Attempt.objects.get().state == Attempt.State.INPROGRESS
    context.set_offline(False)
    again.wait_for_url("**/result")
    assert Attempt.objects.get().state != Attempt.State.INPROGRESS
    assert set(Response.objects.values_list("item__position", flat=True)) == {1, 2}
    path = paper[paper.index("/quiz/") :]
    until(again, f"caches.match('{path}').then((found) => !found)")
