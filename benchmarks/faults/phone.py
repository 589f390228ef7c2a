"""A phone with the paper open: the queue of static/js/outbox.js, its numbers and its manners.

One sender at a time; an answer leaves the queue only when its 200 was read; a newer answer to the
same question takes the place of an unsent one; whatever was not acknowledged is sent again with
the same client_id.
"""

import asyncio
import random
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp

from benchmarks.adapters.ours import SIGNS
from benchmarks.client import Person, Reply
from benchmarks.faults.notebook import Acknowledged, Notebook

ANY_STATUS = tuple(range(100, 600))
JSON = {"Accept": "application/json"}
PATIENCE = 120.0


@dataclass(frozen=True)
class Weather:
    """How bad the connection is: shares of saves whose reply is cut off, or which are sent twice
    at once; seconds before the next try."""

    cut: float = 0.0
    twice: float = 0.0
    retry: float = 0.5


@dataclass(frozen=True)
class Answer:
    """One change of one answer, waiting to be acknowledged."""

    position: int
    choice: int
    seq: int
    client_id: str
    base_step: int
    put_at: float


class Phone:
    """One page load on one device."""

    def __init__(
        self, person: Person, paper: dict[str, Any], weather: Weather, book: Notebook, seed: str
    ) -> None:
        self.person, self.paper, self.weather, self.book = person, paper, weather, book
        self.rng = random.Random(seed)
        self.device, self.seq = str(uuid4()), 0
        self.steps: dict[int, int] = {}
        self.waiting: dict[int, Answer] = {}
        self._sending = asyncio.Lock()

    def put(self, position: int, choice: int) -> None:
        """The person picked an option."""
        self.seq += 1
        base_step = self.steps.get(position, 0)
        self.waiting[position] = Answer(
            position, choice, self.seq, str(uuid4()), base_step, time.perf_counter()
        )

    async def flush(self) -> bool:
        """Send what waits, in the order it was put; stops at the first that got no reply. Says
        whether nothing waits any more."""
        async with self._sending:
            for answer in list(self.waiting.values()):
                reply = await self._send(answer)
                if reply is None:
                    self.book.retries += 1
                    return False
                self._acknowledge(answer, reply)
        return not self.waiting

    async def flush_all(self, patience: float = PATIENCE) -> None:
        """Try again until nothing waits, or until nobody would wait any longer."""
        give_up = time.perf_counter() + patience
        while not await self.flush():
            if time.perf_counter() > give_up:
                return
            await self.pause()

    async def pause(self) -> None:
        """Before the next try."""
        await asyncio.sleep(self.weather.retry * self.rng.uniform(0.5, 1.5))

    def _acknowledge(self, answer: Answer, reply: dict[str, Any]) -> None:
        self.book.waits.append(time.perf_counter() - answer.put_at)
        self.steps[answer.position] = max(reply["step"], self.steps.get(answer.position, 0))
        self.book.acknowledged.append(
            Acknowledged(
                attempt=self.paper["id"],
                position=answer.position,
                choice=answer.choice,
                device=self.device,
                seq=answer.seq,
                client_id=answer.client_id,
                step=reply["step"],
                current=reply["current"],
                late=reply["late"],
            )
        )
        if self.waiting.get(answer.position) is answer:
            del self.waiting[answer.position]

    def _named(self, position: int, choice: int) -> dict[str, str]:
        return {f"q{position}": self.paper["names"][position, SIGNS[choice]]}

    async def _send(self, answer: Answer) -> dict[str, Any] | None:
        """The reply, or None when there was none to be read."""
        address = f"/quiz/attempt/{self.paper['id']}/items/{answer.position}"
        fields = {
            **self._named(answer.position, answer.choice),
            "base_step": str(answer.base_step),
            "device": self.device,
            "seq": str(answer.seq),
            "client_id": answer.client_id,
            "client_at": "2026-11-22T08:00:00.000Z",
        }
        if self.rng.random() < self.weather.cut:
            self.book.cuts += 1
            sent = self._posted(fields)
            after = self.rng.uniform(0, 0.1)
            await self.person.hang_up("POST", address, after=after, expect=ANY_STATUS, **sent)
            return None
        if self.rng.random() < self.weather.twice:
            return await self._send_twice(address, fields, answer)
        return await self._ask(address, fields)

    async def _send_twice(
        self, address: str, fields: dict[str, str], answer: Answer
    ) -> dict[str, Any] | None:
        """The same save twice at once: both are told the same step."""
        self.book.twins += 1
        replies = await asyncio.gather(self._ask(address, fields), self._ask(address, fields))
        read = [reply for reply in replies if reply is not None]
        if len({reply["step"] for reply in read}) > 1:
            self.book.faults.append(f"同一次保存得到两个步号：第 {answer.position} 题 {read}")
        return read[0] if read else None

    def _posted(self, fields: dict[str, str]) -> dict[str, Any]:
        token = self.person.cookie("csrftoken")
        return {
            "data": {**fields, "csrfmiddlewaretoken": token},
            "headers": {**JSON, "X-CSRFToken": token},
        }

    async def _ask(self, address: str, fields: dict[str, str]) -> dict[str, Any] | None:
        reply = await self._reply(address, **self._posted(fields))
        if reply is None or reply.status != 200:
            return None
        told: dict[str, Any] = reply.json()
        return told

    async def _reply(self, address: str, **sent: Any) -> Reply | None:
        """Any answer of the server, others than 200 noted; None when the connection broke."""
        try:
            reply = await self.person.request("POST", address, expect=ANY_STATUS, **sent)
        except (aiohttp.ClientError, OSError, TimeoutError):
            self.book.interrupted += 1
            return None
        if reply.status != 200:
            self.book.statuses[reply.status] += 1
        return reply

    async def hand_in(self, times: int = 1) -> None:
        """交卷, so many times at once and each until the server says what became of the paper.
        What could not be sent before goes with it, as from paper.js."""
        carried = dict(self.waiting)
        fields = {"device": self.device}
        for position, answer in carried.items():
            fields |= self._named(position, answer.choice)
        done = await asyncio.gather(*(self._hand_in(fields) for _ in range(times)))
        if not all(done):
            self.book.faults.append(f"交卷没有得到答复：{self.paper['id']}")
            return
        for position, answer in carried.items():
            self.book.carried.append((self.paper["id"], position, answer.choice))
        self.waiting.clear()

    async def _hand_in(self, fields: dict[str, str]) -> bool:
        address = f"/quiz/attempt/{self.paper['id']}/hand-in"
        give_up = time.perf_counter() + PATIENCE
        while time.perf_counter() < give_up:
            self.book.hand_ins += 1
            sent = {**fields, "csrfmiddlewaretoken": self.person.cookie("csrftoken")}
            reply = await self._reply(address, data=sent)
            if reply and reply.status == 200 and reply.url.endswith("/result"):
                return True
            await self.pause()
        return False
