"""One interface that scales: type, targets and reflow of the deputy's pages in all three sizes."""

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.architecture.arguments import path_of
from tests.browser.contract import BASE, broken
from tests.browser.steps import shown_in, sign_in
from tests.factories.stage import stage
from tests.factories.world import World
from tools import permissions
from tools.addresses import addresses
from training.people.models import User

SMALLEST_SCREEN: ViewportSize = {"width": 320, "height": 640}
KEPT_ON_PHONES = {"offline:page", "offline:article", "app:fallback", "app:fallback_en"}
"""Drawn the same for everybody: the phone that keeps them sets the size when it shows them."""


def main_pages(world: World) -> list[str]:
    return [
        "/my/",
        "/my/programme/",
        world.lesson.url,
        world.case.url,
        f"/quiz/{world.quiz.uuid}/",
        "/my/record/",
        "/my/settings/",
    ]


@pytest.mark.parametrize("size", BASE)
def test_the_main_pages_keep_the_contract(
    phone: Page, wang: User, dinghai: World, size: str
) -> None:
    sign_in(phone, wang)
    shown_in(phone, size=size)
    found = []
    for path in main_pages(dinghai):
        phone.goto(path)
        found += [f"{path}: {line}" for line in broken(phone, size)]
        if phone.locator(".foot a[href^='tel:']").count() != 1:
            found.append(f"{path}: nobody to call")
    assert found == []


def test_the_main_pages_reflow_on_the_smallest_screen(
    phone: Page, wang: User, dinghai: World
) -> None:
    """As wide as a desktop enlarged four times (WCAG 2.2, 1.4.10): nothing is read sideways."""
    sign_in(phone, wang)
    phone.set_viewport_size(SMALLEST_SCREEN)
    found = []
    for path in main_pages(dinghai):
        phone.goto(path)
        found += [f"{path}: {line}" for line in broken(phone, "normal")]
    assert found == []


def every_page() -> list[str]:
    """Whatever a deputy may open, with objects of the stage in the address."""
    made = stage()
    matrix = permissions.read()
    learners = [
        address
        for address in addresses()
        if address.name in matrix.get
        and not address.at_desk
        and matrix.get[address.name]["deputy"] == "ok"
        and address.name not in KEPT_ON_PHONES
    ]
    return sorted({path_of(address, made.here) for address in learners})


def is_page(page: Page, path: str) -> bool:
    """Whether a browser shows it and does not put it away."""
    told = page.request.get(path).headers
    return "text/html" in told["content-type"] and "content-disposition" not in told


@pytest.mark.full
def test_every_page_of_a_deputy_keeps_the_contract(phone: Page, db: None) -> None:
    made = every_page()
    sign_in(phone, User.objects.get(username="wang"))
    paths = [path for path in made if is_page(phone, path)]
    found = []
    for size in BASE:
        shown_in(phone, size=size)
        for path in paths:
            phone.goto(path)
            found += [f"{path} {size}: {line}" for line in broken(phone, size)]
    shown_in(phone, size="normal")
    phone.set_viewport_size(SMALLEST_SCREEN)
    for path in paths:
        phone.goto(path)
        found += [f"{path} 320 px: {line}" for line in broken(phone, "normal")]
    assert "\n".join(found) == ""
