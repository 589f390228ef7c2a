"""A paper that was opened with a line goes on without one: reload, closed tab, hand-in."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import Quiz
from tests.browser.conftest import PHONE, NewContext
from tests.browser.steps import acknowledged, answer, saved, sign_in
from tests.browser.taken import until, worker_ready
from tests.factories import questions
from tests.factories.world import World, quiz_of
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


@pytest.mark.full
def test_a_quiz_of_ten_is_done_in_five_minutes_on_a_slow_line(
    live_server: Any, new_context: NewContext, wang: User, dinghai: World
) -> None:
    # Without the worker, whose own requests the emulated line would not slow down.
    context = new_context(base_url=live_server.url, service_workers="block", **PHONE)
    phone = context.new_page()
    asked = [questions.single(dinghai.root, f"Z{n}") for n in range(10)]
    quiz = quiz_of(dinghai.root, "ten", asked, purpose=Quiz.Purpose.EARLY)
    sign_in(phone, wang)
    line = phone.context.new_cdp_session(phone)
    slow = {"offline": False, "latency": 1000}
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {**slow, "downloadThroughput": 6250, "uploadThroughput": 6250},
    )
    phone.set_default_timeout(120_000)
    begun = time.monotonic()
    phone.goto(f"/quiz/{quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    for number in range(1, 11):
        answer(phone, number)
        if number < 10:
            phone.locator("[data-next]").tap()
    phone.locator("[data-hand-in]").tap()
    phone.wait_for_url("**/result", timeout=240_000)
    assert time.monotonic() - begun < 300
    answered = Response.objects.filter(attempt__quiz=quiz).values("item").distinct()
    assert answered.count() == 10
