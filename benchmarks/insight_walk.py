"""One site of synthetic people, measured: `python -m benchmarks.insight_walk`, started by
benchmarks.insight in the environment of that site. Prints figures by key as one line of JSON."""

import argparse
import asyncio
import json
import logging
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yarl import URL

from benchmarks import processes
from benchmarks.client import Person, Unexpected
from benchmarks.crowd import cookies_of
from benchmarks.meter import Figures, Meter, Mode
from benchmarks.place import Place, serving

PAGES = 40
WRITES = 60
FRESH_TURNS = 3
FRESH_MOST = 120.0
NATION_TURNS = 20
LESSON_READ_FOR = 7200


@dataclass(frozen=True)
class Writer:
    """A person's session, where she presses 学完了, and the token of the page she opened."""

    cookies: dict[str, str]
    address: str
    token: str


@dataclass(frozen=True)
class Scene:
    """What is looked at, and by whom: addresses, and cookies of sessions."""

    cohort: Any
    office: dict[str, str]
    pages: dict[str, tuple[str, str]]
    """By step: the address, and words that only the right page has."""
    writers: list["Writer"]
    """People of the class before a lesson that they have not read."""


@dataclass
class Walk:
    """A run over one site; `figures` by key."""

    place: Place
    scene: Scene
    beside: list[int]
    """Processes of the database server."""
    figures: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def keep(self, told: Figures) -> None:
        """Note a step that was timed."""
        key = told.step
        self.figures |= {
            f"{key}.cpu": told.cpu_ms,
            f"{key}.p50": told.p50_ms,
            f"{key}.p95": told.p95_ms,
            f"{key}.others": told.others,
        }
        self.failures += [f"{key}: {one}" for one in told.failures[:3]]

    async def pages(self, meter: Meter) -> None:
        """Every page counted, then timed, by one officer who opens one after the other."""
        async with signed_in(self.place, self.scene.office) as person:
            for step, (address, words) in self.scene.pages.items():
                look = looking(person, address, words)
                await meter.measure(step, [(person, look)] * 4)  # both workers have seen it
                meter.mode = Mode.COUNTING
                counted = await meter.measure(step, [(person, look)] * 2)
                self.figures[f"{step}.queries"] = counted.queries
                meter.mode = Mode.TIMING
                self.keep(await meter.measure(step, [(person, look)] * PAGES))

    async def writes(self, meter: Meter) -> None:
        """People of the class press 学完了, one after the other, each for the first time."""
        writers = self.scene.writers[: -FRESH_TURNS - 1][:WRITES]  # the last are for freshness
        people = [Person(self.place.base_url) for _ in writers]
        jobs = []
        for person, writer in zip(people, writers, strict=True):
            _carry(person, writer.cookies)
            jobs.append((person, finishing(person, writer)))
        await meter.measure("write", jobs[:4])
        meter.mode = Mode.COUNTING
        counted = await meter.measure("write", jobs[4:6])
        meter.mode = Mode.TIMING
        self.figures["write.queries"] = counted.queries
        self.keep(await meter.measure("write", jobs[6:]))
        for person in people:
            await person.close()

    async def exports(self, meter: Meter, roots: list[int]) -> None:
        """The class list as CSV and as Excel: the server's work, and how far its memory grew."""
        async with signed_in(self.place, self.scene.office) as person:
            for kind in ("csv", "xlsx"):
                before = peak_mib(roots)
                told = await meter.measure(kind, [(person, exporting(person, self.scene, kind))])
                self.keep(told)
                self.figures[f"{kind}.size"] = told.size
                self.figures[f"{kind}.peak"] = peak_mib(roots)
                self.figures[f"{kind}.grown"] = peak_mib(roots) - before

    async def freshness(self) -> None:
        """How long after a learner's write the overview tells another figure; the longest of some
        turns. (Another and not a higher one: most synthetic people have no log, and what they do
        has their verdict made anew from it.) A worker that has just started does everything once
        first: that turn is not counted."""
        from asgiref.sync import sync_to_async

        seen = []
        for writer in self.scene.writers[-FRESH_TURNS - 1 :]:
            before = await sync_to_async(done_now)(self.scene.cohort)
            async with (
                signed_in(self.place, writer.cookies) as person,
                person.step() as step,
            ):
                await finishing(person, writer)()
            self.failures += [f"fresh: {step.failure}"] if step.failure else []
            began = time.perf_counter()
            while time.perf_counter() - began < FRESH_MOST:
                if await sync_to_async(done_now)(self.scene.cohort) != before:
                    break
                await asyncio.sleep(0.25)
            seen.append(time.perf_counter() - began)
        self.figures["fresh.s"] = max(seen[1:], default=0.0)


class signed_in:  # noqa: N801 - reads as a sentence
    """A person with a session that was made beforehand."""

    def __init__(self, place: Place, cookies: dict[str, str]) -> None:
        self.person = Person(place.base_url)
        _carry(self.person, cookies)

    async def __aenter__(self) -> Person:
        return self.person

    async def __aexit__(self, *_what: object) -> None:
        await self.person.close()


def _carry(person: Person, cookies: dict[str, str]) -> None:
    person._http.cookie_jar.update_cookies(cookies, URL(person.base_url))


def looking(person: Person, address: str, words: str) -> Callable[[], Awaitable[object]]:
    """Open a page and see that it is the right one: an error page is fast."""

    async def look() -> None:
        if words not in (await person.get(address)).text:
            raise Unexpected(f"not the page: {address}")

    return look


