"""`python -m benchmarks.live [--people 500]`: a class answers a live question on its phones.

Every phone opens the page, asks every two seconds how the round stands, and answers once within the
window; the room's screen asks every second. Told are how long an answer takes, how long until the
screen has counted it, and how many replies had no body. Loopback only, a database of its own.
"""

import argparse
import asyncio
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import aiohttp

from benchmarks.crowd import class_of, cookies_of
from benchmarks.place import Place, collect_static, serving
from tools.console import ROOT, say

EVERY, WALL = 2.0, 1.0
AIM_COUNTED = 2.0


@dataclass
class Seen:
    """What was measured, in seconds since the round was opened."""

    answers: list[float] = field(default_factory=list)
    done_at: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    empty: int = 0
    counted: list[tuple[float, int]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Room:
    """The round on the phones: addresses, and a cookie and a CSRF token for each."""

    base: str
    pulse: str
    answer: str
    cookies: list[dict[str, str]]


def prepare(place: Place, people: int, named: bool) -> Room:
    """A class of so many, signed in, and a round that is open."""
    cohort = class_of(place, people)
    from django.urls import reverse
    from django.utils import timezone

    from training.learning.live import pulse, services

    options = [{"id": str(n), "text": f"选项 {n}"} for n in range(1, 5)]
    body = {"options": options, "most": 1}
    wish = services.Wish(cohort, "poll", "您怎么看？", body, named=named)
    now = timezone.now()
    live = services.prepare(wish=wish, by=None, now=now)
    services.open_round(live=live, by=None, now=now)
    enrolled = cohort.enrolments.select_related("learner")[:people]
    cookies = [cookies_of(one.learner) for one in enrolled]
    return Room(
        place.base_url,
        reverse("live:pulse", args=[pulse.token_for(cohort.pk)]),
        reverse("live:answer", args=[live.uuid]),
        cookies,
    )


async def look(
    http: aiohttp.ClientSession, room: Room, seen: Seen, tag: str, query: str = ""
) -> tuple[str, int]:
    """One poll, as a page does it: without a cookie. Gives the tag and the count, -1 for none."""
    began = time.perf_counter()
    headers = {"If-None-Match": tag} if tag else {}
    async with http.get(room.base + room.pulse + query, headers=headers) as reply:
        count = (await reply.json()).get("n", -1) if reply.status == 200 else -1
        seen.empty += reply.status == 304
        tag = reply.headers.get("ETag", tag)
    seen.looks.append(time.perf_counter() - began)
    return tag, count


async def phone(room: Room, cookies: dict[str, str], seen: Seen, begun: float, at: float) -> None:
    """One deputy: page, polls, and one answer `at` seconds after the opening."""
    connector = aiohttp.TCPConnector(limit=2, keepalive_timeout=3)
    answered, tag = False, ""
    async with aiohttp.ClientSession(connector=connector) as http:
        await asyncio.sleep(random.random() * EVERY)
        try:
            async with http.get(f"{room.base}/live/", cookies=cookies) as page:
                await page.read()
            while not answered:
                await asyncio.sleep(EVERY * (0.75 + random.random() / 2))
                tag, _count = await look(http, room, seen, tag)
                if time.perf_counter() - begun >= at:
                    await answer(http, room, cookies, seen, begun)
                    answered = True
            for _n in range(3):
                await asyncio.sleep(EVERY * (0.75 + random.random() / 2))
                tag, _count = await look(http, room, seen, tag)
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            seen.failures.append(repr(failure)[:120])


async def answer(
    http: aiohttp.ClientSession, room: Room, cookies: dict[str, str], seen: Seen, begun: float
) -> None:
    """The answer of one phone."""
    form = {"chosen": random.choice("1234"), "client_id": str(uuid4())}
    form["csrfmiddlewaretoken"] = cookies["csrftoken"]
    began = time.perf_counter()
    url, headers = room.base + room.answer, {"Accept": "application/json"}
    async with http.post(url, data=form, headers=headers, cookies=cookies) as reply:
        told = await reply.json() if reply.status == 200 else {"ok": False}
    seen.answers.append(time.perf_counter() - began)
    if told["ok"]:
        seen.done_at.append(time.perf_counter() - begun)
    else:
        seen.failures.append(f"{reply.status} {told}")


async def screen(room: Room, seen: Seen, begun: float, people: int, most: float) -> None:
    """The room's screen: asks as phones do, and notes when which count stood on it."""
    tag = ""
    async with aiohttp.ClientSession() as http:
        while time.perf_counter() - begun < most:
            await asyncio.sleep(WALL * (0.75 + random.random() / 2))
            tag, count = await look(http, room, Seen(), tag, "?n=1")
            if count >= 0:
                seen.counted.append((time.perf_counter() - begun, count))
            if count >= people:
                return


async def run(room: Room, window: float) -> Seen:
    """Everybody in the room."""
    seen, begun, people = Seen(), time.perf_counter(), len(room.cookies)
    phones = [
        phone(room, cookies, seen, begun, random.random() * window) for cookies in room.cookies
    ]
    await asyncio.gather(screen(room, seen, begun, people, window + 30), *phones)
    return seen


def waits(seen: Seen) -> list[float]:
    """For each answer the seconds from its acknowledgement until the screen had counted as many."""
    found = []
    for n, done in enumerate(sorted(seen.done_at), 1):
        shown = next((at for at, count in seen.counted if count >= n), None)
        found.append(max(shown - done, 0.0) if shown is not None else float("inf"))
    return found


def percentile(values: list[float], share: float) -> float:
    """By rank; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def report(seen: Seen, people: int) -> bool:
    """Tell the figures; whether the aim was met: all recorded, the screen within its seconds."""
    counted = waits(seen)
    last = seen.counted[-1][1] if seen.counted else 0
    say(f"作答：{len(seen.done_at)} / {people} 份记下，失败 {len(seen.failures)}")
    for name, values in (("提交", seen.answers), ("轮询", seen.looks)):
        say(
            f"{name}：{len(values)} 次，中位 {1000 * percentile(values, 0.5):.0f} ms，"
            f"p95 {1000 * percentile(values, 0.95):.0f} ms，最长 {1000 * percentile(values, 1):.0f} ms"
        )
    say(f"轮询里 304：{100 * seen.empty / max(len(seen.looks), 1):.0f}%")
    say(f"大屏幕计入：p95 {percentile(counted, 0.95):.1f} s，末次显示 {last} 人")
    for failure in seen.failures[:5]:
        say(f"  {failure}")
    late = percentile(counted, 0.95) > AIM_COUNTED
    return len(seen.done_at) == people == last and not late


def main() -> None:
    """Ends with 1 when something was lost or late."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--window", type=float, default=20, help="seconds in which all answer")
    parser.add_argument("--named", action="store_true")
    parser.add_argument("--port", type=int, default=8467)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench-live")
    parser.add_argument("--database-url", default="")
    told = parser.parse_args()
    place = Place(told.folder, told.port, told.database_url)
    collect_static(place)
    room = prepare(place, told.people, told.named)
    with serving(place, jobs=True):
        seen = asyncio.run(run(room, told.window))
    sys.exit(0 if report(seen, told.people) else 1)


if __name__ == "__main__":
    main()
