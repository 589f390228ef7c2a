"""Doing a step many times in a closed loop, and what each cost."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from benchmarks import processes
from benchmarks.client import Person, Step

Job = tuple[Person, Callable[[], Awaitable[object]]]


class Mode(Enum):
    """What a run is for: never two things at once, since counting and profiling cost time."""

    TIMING = "timing"
    COUNTING = "counting"
    PROFILING = "profiling"


@dataclass(frozen=True)
class Figures:
    """What doing a step so many times cost. `others` are processor cores taken by strangers."""

    step: str
    times: int
    failures: tuple[str, ...]
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    wall_s: float
    queries: int
    requests: float
    size: float
    others: float


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank; 0 for nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share / 100), len(ordered) - 1)]


class Meter:
    """Knows the server's processes and what the run is for."""

    def __init__(self, roots: Sequence[int], mode: Mode = Mode.TIMING) -> None:
        self.roots = list(roots)
        self.mode = mode

    def _headers(self, step: str) -> dict[str, str]:
        if self.mode is Mode.COUNTING:
            return {"X-Bench-Count": "1"}
        return {"X-Bench-Profile": step} if self.mode is Mode.PROFILING else {}

    async def measure(self, step: str, jobs: Sequence[Job], *, at_once: int = 1) -> Figures:
        """Do the jobs, `at_once` at a time and the next when one ends. Nothing is tried again."""
        done: list[Step] = []
        headers = self._headers(step)

        async def worker(waiting: Iterator[Job]) -> None:
            for person, act in waiting:
                person.headers = headers
                async with person.step() as taken:
                    await act()
                person.headers = {}
                done.append(taken)

        own, busy = time.process_time(), processes.busy_seconds()
        cpu, began = processes.cpu_seconds(self.roots), time.perf_counter()
        waiting = iter(jobs)
        await asyncio.gather(*(worker(waiting) for _ in range(at_once)))
        wall = time.perf_counter() - began
        cpu = processes.cpu_seconds(self.roots) - cpu
        others = processes.busy_seconds() - busy - cpu - (time.process_time() - own)
        return _summed(step, done, wall=wall, cpu=cpu, others=max(others, 0.0) / wall)


def _summed(step: str, done: list[Step], *, wall: float, cpu: float, others: float) -> Figures:
    good = [taken for taken in done if not taken.failure]
    waits = [taken.seconds * 1000 for taken in good]
    return Figures(
        step=step,
        times=len(done),
        failures=tuple(taken.failure for taken in done if taken.failure),
        cpu_ms=cpu * 1000 / max(len(done), 1),
        p50_ms=percentile(waits, 50),
        p95_ms=percentile(waits, 95),
        wall_s=wall,
        queries=max((taken.queries for taken in good), default=0),
        requests=statistics.mean(t.requests for t in good) if good else 0.0,
        size=statistics.mean(t.size for t in good) if good else 0.0,
        others=others,
    )