def finishing(person: Person, writer: Writer) -> Callable[[], Awaitable[object]]:
    """学完了 of a lesson that was opened long enough ago, as a phone without script sends it."""

    async def press() -> None:
        form = {"opened": writer.token, "client": ""}
        form["csrfmiddlewaretoken"] = person.cookie("csrftoken")
        await person.post(writer.address, data=form, allow_redirects=False, expect=302)

    return press


def exporting(person: Person, scene: Scene, kind: str) -> Callable[[], Awaitable[object]]:
    """The class list as a file, to its last byte."""
    from django.urls import reverse

    async def fetch() -> None:
        form = {
            "cohort": scene.cohort.key,
            "what": "people",
            "kind": kind,
            "csrfmiddlewaretoken": person.cookie("csrftoken"),
        }
        reply = await person.post(reverse("insight:export"), data=form)
        if "attachment" not in reply.headers.get("Content-Disposition", ""):
            raise Unexpected("no file")

    return fetch


def peak_mib(roots: list[int]) -> float:
    """The most memory that one process of the trees has ever held."""
    most = 0
    for pid in processes.tree(roots):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        held = [int(ln.split()[1]) for ln in status.splitlines() if ln.startswith("VmHWM:")]
        most = max([most, *held])
    return most / 1024


def done_now(cohort: Any) -> int:
    """What the overview says is done in the class."""
    from django.utils import timezone

    from training.insight.figures import overview
    from training.people.access import Scope

    told = overview(scope=Scope(cohort.congress), cohort=cohort, now=timezone.now())
    return int(told.total.done)


def nation_ms() -> float:
    """Milliseconds to sum everybody of every class from the cubes; the median."""
    from django.db.models import Sum

    from training.insight.models import CohortCubes

    spent = []
    for _turn in range(NATION_TURNS):
        began = time.perf_counter()
        CohortCubes.objects.aggregate(*(Sum(name) for name in ("should", "finished", "done")))
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def scene() -> Scene:
    """What is here to look at."""
    from django.urls import reverse

    from training.cohorts.models import Cohort, Enrolment
    from training.people.models import Membership

    cohort = Cohort.objects.select_related("congress", "programme").get(
        key__startswith="scale-", name__startswith="合成班"
    )
    office = Membership.objects.filter(
        role=Membership.Role.OFFICE, organisation__congress=cohort.congress, ends_on=None
    )
    person = Enrolment.objects.filter(cohort=cohort).select_related("unit", "learner")
    someone = person.order_by("learner__number")[7]
    asked = f"?cohort={cohort.key}"
    return Scene(
        cohort=cohort,
        office=cookies_of(office.select_related("user")[0].user),
        pages={
            "overview": (reverse("insight:overview") + asked, someone.unit.name),
            "unit": (reverse("insight:unit", args=[someone.unit_id]) + asked, "合成代表"),
            "people": (reverse("insight:people") + asked, "合成代表"),
            "person": (
                reverse("insight:person", args=[someone.learner_id]) + asked,
                someone.learner.name,
            ),
        },
        writers=_writers(cohort),
    )


def _writers(cohort: Any) -> list[Writer]:
    """People from the end of the list with a lesson each that is open and whose item they lack, so
    that reading it changes what the overview counts."""
    from training.learning.models import CourseProgress

    held = cohort.timetable.filter(session__lesson__isnull=False).order_by("starts_at")
    sessions = [one.session for one in held.select_related("session__lesson")[:4]]
    rows = CourseProgress.objects.filter(enrolment__cohort=cohort, whole=True)
    found: list[Writer] = []
    for row in rows.select_related("learner").order_by("-learner__number")[:1500]:
        lacking = [one.lesson for one in sessions if one.code not in row.done_codes]
        if lacking and len(found) < WRITES + FRESH_TURNS + 1:
            found.append(_writer(row.learner, lacking[0]))
    return found


def _writer(learner: Any, lesson: Any) -> Writer:
    from datetime import timedelta

    from django.urls import reverse
    from django.utils import timezone

    from training.learning.readings.services import opened_token

    opened = timezone.now() - timedelta(seconds=LESSON_READ_FOR)
    token = opened_token(learner_id=learner.pk, activity=lesson.activity_uuid, now=opened)
    return Writer(cookies_of(learner), reverse("readings:complete", args=[lesson.pk]), token)


async def measured(walk: Walk) -> None:
    """Pages and writes without the jobs worker, exports on a fresh server, then freshness."""
    with serving(walk.place) as server:
        meter = Meter([server, *walk.beside])
        await walk.pages(meter)
        await walk.writes(meter)
    with serving(walk.place) as server:
        await walk.exports(Meter([server, *walk.beside]), [server])
    with serving(walk.place, jobs=True):
        await walk.freshness()


def main() -> None:
    """Measure the site of this environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--beside", type=int, nargs="*", default=[])
    asked = parser.parse_args()
    import django

    django.setup()
    logging.disable(logging.INFO)
    place = Place(asked.folder, asked.port, asked.database_url)
    walk = Walk(place, scene(), asked.beside)
    walk.figures["nation.ms"] = nation_ms()
    asyncio.run(measured(walk))
    print(json.dumps({"figures": walk.figures, "failures": walk.failures}, ensure_ascii=False))


if __name__ == "__main__":
    main()
