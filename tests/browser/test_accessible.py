"""axe on our pages at 390 px, on the main ones in three text sizes and in high contrast; no
sideways scrolling."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.steps import shown_in, sign_in
from tests.factories import feedback, live, writing
from tests.factories.world import World, moment
from training.learning.live.services import open_round
from training.people.models import User

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds with the whole page in view: a bar at the lower edge covers nothing then."""
    width = (page.viewport_size or {})["width"]
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, 12000)})
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{broken['id']}: {broken['nodes'][0]['html'][:160]}"
        for broken in found.response["violations"]
    ]


def deputy_pages(world: World) -> list[str]:
    return [
        "/my/",
        "/my/programme/",
        "/my/record/",
        "/my/settings/",
        "/my/plan/",
        world.programme.url,
        world.lesson.url,
        world.case.get_parent().specific.url,
        world.case.url,
        f"/quiz/{world.quiz.uuid}/",
    ]


CLASS_PAGES = [
    "/my/timetable/",
    "/my/timetable/calendar/",
    "/attend/",
    "/attend/mine/",
    "/attend/late/",
    "/attend/leave/",
    "/attend/code/",
    "/live/",
    "/my/feedback/",
    "/my/inbox/",
    "/my/inbox/wishes/",
    "/accounts/devices/",
    "/my/certificates/",
]
"""Around the days in the room. The class of these tests is long over: the lists are full."""


FINDING_PAGES = ["/search/", "/search/?q=权利", "/search/?q=量子力学", "/help/", "/help/quizzes/"]


def test_searching_and_help(phone: Page, wang: User, dinghai: World) -> None:
    sign_in(phone, wang)
    for path in FINDING_PAGES:
        phone.goto(path)
        assert violations(phone) == [], path


def test_a_deputys_pages(phone: Page, wang: User, dinghai: World) -> None:
    sign_in(phone, wang)
    for path in deputy_pages(dinghai):
        phone.goto(path)
        assert violations(phone) == [], path


@pytest.mark.parametrize(
    ("size", "contrast"),
    [("large", "normal"), ("huge", "normal"), ("normal", "high"), ("huge", "high")],
)
def test_the_main_pages_in_larger_type_and_high_contrast(
    phone: Page, wang: User, dinghai: World, size: str, contrast: str
) -> None:
    sign_in(phone, wang)
    shown_in(phone, size=size, contrast=contrast)
    for path in ["/", *deputy_pages(dinghai)]:
        phone.goto(path)
        assert violations(phone) == [], path
        wide = phone.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{path} scrolls sideways: {wide}px"


def test_the_pages_of_the_class(phone: Page, wang: User, dinghai: World) -> None:
    feedback.form_of_day_one(dinghai)
    ballot = open_round(live=live.prepared(dinghai, "ballot"), by=None, now=timezone.now())
    sign_in(phone, wang)
    for size in ("normal", "huge"):
        shown_in(phone, size=size)
        for path in CLASS_PAGES:
            assert phone.goto(path).ok, path
            assert violations(phone) == [], f"{path} {size}"
            wide = phone.evaluate("document.documentElement.scrollWidth")
            assert wide <= 390, f"{path} {size} scrolls sideways: {wide}px"
    phone.goto("/live/")
    expect(phone.locator(f"[data-answer='{ballot.uuid}']")).to_be_visible()


def test_the_quiz_and_its_result(phone: Page, wang: User, dinghai: World) -> None:
    sign_in(phone, wang)
    phone.goto(f"/quiz/{dinghai.quiz.uuid}/")
    phone.get_by_role("button", name="开始").click()
    # One question at a time, as people with JavaScript meet it.
    phone.get_by_role("button", name="下一题").wait_for()
    for number in range(1, len(dinghai.questions) + 1):
        assert violations(phone) == [], f"question {number}"
        if number < len(dinghai.questions):
            phone.get_by_role("button", name="下一题").click()
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="交卷").click()
    phone.wait_for_url("**/result")
    assert violations(phone) == []


def test_writing_a_draft_and_its_marks(phone: Page, wang: User, li: User, dinghai: World) -> None:
    task = writing.task(dinghai)
    marked = writing.handed_in(wang, task)
    writing.judged(marked, writing.WEAK, li)
    second = writing.written(wang, task, at=moment(3, 11))
    sign_in(phone, wang)
    for path in (
        "/my/writing/",
        f"/my/writing/{task.uuid}/",
        f"/my/writing/draft/{second.pk}/",
        f"/my/writing/draft/{second.pk}/hand-in",
        f"/my/writing/draft/{marked.pk}/",
    ):
        assert phone.goto(path).ok, path
        assert violations(phone) == [], path
        wide = phone.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{path} scrolls sideways: {wide}px"


def test_the_pages_of_visitors(phone: Page, dinghai: World) -> None:
    for path in ["/", "/accounts/login/", "/accounts/slip/"]:
        phone.goto(path)
        assert violations(phone) == [], path


def test_the_offices_pages(desk: Page, zhang: User, wang: User, dinghai: World) -> None:
    desk.goto("/accounts/login/")
    desk.locator("input[name=login]").fill("zhang")
    desk.locator("input[name=password]").fill("Xuetang-2026")
    desk.locator("form:has(input[name=password]) button").first.click()
    for path in (
        "/office/",
        "/office/people/",
        "/office/people/add/",
        f"/office/people/{wang.pk}/",
        f"/office/people/{wang.pk}/correct/",
        "/insight/",
        f"/insight/units/{dinghai.unit.pk}/",
        f"/insight/people/{wang.pk}/",
        f"/insight/people/{wang.pk}/records/",
        "/insight/definitions/",
        "/insight/gaps/",
    ):
        assert desk.goto(path).ok, path
        assert violations(desk) == [], path
