"""`python -m benchmarks.checkin [--people 500 --window 30]`: a class checks in within seconds.

Every phone opens the code on the screen and presses the button; the screen asks every two seconds.
Told are how long the button takes, and whether everybody is recorded once, statement and hours
too. Loopback only, a database of its own.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.crowd import class_of, cookies_of
from benchmarks.place import Place, collect_static, serving
from tools.console import ROOT, say

AIM = 0.3
EVERY = 2.0


@dataclass
class Seen:
    """What was measured, in seconds."""

    pages: list[float] = field(default_factory=list)
    buttons: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    on_screen: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Door:
    """The session that is open: what its screen shows now, where the screen asks, and a cookie and
    a CSRF token for each phone and for the screen."""

    base: str
    scheduled: int
    address: Callable[[], str]
    asks: str
    phones: list[dict[str, str]]
    screen: dict[str, str]


def prepare(place: Place, people: int) -> Door:
    """A class of so many, signed in, before a session that has just opened."""
    cohort = class_of(place, people)
    from datetime import timedelta

    from django.urls import reverse
    from django.utils import timezone

    from training.cohorts.models import Cohort
    from training.learning.attendance import codes
    from training.people.models import Membership, User

    Cohort.objects.filter(pk=cohort.pk).update(clock_held_at=None)
    last = cohort.timetable.filter(attendance=None).order_by("-starts_at")[0]
    last.starts_at = timezone.now() + timedelta(minutes=10)
    last.ends_at = last.starts_at + timedelta(hours=1)
    last.save(update_fields=["starts_at", "ends_at"])
    office = Membership.objects.filter(
        role=Membership.Role.OFFICE, organisation__congress=cohort.congress_id
    ).first()
    staff = office.user if office else _somebody(cohort)
    enrolled = cohort.enrolments.select_related("learner")[:people]
    assert isinstance(staff, User)
    return Door(
        place.base_url,
        last.pk,
        lambda: reverse("attendance:scan", args=[codes.room_code(last.pk, timezone.now())]),
        reverse("attendance:room_now", args=[last.pk]),
        [cookies_of(one.learner) for one in enrolled],
        cookies_of(staff),
    )


def _somebody(cohort: object) -> object:
    """An officer where the bench data has none."""
    from datetime import date

    from training.people.models import Membership, Organisation, User

    here = cohort.congress  # type: ignore[attr-defined]
    unit, _made = Organisation.objects.get_or_create(
        congress=here, kind=Organisation.Kind.OFFICE, defaults={"name": "常委会机关"}
    )
    staff = User.objects.create(username="bench-screen", name="大屏幕")
    Membership.objects.create(
        user=staff, organisation=unit, role=Membership.Role.OFFICE, starts_on=date(2020, 1, 1)
    )
    return staff


async def phone(door: Door, cookies: dict[str, str], seen: Seen, at: float) -> None:
    """One deputy: the page that the code opens, and a moment later the button."""
    await asyncio.sleep(at)
    connector = aiohttp.TCPConnector(limit=2, keepalive_timeout=3)
    async with aiohttp.ClientSession(connector=connector, cookies=cookies) as http:
        address = door.base + door.address()
        try:
            began = time.perf_counter()
            async with http.get(address) as page:
                await page.read()
            seen.pages.append(time.perf_counter() - began)
            await asyncio.sleep(0.3 + random.random())
            await _press(http, address, cookies["csrftoken"], seen)
        except (aiohttp.ClientError, OSError, TimeoutError) as failure:
            seen.failures.append(repr(failure)[:120])


async def _press(http: aiohttp.ClientSession, address: str, token: str, seen: Seen) -> None:
    headers = {"Accept": "application/json", "X-CSRFToken": token}
    began = time.perf_counter()
    async with http.post(address, headers=headers) as reply:
        told = await reply.json() if reply.status == 200 else {"done": False}
    seen.buttons.append(time.perf_counter() - began)
    if not told["done"]:
        seen.failures.append(f"{reply.status} {told}"[:120])


async def screen(door: Door, seen: Seen, until: asyncio.Event) -> None:
    """The room's screen, until everybody has been there, and once more."""
    tag = ""
    async with aiohttp.ClientSession(cookies=door.screen) as http:
        while True:
            over = until.is_set()
            headers = {"If-None-Match": tag} if tag else {}
            began = time.perf_counter()
            async with http.get(door.base + door.asks, headers=headers) as reply:
                if reply.status == 200:
                    seen.on_screen = (await reply.json())["here"]
                tag = reply.headers.get("ETag", tag)
            seen.looks.append(time.perf_counter() - began)
            if over:
                return
            await asyncio.sleep(EVERY)


async def run(door: Door, window: float) -> Seen:
    """Everybody in the room, within the window."""
    seen, over = Seen(), asyncio.Event()
    watched = asyncio.create_task(screen(door, seen, over))
    coming = (phone(door, one, seen, random.random() * window) for one in door.phones)
    await asyncio.gather(*coming)
    over.set()
    await watched
    return seen


def recorded(door: Door) -> tuple[int, int, int]:
    """Records, statements and lines of hours of the session, as they stand in the database."""
    from training.cohorts.models import ScheduledSession
    from training.learning.models import Attendance, HourEntry, Statement

    scheduled = ScheduledSession.objects.select_related("session").get(pk=door.scheduled)
    records = Attendance.objects.standing().filter(scheduled=scheduled)
    told = Statement.objects.filter(activity=scheduled.session.uuid, verb="attended")
    learners = records.values("learner")
    lines = HourEntry.objects.filter(
        learner__in=learners, statement__in=told.values("statement_id")
    )
    return records.count(), told.filter(learner__in=learners).count(), lines.count()


def percentile(values: list[float], share: float) -> float:
    """By rank, in milliseconds; 0 of none."""
    ordered = sorted(values)
    found = ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
    return 1000 * found


def report(seen: Seen, door: Door) -> bool:
    """Tell the figures; whether the aim was met: all recorded once, and nobody kept waiting."""
    people = len(door.phones)
    records, statements, lines = recorded(door)
    say(f"签到：{people} 人，记录 {records}，学习记录 {statements}，学时 {lines} 笔")
    say(f"大屏幕：{seen.on_screen} 人；失败 {len(seen.failures)}")
    for name, values in (("打开", seen.pages), ("签到", seen.buttons), ("大屏幕", seen.looks)):
        say(
            f"{name}：{len(values)} 次，中位 {percentile(values, 0.5):.0f} ms，"
            f"p95 {percentile(values, 0.95):.0f} ms，最长 {percentile(values, 1):.0f} ms"
        )
    for failure in seen.failures[:5]:
        say(f"  {failure}")
    whole = records == statements == seen.on_screen == people
    return whole and not seen.failures and percentile(seen.buttons, 0.95) < 1000 * AIM


def main() -> None:
    """Ends with 1 when somebody was lost or kept waiting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=65)
    parser.add_argument("--window", type=float, default=10, help="seconds in which all come")
    parser.add_argument("--port", type=int, default=8468)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench-checkin")
    parser.add_argument("--database-url", default="")
    told = parser.parse_args()
    place = Place(told.folder, told.port, told.database_url)
    collect_static(place)
    door = prepare(place, told.people)
    with serving(place, jobs=True):
        seen = asyncio.run(run(door, told.window))
    sys.exit(0 if report(seen, door) else 1)


if __name__ == "__main__":
    main()
