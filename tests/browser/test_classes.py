"""The pages of classes and timetables: axe at 390 px, and no sideways scrolling."""

from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.steps import sign_in
from tests.browser.test_accessible import violations
from tests.factories.world import World
from training.cohorts.models import Enrolment
from training.people.models import User


def _fits(page: Page, path: str) -> None:
    page.goto(path)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, f"{path} scrolls sideways: {wide}px"
    assert violations(page) == [], path
    page.set_viewport_size({"width": 390, "height": 844})


def test_a_deputys_timetable_and_calendar(phone: Page, wang: User, dinghai: World) -> None:
    sign_in(phone, wang)
    _fits(phone, f"{reverse('timetable:mine')}?all=1")
    phone.goto(reverse("timetable:calendar"))
    phone.get_by_role("button", name="给我一个日历地址").click()
    phone.get_by_role("heading", name="日历地址").wait_for()
    _fits(phone, reverse("timetable:calendar"))


def test_the_office_s_pages(phone: Page, zhang: User, wang: User, dinghai: World) -> None:
    sign_in(phone, zhang, "/office/")
    cohort, session = dinghai.cohort.pk, dinghai.cohort.timetable.order_by("starts_at").last()
    Enrolment.objects.filter(learner=wang).update(seat="1-1")
    change = reverse("classes:change", args=[cohort, "moved"])
    assert session
    for path in (
        reverse("classes:home"),
        reverse("classes:open"),
        *(
            reverse(f"classes:{name}", args=[cohort])
            for name in ("overview", "timetable", "rooms", "members", "add", "cards", "printed")
        ),
        f"{reverse('classes:groups', args=[cohort])}?among={dinghai.group.pk}",
        f"{reverse('classes:seats', args=[cohort])}?rows=2&columns=3&by_group=unit",
        f"{change}?session={session.pk}&day=2026-11-16&at=09:00&look=1",
    ):
        _fits(phone, path)
