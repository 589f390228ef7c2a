"""`make bench-phone`: how a deputy's pages come up on a slow phone at the end of a narrow line.

Headless Chromium slowed down four times, 400 kbit/s, 400 ms there and back. First contentful paint
and layout shift as the browser tells them; total blocking time as Lighthouse counts it: what tasks
longer than 50 ms take beyond that, from the first paint on.
"""

import argparse
import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.place import PACK_PASSWORD, Place, collect_static, seed, serving
from benchmarks.visit import ARGUMENTS, KIB, context_of, signed_in
from benchmarks.walk import PACK_LEARNER, PACK_LESSON
from tools import machine
from tools.console import ROOT, say

SLOWER = 4
LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
LONG_TASK = 50
SETTLED_MS = 3000
PACK_QUIZ = re.compile(r'href="(/quiz/[0-9a-f-]{36}/)"')
COLUMNS = (
    "页",
    "首次绘制，冷（秒，≤ 2.5）",
    "热（秒，≤ 1）",
    "阻塞（毫秒，≤ 100）",
    "版面移动（0）",
    "脚本（kB，≤ 30）",
    "全页不含图片（kB，≤ 60）",
)

WATCH = """
(() => {
  const told = window.__told = { shift: 0, tasks: [] };
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (!e.hadRecentInput) told.shift += e.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) told.tasks.push([e.startTime, e.duration]);
  }).observe({ type: "longtask", buffered: true });
})()
"""
TOLD = """
() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return { paint: paint ? paint.startTime : null, ...window.__told };
}
"""


@dataclass(frozen=True)
class Load:
    """One load: seconds to the first paint, blocking in ms, shift, kB of scripts and without
    pictures."""

    paint: float
    blocking: float
    shift: float
    scripts: float
    page: float


class _Wire:
    """Bytes on the wire of one load, by kind."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.scripts = 0
        self.page = 0

    def answered(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        if not answer.get("fromDiskCache"):
            self.kinds[event["requestId"]] = event["type"]

    def finished(self, event: dict[str, Any]) -> None:
        kind = self.kinds.get(event["requestId"], "")
        size = int(event["encodedDataLength"]) if kind else 0
        self.scripts += size if kind == "Script" else 0
        self.page += 0 if kind == "Image" else size


def load(page: Page, path: str) -> Load:
    """Open a path under the bad conditions and wait until it is quiet."""
    wire, session = _Wire(), page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.on("Network.responseReceived", wire.answered)
    session.on("Network.loadingFinished", wire.finished)
    page.goto(path, wait_until="load", timeout=120_000)
    page.wait_for_timeout(SETTLED_MS)
    told = page.evaluate(TOLD)
    session.detach()
    late = [(at, long) for at, long in told["tasks"] if at + long > told["paint"]]
    blocking = sum(max(0.0, long - LONG_TASK) for _at, long in late)
    return Load(told["paint"] / 1000, blocking, told["shift"], wire.scripts / KIB, wire.page / KIB)


def pair(browser: Browser, place: Place, cookies: list[Any], path: str) -> tuple[Load, Load]:
    """A page with nothing kept, and once more in the same browser."""
    context: BrowserContext = context_of(browser, place.base_url)
    context.add_cookies(cookies)
    context.add_init_script(WATCH)
    page = context.new_page()
    try:
        return load(page, path), load(page, path)
    finally:
        context.close()


@contextmanager
def _browser() -> Iterator[Browser]:
    program = machine.CHROMIUM.path()
    if program is None:
        raise SystemExit(machine.CHROMIUM.how_to_install())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=ARGUMENTS)
        yield browser
        browser.close()


def paths_of(browser: Browser, place: Place, cookies: list[Any]) -> dict[str, str]:
    """Home, the first lesson of the content pack, the page of a quiz and its paper, as she finds
    them."""
    context = context_of(browser, place.base_url)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto("/my/programme/")
    shown = page.content()
    found = {"首页": "/my/"}
    for name, wanted in (("一课", PACK_LESSON), ("测验", PACK_QUIZ)):
        if told := wanted.search(shown):
            found[name] = told[1]
    if "测验" in found:
        found["试卷"] = _paper(page, found["测验"])
    context.close()
    return found


def _paper(page: Page, quiz: str) -> str:
    """The address of the paper that she gets who begins a quiz."""
    page.goto(quiz)
    page.locator("form[action$='/start'] button").click()
    page.wait_for_url("**/attempt/**")
    return urlsplit(page.url).path


def _median(loads: list[Load], name: str) -> float:
    return statistics.median(getattr(one, name) for one in loads)


def table(told: dict[str, list[tuple[Load, Load]]]) -> str:
    """The medians beside the aims, as Markdown."""
    rows = [
        f"| {' | '.join(COLUMNS)} |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, pairs in told.items():
        cold, warm = [one for one, _ in pairs], [one for _, one in pairs]
        figures = (
            f"{_median(cold, 'paint'):.2f}",
            f"{_median(warm, 'paint'):.2f}",
            f"{max(_median(cold, 'blocking'), _median(warm, 'blocking')):.0f}",
            f"{max(_median(cold, 'shift'), _median(warm, 'shift')):.4f}",
            f"{_median(cold, 'scripts'):.1f}",
            f"{_median(cold, 'page'):.1f}",
        )
        rows.append(f"| {name} | " + " | ".join(figures) + " |")
    return "\n".join(rows)


def measure(place: Place, rounds: int) -> dict[str, list[tuple[Load, Load]]]:
    """Each page so many times, with nothing kept and again."""
    with serving(place), _browser() as browser:
        cookies = signed_in(browser, place.base_url, (PACK_LEARNER, PACK_PASSWORD))
        paths = paths_of(browser, place, cookies)
        told: dict[str, list[tuple[Load, Load]]] = {f"{n} {p}": [] for n, p in paths.items()}
        for _ in range(rounds):
            for name, path in paths.items():
                told[f"{name} {path}"].append(pair(browser, place, cookies, path))
    return told


def main() -> None:
    """Measure, print the table and keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phone", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8303)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench")
    asked = parser.parse_args()
    place = Place(asked.folder, asked.port)
    seed(place, "65")
    collect_static(place)
    text = table(measure(place, asked.rounds))
    today = datetime.now().astimezone()
    head = (
        f"# 慢手机上的页面，{today:%Y-%m-%d %H:%M}\n\n"
        f"CPU 慢 {SLOWER} 倍，400 kbit/s，往返 400 毫秒，{asked.rounds} 轮的中位数；"
        "冷 = 什么都没存，热 = 同一个浏览器再开一次。\n\n"
    )
    kept = ROOT / "benchmarks" / "results" / f"{today:%Y-%m-%d}-phone.md"
    kept.write_text(head + text + "\n", encoding="utf-8")
    say(text)


if __name__ == "__main__":
    main()
