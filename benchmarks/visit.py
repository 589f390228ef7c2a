"""What a deputy's phone downloads: headless Chromium with an empty cache, asked by its own
protocol."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tools import machine

KIB = 1000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PHOTOGRAPHS = {"image/png", "image/jpeg", "image/webp", "image/avif", "image/gif"}


@dataclass
class Visit:
    """Requests of one page load and their bytes on the wire, headers included."""

    path: str
    requests: int = 0
    bytes: int = 0
    photographs: int = 0
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def kilobytes(self) -> float:
        """Everything but photographs, compressed as sent."""
        return (self.bytes - self.photographs) / KIB


class _Wire:
    """Listens to the network of one page."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.answers: dict[str, dict[str, Any]] = {}

    def answered(self, event: dict[str, Any]) -> None:
        self.answers[event["requestId"]] = event["response"]

    def finished(self, event: dict[str, Any]) -> None:
        answer = self.answers.get(event["requestId"])
        if answer is None or answer.get("fromDiskCache"):
            return
        size = int(event["encodedDataLength"])
        self.visit.requests += 1
        self.visit.bytes += size
        self.visit.photographs += size if answer["mimeType"] in PHOTOGRAPHS else 0
        name = answer["url"].split("?")[0].rsplit("/", 1)[-1] or self.visit.path
        self.visit.parts[name] = self.visit.parts.get(name, 0) + size


def visits(
    base_url: str, account: tuple[str, str], paths: list[str]
) -> tuple[list[Visit], list[Visit]]:
    """First visits to each path, each with an empty cache; and the same pages once more."""
    program = machine.CHROMIUM.path()
    if program is None:
        raise FileNotFoundError(machine.CHROMIUM.how_to_install())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=ARGUMENTS)
        try:
            cookies = signed_in(browser, base_url, account)
            pairs = [_twice(browser, base_url, cookies, path) for path in paths]
        finally:
            browser.close()
    return [first for first, _ in pairs], [again for _, again in pairs]


def context_of(browser: Browser, base_url: str) -> BrowserContext:
    """A phone with nothing kept, in Chinese."""
    phone: Any = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    return browser.new_context(base_url=base_url, locale="zh-CN", **phone)


def signed_in(browser: Browser, base_url: str, account: tuple[str, str]) -> list[Any]:
    """The cookies of somebody who has signed in."""
    context = context_of(browser, base_url)
    page = context.new_page()
    page.goto("/accounts/login/?next=/my/settings/")
    page.fill("[name=login]", account[0])
    page.fill("[name=password]", account[1])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/my/settings/")
    cookies = list(context.cookies())
    context.close()
    return cookies


def _twice(browser: Browser, base_url: str, cookies: list[Any], path: str) -> tuple[Visit, Visit]:
    context = context_of(browser, base_url)
    context.add_cookies(cookies)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    found = []
    for _ in range(2):
        wire = _Wire(Visit(path))
        session.on("Network.responseReceived", wire.answered)
        session.on("Network.loadingFinished", wire.finished)
        page.goto(path, wait_until="networkidle")
        session.remove_listener("Network.responseReceived", wire.answered)
        session.remove_listener("Network.loadingFinished", wire.finished)
        found.append(wire.visit)
    context.close()
    return found[0], found[1]
