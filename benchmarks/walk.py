"""The scenarios: what deputies and the office do, step by step, and whether the server kept it
right."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarks import processes
from benchmarks.adapters.ours import Ours
from benchmarks.client import Person
from benchmarks.meter import Figures, Job, Meter, percentile
from benchmarks.middleware import FLOOR
from benchmarks.place import PACK_PASSWORD

LEARNERS = 65
PACK_LEARNER = "daibiao"
PACK_LESSON = re.compile(r'href="(/[a-z]+/[a-z0-9-]+/day-\d/[a-z0-9-]+/)"')


def pattern(learner: int, question: int) -> int:
    """Which option a learner picks: fixed, so that a lost or mixed-up answer shows."""
    return (7 * learner + 3 * question) % 4


def right_of(learner: int, questions: int) -> int:
    """How many of the pattern's answers are right: option `question % 4` is (see seed_bench)."""
    return sum(pattern(learner, q) == q % 4 for q in range(questions))


@dataclass
class Kept:
    """What was found when the answers were read back."""

    attempts: int = 0
    lost: int = 0
    wrong: int = 0
    wrong_marks: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass
class AtOnce:
    """All learners sitting the quiz at the same time without a pause."""

    seconds: list[float]
    saves: Figures
    kept: Kept


class Walk:
    """Signed-in people at a site, and what they do there."""

    def __init__(self, base_url: str, seed: dict[str, Any], meter: Meter) -> None:
        self.base_url = base_url
        self.seed = seed
        self.meter = meter
        self.adapter = Ours(seed)
        self.people: list[Person] = []
        self.manager = Person(base_url)
        self.reader = Person(base_url)
        self.pack_lessons: list[str] = []
        self._unread = self._unread_lessons()

    @asynccontextmanager
    async def signed_in(self) -> AsyncIterator[Figures]:
        """Everybody signs in, the learners at once; their sessions last until the end of the
        block."""
        self.people = [Person(self.base_url) for _ in range(LEARNERS)]
        names = [self.adapter.username(i) for i in range(1, LEARNERS + 1)]
        login = self.adapter.login
        jobs: list[Job] = [
            (person, partial(login, person, name, self.adapter.password))
            for person, name in zip(self.people, names, strict=True)
        ]
        try:
            figures = await self.meter.measure("sign-in", jobs, at_once=LEARNERS)
            for person, name in zip(self.people, names, strict=True):
                if "seq" not in person.data:  # refused in the rush: outside the figure, once more
                    await login(person, name, self.adapter.password)
            await login(self.manager, self.adapter.manager(), self.adapter.password)
            await login(self.reader, PACK_LEARNER, PACK_PASSWORD)
            page = await self.reader.get("/my/programme/")
            self.pack_lessons = sorted(set(PACK_LESSON.findall(page.text)))
            yield figures
        finally:
            for person in (*self.people, self.manager, self.reader):
                await person.close()

    # ---- pages

    async def pages(self, times: int) -> list[Figures]:
        """The floor, home and lessons; of the bench class, and of the real content."""
        cycle = [self.people[n % LEARNERS] for n in range(times)]
        page, paths = self.reader, self.pack_lessons
        scenes: dict[str, list[Job]] = {
            "floor": [(p, partial(p.get, FLOOR)) for p in cycle],
            "home": [(p, partial(self.adapter.course, p)) for p in cycle],
            "lesson": [(p, partial(self.adapter.open_lesson, p, n)) for n, p in enumerate(cycle)],
            "pack-home": [(page, partial(self.adapter.course, page))] * times,
            "pack-lesson": [
                (page, partial(page.get, paths[n % len(paths)])) for n in range(times) if paths
            ],
        }
        return [await self.meter.measure(step, jobs) for step, jobs in scenes.items() if jobs]

    def _unread_lessons(self) -> Iterator[tuple[int, int]]:
        """Learners and lessons they have not completed: a second completion would record
        nothing."""
        for lesson in range(1, len(self.seed["lessons"]) + 1):
            for learner in range(1, LEARNERS + 1):
                if (7 * lesson + 13 * learner) % 10 >= 6:
                    yield learner, lesson

    async def readings(self, times: int) -> list[Figures]:
        """Lessons opened, seen and completed for the first time."""
        jobs: list[Job] = []
        for _ in range(times):
            learner, lesson = next(self._unread)
            person = self.people[learner - 1]
            jobs.append((person, partial(self.adapter.lesson, person, lesson - 1)))
        return [await self.meter.measure("lesson-recorded", jobs)]

    # ---- attempts

    async def attempts(self, learners: int) -> list[Figures]:
        """Start, save and submit, one phase after the other, so that each has its own CPU time."""
        papers: dict[int, dict[str, Any]] = {}

        async def start(n: int) -> None:
            papers[n] = await self.adapter.start_attempt(self.people[n])

        async def save(n: int, q: int) -> None:
            await self.adapter.save_answer(self.people[n], papers[n], q, pattern(n, q))

        async def submit(n: int) -> None:
            await self.adapter.submit(self.people[n], papers[n])

        def jobs(act: Callable[..., Any], who: Iterable[int], *more: int) -> list[Job]:
            return [(self.people[n], partial(act, n, *more)) for n in who]

        started = await self.meter.measure("start", jobs(start, range(learners)))
        saves = [job for q in range(self.adapter.questions) for job in jobs(save, papers, q)]
        saved = await self.meter.measure("save", saves)
        return [started, saved, await self.meter.measure("submit", jobs(submit, papers))]

    async def all_at_once(self) -> AtOnce:
        """Every learner sits the whole quiz at the same time; then every answer is read back."""
        seconds: list[float] = []
        papers: dict[int, dict[str, Any]] = {}

        async def sit(n: int) -> None:
            person, began = self.people[n], time.perf_counter()
            paper = await self.adapter.start_attempt(person)
            for q in range(self.adapter.questions):
                await self.adapter.save_answer(person, paper, q, pattern(n, q))
            await self.adapter.submit(person, paper)
            seconds.append(time.perf_counter() - began)
            papers[n] = paper

        jobs: list[Job] = [(self.people[n], partial(sit, n)) for n in range(LEARNERS)]
        figures = await self.meter.measure("attempt", jobs, at_once=LEARNERS)
        return AtOnce(seconds, figures, await self._read_back(papers, figures))

    async def _read_back(self, papers: dict[int, dict[str, Any]], figures: Figures) -> Kept:
        kept = Kept(attempts=len(papers), failures=list(figures.failures))
        for n, paper in papers.items():
            held = await self.adapter.read_back(self.people[n], paper)
            kept.lost += held.count(None)
            kept.wrong += sum(choice not in (None, pattern(n, q)) for q, choice in enumerate(held))
            kept.wrong_marks += paper["right"] != right_of(n, self.adapter.questions)
        return kept

    # ---- the office

    async def office(self, times: int) -> list[Figures]:
        """Overview, list of people and exports of every class."""
        found = []
        for size in self.seed["course"]:
            few = times if int(size) < 10_000 else max(times // 4, 1)
            scenes: list[tuple[str, Callable[[], Any], int]] = [
                (f"report-{size}", partial(self.adapter.report, self.manager, int(size)), few),
                (f"people-{size}", partial(self.adapter.people, self.manager, int(size)), few),
                (f"csv-{size}", partial(self.adapter.export, self.manager, int(size)), 2),
                (f"xlsx-{size}", partial(self.adapter.export, self.manager, int(size), "xlsx"), 2),
            ]
            for step, act, often in scenes:
                found.append(await self.meter.measure(step, [(self.manager, act)] * often))
        return found

    async def export_memory(self) -> float:
        """The largest memory of the site while its largest class is exported to Excel, MiB."""
        size = max(int(size) for size in self.seed["course"])
        export = asyncio.create_task(self.adapter.export(self.manager, size, "xlsx"))
        peak = 0.0
        while not export.done():
            peak = max(peak, processes.pss_mib(self.meter.roots))
            await asyncio.wait([export], timeout=0.1)
        await export
        return peak


def p95_seconds(seconds: list[float]) -> float:
    """How long 95 of 100 learners needed at most for a whole attempt."""
    return percentile(seconds, 95)
