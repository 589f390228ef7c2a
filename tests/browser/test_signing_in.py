"""Signing in with a thumb, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories.world import PASSWORD


@pytest.mark.parametrize("width", ["phone", "plain_phone", "desk"])
def test_a_deputy_signs_in(request: pytest.FixtureRequest, wang, width: str) -> None:
    page: Page = request.getfixturevalue(width)
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(wang.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button").first.click()
    expect(page).not_to_have_url(re.compile("/accounts/login/"))


def test_the_sign_in_page_fits_a_phone(phone: Page, dinghai) -> None:
    phone.goto("/accounts/login/")
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def test_what_migrations_wrote_is_there_after_a_test_that_committed(phone: Page, dinghai) -> None:
    assert phone.goto("/accounts/login/").ok
