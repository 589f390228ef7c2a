"""The examinations: everybody sits the quiz, and something goes wrong meanwhile."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.adapters.ours import SIGNS, Ours
from benchmarks.client import Person, Unexpected
from benchmarks.faults.notebook import Notebook
from benchmarks.faults.phone import PATIENCE, Phone, Weather
from benchmarks.faults.site import Server

SIGNING_IN_AT_ONCE = 6


@dataclass(frozen=True)
class Scene:
    """One examination: who, how long, how bad the connections are, and how papers are handed in."""

    key: str
    title: str
    learners: int = 65
    seconds: float = 0.0
    """How long answers are changed after all were given once."""
    think: float = 0.0
    """Seconds between two answers, on average."""
    weather: Weather = field(default_factory=Weather)
    second_devices: int = 0
    """How many of the learners answer on two devices at once."""
    hand_ins: int = 1
    """How many times each paper is handed in at the same moment."""
    under_fire: bool = False
    """Whether broken connections and 5xx are part of the fault: sent again, and only counted."""


Trouble = Callable[["Room"], Awaitable[None]]


class Room:
    """The room of one examination: its server, its people, and the moment they are told to hand
    in."""

    def __init__(self, server: Server, told: dict[str, Any], scene: Scene, seed: int) -> None:
        self.server, self.told, self.scene = server, told, scene
        self.rng = random.Random(f"{scene.key}:{seed}")
        self.book = Notebook()
        self.adapter = Ours(told)
        self.closing = asyncio.Event()
        self.done = asyncio.Event()

    async def sit(self, trouble: Trouble | None = None) -> Notebook:
        """The whole examination; returns when everybody has handed in and the server runs."""
        async with self._people() as people:
            began = time.perf_counter()
            stirring = asyncio.create_task(trouble(self)) if trouble else None
            if stirring is None:
                asyncio.get_running_loop().call_later(self.scene.seconds, self.closing.set)
            try:
                await asyncio.gather(*(self._sitting(n, persons) for n, persons in people))
            finally:
                self.done.set()
                self.book.seconds = time.perf_counter() - began
                if stirring:
                    await stirring
        return self.book

    @asynccontextmanager
    async def _people(self) -> AsyncIterator[list[tuple[int, list[Person]]]]:
        """Everybody signed in, on one device or two."""
        scene = self.scene
        people = [
            (n, [Person(self.server.place.base_url) for _ in range(1 + (n < scene.second_devices))])
            for n in range(scene.learners)
        ]
        gate = asyncio.Semaphore(SIGNING_IN_AT_ONCE)

        async def sign_in(number: int, person: Person) -> None:
            async with gate:
                name = self.adapter.username(number + 1)
                await self.adapter.login(person, name, self.adapter.password)

        try:
            await asyncio.gather(*(sign_in(n, p) for n, persons in people for p in persons))
            yield people
        finally:
            for person in (person for _, persons in people for person in persons):
                await person.close()

    async def _opened(self, number: int, nth: int, person: Person) -> Phone:
        """The paper open on one device; 开始 is pressed again when there was no answer."""
        give_up = time.perf_counter() + PATIENCE
        seed = f"{self.scene.key}:{number}:{nth}"
        while True:
            try:
                paper = await self.adapter.start_attempt(person)
                return Phone(person, paper, self.scene.weather, self.book, seed)
            except (aiohttp.ClientError, OSError, TimeoutError) as why:
                if isinstance(why, Unexpected) and not self.scene.under_fire:
                    self.book.faults.append(f"开始作答：{why}")
                if time.perf_counter() > give_up:
                    raise
                self.book.interrupted += 1
            await asyncio.sleep(self.scene.weather.retry)

    async def _sitting(self, number: int, persons: list[Person]) -> None:
        """One learner: answers on every device, then one hand-in (or several at once)."""
        pages = await asyncio.gather(
            *(self._opened(number, nth, person) for nth, person in enumerate(persons))
        )
        await asyncio.gather(*(self._answering(page) for page in pages))
        last = pages[number % len(pages)]
        await last.hand_in(self.scene.hand_ins)
        self.book.attempts[last.paper["id"]] = number

    async def _answering(self, page: Phone) -> None:
        """Every question once in an order of her own, then changes of mind until time is called."""
        order = list(range(1, self.adapter.questions + 1))
        page.rng.shuffle(order)
        for position in order:
            await self._answer(page, position)
        while not self.closing.is_set():
            await self._answer(page, page.rng.choice(order))
        await page.flush_all()

    async def _answer(self, page: Phone, position: int) -> None:
        page.put(position, page.rng.randrange(len(SIGNS)))
        if not await page.flush():
            await page.pause()
        if self.scene.think:
            await asyncio.sleep(page.rng.uniform(0.3, 1.7) * self.scene.think)


# ---- troubles


def worker_kills(every: float, seconds: float, longer: float) -> Trouble:
    """A worker is killed again and again for so many seconds, and for some longer while papers are
    handed in."""

    async def trouble(room: Room) -> None:
        began = time.perf_counter()
        asyncio.get_running_loop().call_later(seconds, room.closing.set)
        while not room.done.is_set() and time.perf_counter() - began < seconds + longer:
            await asyncio.sleep(every)
            room.server.kill_a_worker(room.rng)

    return trouble


def server_kills(times: int, calm: float, down: float = 1.0) -> Trouble:
    """The whole server is killed so many times, the last time while papers are handed in."""

    async def trouble(room: Room) -> None:
        for left in reversed(range(times)):
            await asyncio.sleep(calm * room.rng.uniform(0.7, 1.3))
            if not left:
                room.closing.set()
                await asyncio.sleep(room.rng.uniform(0.2, 0.6))
            await asyncio.to_thread(room.server.kill)
            await asyncio.sleep(down)
            await asyncio.to_thread(room.server.start)

    return trouble


def both(every: float, seconds: float) -> Trouble:
    """The short form: workers are killed for so many seconds, then the whole server once, while
    papers are handed in."""

    async def trouble(room: Room) -> None:
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            await asyncio.sleep(every)
            room.server.kill_a_worker(room.rng)
        await server_kills(times=1, calm=0.5)(room)

    return trouble


def reloads(times: int, calm: float) -> Trouble:
    """The server is told to start new workers so many times, the last time during the hand-ins."""

    async def trouble(room: Room) -> None:
        for left in reversed(range(times)):
            await asyncio.sleep(calm * room.rng.uniform(0.7, 1.3))
            if not left:
                room.closing.set()
            room.server.reload()

    return trouble


# ---- signing in


async def sign_ins(server: Server, told: dict[str, Any], learners: int) -> tuple[list[str], float]:
    """Everybody signs in at the same moment from one address; returns who was refused and how, and
    the seconds it took."""
    adapter, refused = Ours(told), []
    people = [Person(server.place.base_url) for _ in range(learners)]

    async def sign_in(number: int, person: Person) -> None:
        try:
            await adapter.login(person, adapter.username(number + 1), adapter.password)
        except aiohttp.ClientError as why:
            refused.append(f"{adapter.username(number + 1)}：{why}")

    began = time.perf_counter()
    await asyncio.gather(*(sign_in(n, person) for n, person in enumerate(people)))
    took = time.perf_counter() - began
    for person in people:
        await person.close()
    return refused, took
