"""Simulated deputies for the diagnosis: what each truly knows, and how each answers.

The truth does not come from the model's estimates: guess and slip are fixed by the task.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml

from training.learning.mastery.adaptive import Answer, Item
from training.learning.mastery.chances import (
    CERTAIN_IF_KNOWN,
    CERTAIN_IF_MISSING,
    guess_of,
    slip_of,
)
from training.learning.mastery.network import FORCE, Edge

PACK = Path(__file__).resolve().parent.parent / "content" / "dinghai"
TRUE_GUESS = {"single_choice": 0.25, "true_false": 0.5}
OTHER_GUESS = 0.06
TRUE_SLIP = 0.1
EASIEST_HARD = 0.1
"""A question that is guessed right less often than this counts as hard to guess."""
TOO_LONG = {"case_group", "short_answer"}


@dataclass(frozen=True)
class Bank:
    """What the benchmark reads of a pack: the points, their order, and the practice questions."""

    points: tuple[str, ...]
    edges: tuple[Edge, ...]
    items: tuple[Item, ...]


def _read(name: str) -> Any:
    return yaml.safe_load((PACK / name).read_text(encoding="utf-8"))


def read_bank() -> Bank:
    """The pack as it is on disk; no database is needed."""
    points = tuple(entry["key"] for entry in _read("points.yaml"))
    edges = tuple((e["before"], e["after"]) for e in _read("prerequisites.yaml"))
    items = [
        _item(point, entry)
        for point in points
        for entry in _read(f"questions/{point}.yaml")
        if entry["use"] == "practice" and entry["state"] == "ready"
    ]
    return Bank(points, edges, tuple(item for item in items if item.kind not in TOO_LONG))


def _item(point: str, entry: Mapping[str, Any]) -> Item:
    kind = entry["kind"]
    identity = uuid5(NAMESPACE_URL, entry["key"])
    body = {"options": entry.get("options"), "left": entry.get("pairs")}
    body["items"] = entry.get("items")
    return Item(identity, identity, (point,), kind, guess_of(kind, body), slip_of(kind))


@dataclass(frozen=True)
class Crowd:
    """How a crowd of deputies is made: the share of points each misses, whether the prerequisites
    hold among what they know, and what they say about how sure they are: "honest" as the model
    believes of people, "none" nothing, "random" anything."""

    share: float
    ties: bool = True
    certainty: str = "honest"


def truths(bank: Bank, crowd: Crowd, size: int, rng: Random) -> list[dict[str, bool]]:
    """For every deputy which points she knows; on average `crowd.share` of them are missing."""
    if not crowd.ties:
        return [{p: rng.random() >= crowd.share for p in bank.points} for _ in range(size)]
    drawn = _Tied(bank, crowd.share, rng)
    return [drawn.next() for _ in range(size)]


class _Tied:
    """Draws what people know where knowing a point without its prerequisite is `FORCE` times as
    likely as otherwise: Gibbs sampling, calibrated beforehand to the share asked for."""

    ROUNDS = 12

    def __init__(self, bank: Bank, share: float, rng: Random) -> None:
        self.points, self.rng = bank.points, rng
        self.before = {p: [a for a, b in bank.edges if b == p] for p in bank.points}
        self.after = {p: [b for a, b in bank.edges if a == p] for p in bank.points}
        self.odds = self._calibrated(share)

    def _calibrated(self, share: float) -> float:
        low, high = 0.05, 60.0
        for _ in range(18):
            self.odds = (low * high) ** 0.5
            drawn = [self.next() for _ in range(300)]
            missing = sum(not known for one in drawn for known in one.values())
            if missing / (len(drawn) * len(self.points)) > share:
                low = self.odds
            else:
                high = self.odds
        return self.odds

    def next(self) -> dict[str, bool]:
        """What one more person knows."""
        known = {p: self.rng.random() < self.odds / (1 + self.odds) for p in self.points}
        for _ in range(self.ROUNDS):
            for p in self.points:
                odds = self.odds
                for first in self.before[p]:
                    odds *= 1.0 if known[first] else FORCE
                for then in self.after[p]:
                    odds /= FORCE if known[then] else 1.0
                known[p] = self.rng.random() < odds / (1 + odds)
        return known


def answered(item: Item, known: Mapping[str, bool], crowd: Crowd, rng: Random) -> Answer:
    """One deputy's answer to one question."""
    knows = known[item.points[0]]
    guess = TRUE_GUESS.get(item.kind, OTHER_GUESS)
    right = rng.random() < ((1 - TRUE_SLIP) if knows else guess)
    return Answer(item, right, _certainty(knows, crowd.certainty, rng))


def _certainty(knows: bool, said: str, rng: Random) -> int | None:
    if said == "none":
        return None
    if said == "random":
        return rng.choice((1, 2, 3))
    table = CERTAIN_IF_KNOWN if knows else CERTAIN_IF_MISSING
    return rng.choices(list(table), weights=list(table.values()))[0]


def fuller(bank: Bank, wanted: int) -> Bank:
    """The bank as it would be if every point had so many questions that are hard to guess."""
    added = []
    for point, shelf in by_point(bank.items).items():
        hard = sum(item.guess <= EASIEST_HARD for item in shelf)
        for n in range(hard, wanted):
            identity = uuid5(NAMESPACE_URL, f"{point} {n}")
            added.append(Item(identity, identity, (point,), "fill_blank", OTHER_GUESS))
    return Bank(bank.points, bank.edges, (*bank.items, *added))


def by_point(items: Sequence[Item]) -> dict[str, list[Item]]:
    """The questions of every point."""
    shelves: dict[str, list[Item]] = {}
    for item in items:
        shelves.setdefault(item.points[0], []).append(item)
    return shelves
