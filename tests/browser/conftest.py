"""Headless Chromium from the operating system against a live server.

`phone` and `desk` are pages at 390 px and 1280 px. A page that breaks the Content-Security-Policy,
throws in a script, or asks another host for anything fails its test. Addresses are paths:
`phone.goto("/my/")`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Route, expect

from tests import migrated
from tools import machine

HERE = Path(__file__).parent
# A machine busy with other checks answers late; it must answer right all the same.
expect.set_options(timeout=20_000)
NewContext = Callable[..., BrowserContext]
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: Any = {"viewport": {"width": 1280, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            # Rows of an open transaction are not there for the server: it must come first.
            if "live_server" not in item.fixturenames:
                item.fixturenames.insert(0, "live_server")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, asking nobody for anything."""
    program = machine.CHROMIUM.path()
    if program is None:
        how = machine.CHROMIUM.how_to_install()
        pytest.fail(how) if machine.required() else pytest.skip(how)
    return {
        "executable_path": str(program),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-default-browser-check",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A reader in Zhoushan."""
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file instead of SQLite in memory: the server's threads need connections of their own.

    Playwright is started first: its event loop gives this thread another connection object, and
    the database must be set up through the one that the tests will use. Without the variable
    Django would refuse to work beside a running loop.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    chosen = connections.settings["default"]
    if chosen["ENGINE"].endswith("sqlite3"):
        chosen["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        # Thrown away afterwards, so nothing has to reach the disk.
        pragmas = chosen["OPTIONS"]["init_command"].replace("=FULL", "=OFF")
        chosen["OPTIONS"] = {**chosen["OPTIONS"], "init_command": pragmas}
    migrated.begin()


@pytest.fixture
def phone(live_server: Any, new_context: NewContext) -> Iterator[Page]:
    """A page on a phone, 390 px wide, touched and not clicked."""
    yield from watched_page(new_context(base_url=live_server.url, **PHONE), live_server.url)


@pytest.fixture
def plain_phone(live_server: Any, new_context: NewContext) -> Iterator[Page]:
    """The phone without JavaScript."""
    context = new_context(base_url=live_server.url, java_script_enabled=False, **PHONE)
    yield from watched_page(context, live_server.url)


@pytest.fixture
def desk(live_server: Any, new_context: NewContext) -> Iterator[Page]:
    """A page on a desktop, 1280 px wide."""
    yield from watched_page(new_context(base_url=live_server.url, **DESK), live_server.url)


def watched_page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A page that fails its test for what it should not do."""
    problems: list[str] = []

    def only_our_site(route: Route) -> None:
        if route.request.url.startswith((site, "data:", "blob:")):
            route.continue_()
        else:
            problems.append(f"asked for {route.request.url}")
            route.abort()

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    context.route("**/*", only_our_site)
    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.set_default_timeout(15_000)
    yield page
    assert problems == []
