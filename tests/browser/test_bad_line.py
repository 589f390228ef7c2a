"""A quiz over a bad line: 50 kbit/s, one second there and back, every twentieth packet lost."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, NewContext, watched_page
from tests.browser.slow_line import SlowLine
from tests.browser.steps import answer, saved, sign_in
from tests.factories import questions
from tests.factories.world import World, quiz_of
from training.learning.attempts.models import Attempt, Response
from training.people.models import User

FIVE_MINUTES = 300
TOLD = re.compile("正在保存|已保存|还没上传")


@pytest.fixture
def line(live_server: Any) -> Iterator[SlowLine]:
    """A line that is good until a test says otherwise."""
    made = SlowLine(live_server.thread.port)
    yield made
    made.close()


@pytest.fixture
def ferry(line: SlowLine, new_context: NewContext) -> Iterator[Page]:
    """A phone at the end of that line."""
    site = f"http://localhost:{line.port}"
    yield from watched_page(new_context(base_url=site, **PHONE), site)


def saves_of(line: SlowLine) -> int:
    """How often an answer or a place was sent."""
    return sum(n for asked, n in line.asked.items() if asked.startswith("POST /quiz/attempt/"))


@pytest.mark.full
def test_a_quiz_of_ten_is_done_in_five_minutes(
    ferry: Page, line: SlowLine, wang: User, dinghai: World
) -> None:
    more = [
        questions.single(dinghai.root, "L1"),
        questions.multiple(dinghai.root, "L2"),
        questions.matching(dinghai.root, "L3"),
    ]
    ten = quiz_of(dinghai.root, "ten", [*dinghai.questions, *more])
    sign_in(ferry, wang)
    ferry.set_default_timeout(120_000)
    line.bad = True
    began = time.monotonic()
    ferry.goto(f"/quiz/{ten.uuid}/")
    ferry.get_by_role("button", name="开始").click()
    expect(ferry.locator("[data-steps]")).to_be_visible(timeout=120_000)
    line.bytes_up = 0
    for number in range(1, 11):
        answer(ferry, number)
        expect(ferry.locator("[data-saved]")).to_have_text(TOLD, timeout=2000)
        # Faster than any line can follow: what waits must not pile up.
        if number < 10:
            ferry.get_by_role("button", name="下一题").click()
        ferry.wait_for_timeout(500)
    ferry.get_by_role("button", name="交卷").click()
    ferry.wait_for_url("**/result", timeout=240_000)
    assert time.monotonic() - began < FIVE_MINUTES
    assert Attempt.objects.get().state == Attempt.State.FINISHED
    assert set(Response.objects.values_list("item__position", flat=True)) == set(range(1, 11))
    assert saves_of(line) <= 20
    assert line.bytes_up < 40_000


def test_what_changes_while_a_save_is_in_the_air_goes_once_and_as_it_is(
    phone: Page, wang: User, dinghai: World
) -> None:
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    expect(phone.locator("[data-steps]")).to_be_visible()
    held: list[Route] = []
    phone.context.route("**/items/*", lambda route: held.append(route))
    choices = phone.locator("#q1 input[type=radio]:not([name$=certainty])")
    for n in (0, 1, 0, 1):
        choices.nth(n).check(force=True)
        # Several more who ask that everything be sent: the line is back, the page is in view again.
        phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator("[data-saved]")).to_contain_text("正在保存")
    last = choices.nth(1).get_attribute("value")
    phone.wait_for_timeout(300)
    assert len(held) == 1
    held[0].continue_()
    until_held(phone, held, 2)
    held[1].continue_()
    saved(phone)
    assert len(held) == 2
    assert f"q1={last}" in (held[1].request.post_data or "")
    assert list(Response.objects.order_by("step").values_list("step", "current")) == [
        (1, True),
        (2, True),
    ]


def until_held(page: Page, held: list[Route], wanted: int) -> None:
    """Wait until so many saves were sent."""
    for _again in range(100):
        if len(held) >= wanted:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(held)} saves were sent")


def test_the_place_goes_with_the_answer(phone: Page, wang: User, dinghai: World) -> None:
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    phone.locator("[data-next]").click()
    answer(phone, 2)
    saved(phone)
    assert Attempt.objects.get().place == 2
    told: list[str] = []
    phone.on("request", lambda request: told.append(request.url))
    phone.goto("/my/")
    assert not [url for url in told if url.endswith("/turn")]
