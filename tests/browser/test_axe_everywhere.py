"""axe on every page of a deputy at 390 px, found by address, so that none is forgotten."""

import pytest
from playwright.sync_api import Page

from tests.browser.steps import sign_in
from tests.browser.test_accessible import violations
from tests.browser.test_elder_contract import every_page, is_page
from tests.factories.people import appear
from tests.factories.world import World
from training.people.models import User

NEW_ROOMS = ["/my/offline/", "/my/questions/", "/my/tour/", "/search/", "/help/"]
"""The short list of the ordinary run; every page is looked at behind the marker full."""
OFFICE = [
    "/insight/",
    "/insight/people/",
    "/insight/papers/",
    "/insight/wall/",
    "/insight/definitions/",
    "/office/lists/",
    "/office/offline/",
    "/office/digest/",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def found_on(page: Page, path: str, view: dict[str, int]) -> list[str]:
    """What axe says of the page at this address, seen through this window."""
    page.set_viewport_size({"width": view["width"], "height": view["height"]})
    answer = page.goto(path)
    if answer is None or not answer.ok:
        return [f"{path}: does not open"]
    # A list that a script fills makes the page longer: the bar would cover the foot again.
    page.wait_for_load_state("networkidle")
    return [f"{path}: {line}" for line in violations(page)]


def told(page: Page, paths: list[str], view: dict[str, int]) -> str:
    """What axe says of all these pages, a line each; nothing at best."""
    return "\n".join(line for path in paths for line in found_on(page, path, view))


def test_the_new_rooms_of_a_deputy(phone: Page, wang: User, dinghai: World) -> None:
    sign_in(phone, wang)
    assert told(phone, NEW_ROOMS, PHONE) == ""


@pytest.mark.full
def test_every_page_of_a_deputy(phone: Page, db: None) -> None:
    made = every_page()
    sign_in(phone, User.objects.get(username="wang"))
    paths = [path for path in made if is_page(phone, path)]
    assert len(paths) > len(NEW_ROOMS)
    assert told(phone, paths, PHONE) == ""


@pytest.mark.full
def test_the_offices_new_rooms(desk: Page, zhang: User, dinghai: World) -> None:
    sign_in(desk, zhang, "/office/")
    assert told(desk, OFFICE, DESK) == ""


@pytest.mark.full
def test_the_administrators_new_room(desk: Page, dinghai: World) -> None:
    sign_in(desk, appear(dinghai, "admin"), "/insight/")
    assert told(desk, ["/office/clients/"], DESK) == ""
