"""The list of all questions at the desk with 50,000 of them: how long a trainer waits for the first
page and for filtered ones. Prints; asserts nothing.

    python -m benchmarks.bank [--postgres] [--count 50000]
"""

import statistics
import time
from typing import Any

from benchmarks.cases import options, site
from tools.console import say

LIST = "/admin/questions/all/"
AIM_MS = 400
ROUNDS = 15
ASKED = {
    "第一页": "",
    "第二百页": "p=200",
    "按用途": "use=examination",
    "按状态和难度": "standing=live&difficulty=3",
    "最近考得多的在前": "ordering=-sittings",
}


def furnish(count: int) -> Any:
    """A congress with so many published questions, and its trainer's browser."""
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from tests.factories.bulk import large_bank
    from tests.factories.people import appear
    from tests.factories.world import world
    from training.packs.desk import prepare_desk

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    here = world()
    li = appear(here, "li")
    prepare_desk(by=None, today=timezone.localdate())
    large_bank(here.root, count, points=["p0"], tags=["pool"])
    browser = Client()
    browser.force_login(li)
    return browser


def waited(browser: Any, address: str) -> tuple[list[float], list[float]]:
    """Milliseconds of wall clock and of this process, round by round; the first is left out."""
    wall, worked = [], []
    for _round in range(ROUNDS + 1):
        began, used = time.perf_counter(), time.process_time()
        reply = browser.get(address)
        assert reply.status_code == 200, (address, reply.status_code)
        wall.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - used) * 1000)
    return wall[1:], worked[1:]


def main() -> None:
    """Print the table."""
    asked = options()
    count = asked.count if asked.count != 5000 else 50_000  # the library's own default
    with site(asked):
        import django
        from django.conf import settings

        django.setup()
        settings.ALLOWED_HOSTS = ["*"]
        from django.db import connection

        browser = furnish(count)
        say(f"{connection.vendor}，{count:,} 道题；目标 {AIM_MS} 毫秒以内")
        for title, query in ASKED.items():
            wall, worked = waited(browser, f"{LIST}?{query}")
            say(
                f"{title}：中位 {statistics.median(wall):.0f} 毫秒，最慢 {max(wall):.0f}，"
                f"处理器 {statistics.median(worked):.0f}"
            )


if __name__ == "__main__":
    main()
