"""One signed-in person: a session whose steps are timed. Loopback only.

Its calls have the names and arguments of lmsbench's session, so that one adapter serves both.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LONGEST = aiohttp.ClientTimeout(total=300)


class Unexpected(aiohttp.ClientError):
    """The server answered, but not with what the step needs. A ClientError, so that any load tool
    built on aiohttp counts it as a failed step."""


@dataclass(frozen=True)
class Reply:
    """What came back, the body read to its last byte."""

    status: int
    url: str
    text: str
    headers: dict[str, str]
    size: int

    def json(self) -> Any:
        """The body as JSON; raises ValueError when it is none."""
        return json.loads(self.text)


@dataclass
class Step:
    """One thing a person did; it may have taken several requests."""

    seconds: float = 0.0
    requests: int = 0
    size: int = 0
    queries: int = 0
    failure: str = ""


@dataclass
class Person:
    """A cookie jar and a base address."""

    base_url: str
    headers: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if urlsplit(self.base_url).hostname not in LOOPBACK:
            raise ValueError("loopback only")
        self._step = Step()
        self._http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=LONGEST,
            # Shorter than the server keeps a connection, as browsers do: no race for a closed one.
            connector=aiohttp.TCPConnector(limit=4, keepalive_timeout=3),
            # Nobody is charged for compressing; the browser measures what is compressed.
            headers={"User-Agent": "benchmarks", "Accept-Encoding": "identity"},
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.close()

    def cookie(self, name: str) -> str:
        """The cookie's value, empty when there is none."""
        return next((c.value for c in self._http.cookie_jar if c.key == name), "")

    @asynccontextmanager
    async def step(self) -> AsyncIterator[Step]:
        """Everything asked inside is one step; a failure is noted, not raised."""
        step = self._step = Step()
        started = time.perf_counter()
        try:
            yield step
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            step.failure = f"{type(failure).__name__}: {failure}"[:200]
        step.seconds = time.perf_counter() - started

    async def request(
        self, method: str, path: str, *, expect: int | tuple[int, ...] = 200, **sent: Any
    ) -> Reply:
        """Ask, once; raises Unexpected for another status than expected."""
        sent["headers"] = {**self.headers, **sent.get("headers", {})}
        url = path if path.startswith("http") else f"{self.base_url}{path}"
        async with self._http.request(method, url, **sent) as answer:
            body = await answer.read()
            for each in (*answer.history, answer):
                self._step.queries += int(each.headers.get("X-Bench-Queries", 0))
            self._step.requests += len(answer.history) + 1
            self._step.size += len(body)
            allowed = expect if isinstance(expect, tuple) else (expect,)
            if answer.status not in allowed:
                raise Unexpected(f"{method} {url} → {answer.status}")
            text = body.decode("utf-8", "replace")
            return Reply(answer.status, str(answer.url), text, dict(answer.headers), len(body))

    async def hang_up(self, method: str, path: str, *, after: float, **sent: Any) -> None:
        """Ask, and drop the connection after so many seconds, whether an answer came or not.
        Nothing of it is read; the server may or may not have done what was asked."""
        asking = asyncio.create_task(self.request(method, path, **sent))
        await asyncio.wait({asking}, timeout=after)
        asking.cancel()
        with suppress(asyncio.CancelledError, aiohttp.ClientError, OSError, TimeoutError):
            await asking

    async def get(self, path: str, **sent: Any) -> Reply:
        """GET."""
        return await self.request("GET", path, **sent)

    async def post(self, path: str, **sent: Any) -> Reply:
        """POST."""
        return await self.request("POST", path, **sent)
