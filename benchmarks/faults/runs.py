"""The plan of a run, long or short, and its execution on one place."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.faults.notebook import Notebook
from benchmarks.faults.phone import Weather
from benchmarks.faults.report import Finding
from benchmarks.faults.scenes import (
    Room,
    Scene,
    Trouble,
    both,
    reloads,
    server_kills,
    sign_ins,
    worker_kills,
)
from benchmarks.faults.site import Server, Start, furnish, inside
from benchmarks.meter import percentile
from benchmarks.place import Place, collect_static
from tools.console import say

BAD = Weather(cut=0.1, twice=0.05)


@dataclass(frozen=True)
class Plan:
    """What is done, and how long."""

    learners: int
    scenes: Mapping[str, tuple[Scene, Trouble | None]]
    rounds: int
    hand_ins: int
    sign_ins: bool = True

    def keys(self) -> list[str]:
        """What `--only` may name."""
        return [*(["sign-in"] if self.sign_ins else []), *self.scenes, "races"]


def _crowd(learners: int) -> Scene:
    return Scene(
        "crowd",
        f"{learners} 人同时作答",
        learners=learners,
        weather=Weather(twice=0.1, cut=0.05, retry=0.3),
        second_devices=learners // 5,
        hand_ins=2,
    )


def _under_fire(key: str, title: str, learners: int, think: float = 0.6) -> Scene:
    return Scene(
        key,
        title,
        learners=learners,
        think=think,
        weather=BAD,
        second_devices=learners // 10,
        hand_ins=3,
        under_fire=True,
    )


LONG = Plan(
    learners=65,
    scenes={
        "crowd": (_crowd(65), None),
        "R1": (
            _under_fire("R1", "R1 杀工作进程", 65),
            worker_kills(every=0.4, seconds=30, longer=10),
        ),
        "R2": (_under_fire("R2", "R2 杀整个服务", 65), server_kills(times=5, calm=4)),
        "R2-HUP": (
            replace(_under_fire("R2-HUP", "R2 重载", 65), under_fire=False, weather=Weather()),
            reloads(times=6, calm=4),
        ),
    },
    rounds=1000,
    hand_ins=50,
)
SHORT = Plan(
    learners=16,
    scenes={
        "crowd": (_crowd(16), None),
        "R": (_under_fire("R", "R1、R2 短", 16, think=0.15), both(every=0.4, seconds=4)),
    },
    rounds=20,
    hand_ins=16,
    sign_ins=False,
)


class Runs:
    """Every scene on one place, one after the other: each learner sits the quiz once in each."""

    def __init__(self, place: Place, plan: Plan, seed: int = 1) -> None:
        self.place, self.plan, self.seed = place, plan, seed
        self.sittings = 0

    async def all(self, only: set[str], start: Start | None = None) -> list[Finding]:
        """The scenes asked for, in order, and what was found."""
        told = furnish(self.place, self.plan.learners, start)
        collect_static(self.place)
        findings = []
        with Server(self.place) as server:
            if "sign-in" in only and self.plan.sign_ins:
                findings.append(await self._sign_ins(server, told))
            for key, (scene, trouble) in self.plan.scenes.items():
                if key in only:
                    findings.append(await self._scene(server, told, scene, trouble))
        if "races" in only:
            findings.append(self._races())
        return findings

    async def _sign_ins(self, server: Server, told: dict[str, Any]) -> Finding:
        refused, took = await sign_ins(server, told, self.plan.learners)
        finding = Finding(f"{self.plan.learners} 人同时登录", self.place.database, seconds=took)
        finding.errors, finding.notes = len(refused), refused
        say(f"  {finding.title}：{took:.1f} 秒，{len(refused)} 人没有登录成")
        return finding

    async def _scene(
        self, server: Server, told: dict[str, Any], scene: Scene, trouble: Trouble | None
    ) -> Finding:
        say(f"  {scene.title}…")
        before = (server.worker_kills, server.kills, server.reloads)
        book = await Room(server, told, scene, self.seed).sit(trouble)
        say(f"  {scene.title}：{book.seconds:.0f} 秒，{len(book.acknowledged)} 次保存")
        self.sittings += 1
        found = await asyncio.to_thread(self._verify, scene.key, book)
        finding = _finding(scene, self.place.database, book, found)
        finding.worker_kills = server.worker_kills - before[0]
        finding.server_kills = server.kills - before[1]
        finding.reloads = server.reloads - before[2]
        finding.marked_later = found["marked_later"]
        return finding

    def _verify(self, key: str, book: Notebook) -> dict[str, Any]:
        """Compare the database with what the clients know."""
        path = self.place.folder / f"book-{key}.json"
        path.write_text(json.dumps({**book.as_json(), "sittings": self.sittings}))
        return inside(self.place, "verify", "核对数据库", str(path))

    def _races(self) -> Finding:
        plan = self.plan
        found = inside(self.place, "races", "抢着交卷", str(plan.rounds), str(plan.hand_ins))
        finding = Finding("R6 抢着交卷", self.place.database, saves=found["acknowledged"])
        _judge(finding, found)
        finding.errors = len(found["failures"])
        finding.notes += found["failures"]
        return finding


def _judge(finding: Finding, found: Mapping[str, Any]) -> None:
    for what in ("lost", "doubled", "wrong"):
        setattr(finding, what, len(found[what]))
        finding.notes += found[what]


def _finding(scene: Scene, database: str, book: Notebook, found: Mapping[str, Any]) -> Finding:
    def wait(share: float) -> float:
        return percentile(book.waits, share) * 1000

    finding = Finding(
        title=scene.title,
        database=database,
        saves=len(book.acknowledged),
        hand_ins=book.hand_ins,
        cuts=book.cuts,
        twins=book.twins,
        retries=book.retries,
        interrupted=book.interrupted,
        errors=len(book.faults),
        p50_ms=wait(50),
        p95_ms=wait(95),
        p99_ms=wait(99),
        saves_per_second=len(book.acknowledged) / book.seconds,
        seconds=book.seconds,
        statuses={str(status): times for status, times in book.statuses.items()},
        notes=list(book.faults),
    )
    if not scene.under_fire:
        finding.errors += sum(book.statuses.values()) + book.interrupted
    _judge(finding, found)
    return finding
