"""Estimating guess and slip from answers. Pure Python, no database.

Answers of one person about one point belong together: she knew it or she did not, and her answers
say which is likelier. Read so, each answer was partly a guess and partly knowledge; guess is the
share of right ones among the first, slip the share of wrong ones among the second. Both change
what her answers say, so it is done in rounds. Few answers move a figure little: each starts from
what it would be without them, which counts as much as a number of answers (a Beta prior).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from uuid import UUID

from training.learning.mastery.adaptive import weight_of
from training.learning.mastery.chances import Chances

ROUNDS = 8
ENOUGH_FOR_VERSION, ENOUGH_FOR_KIND = 30, 100
"""Under these numbers of answers the default stays in force."""
WORTH_OF_KIND, WORTH_OF_DEFAULT = 20.0, 60.0
"""What a version's start (its kind) and a kind's start (the documented default) count for."""
GUESSES, SLIPS = (0.02, 0.6), (0.02, 0.35)
"""Between these an estimate stays, so that a right answer always speaks for knowing."""


@dataclass(frozen=True)
class Given:
    """One answer: who, about which point, to which version of what kind."""

    learner: UUID
    point: str
    version: UUID
    kind: str
    usual: Chances
    right: bool
    certainty: int | None = None


@dataclass(frozen=True)
class Estimate:
    """Chances with the number of answers behind them."""

    kind: str
    version: UUID | None
    chances: Chances
    answers: int


@dataclass
class _Share:
    """Answers split into those by people who knew and those by people who did not."""

    answers: int = 0
    missing: float = 0.0
    missing_right: float = 0.0
    known: float = 0.0
    known_wrong: float = 0.0
    guesses: float = 0.0
    slips: float = 0.0

    def add(self, given: Given, known: float) -> None:
        self.answers += 1
        self.missing += 1 - known
        self.known += known
        self.missing_right += (1 - known) * given.right
        self.known_wrong += known * (not given.right)
        self.guesses += given.usual.guess
        self.slips += given.usual.slip

    def usual(self) -> Chances:
        """The defaults of the answers seen, on average."""
        return Chances(self.guesses / self.answers, self.slips / self.answers)

    def shrunk(self, start: Chances, worth: float) -> Chances:
        """The shares, drawn towards where they started."""
        guess = (start.guess * worth + self.missing_right) / (worth + self.missing)
        slip = (start.slip * worth + self.known_wrong) / (worth + self.known)
        return Chances(_within(guess, GUESSES), _within(slip, SLIPS))


def _within(value: float, bounds: tuple[float, float]) -> float:
    return round(min(max(value, bounds[0]), bounds[1]), 4)


@dataclass
class _Chances:
    """What is in force in a round."""

    kinds: dict[str, Chances] = field(default_factory=dict)
    versions: dict[UUID, Chances] = field(default_factory=dict)

    def of(self, given: Given) -> Chances:
        return self.versions.get(given.version) or self.kinds.get(given.kind) or given.usual


def estimates(answers: Iterable[Given], usually: float) -> list[Estimate]:
    """Chances of every kind and version with enough answers; `usually` is the log odds that a point
    is known before any answer. The same answers in any order give the same."""
    by_belief: dict[tuple[UUID, str], list[Given]] = defaultdict(list)
    for given in sorted(answers, key=lambda g: (g.learner, g.point, g.version, g.right)):
        by_belief[given.learner, given.point].append(given)
    groups, chances = list(by_belief.values()), _Chances()
    found: list[Estimate] = []
    for _round in range(ROUNDS):
        kinds, versions = _split(groups, chances, usually)
        found = [*_of_kinds(kinds)]
        chances.kinds = {one.kind: one.chances for one in found}
        found += _of_versions(versions, chances.kinds)
        chances.versions = {one.version: one.chances for one in found if one.version}
    return found


def _split(
    groups: Sequence[Sequence[Given]], chances: _Chances, usually: float
) -> tuple[dict[str, _Share], dict[tuple[str, UUID], _Share]]:
    kinds: dict[str, _Share] = defaultdict(_Share)
    versions: dict[tuple[str, UUID], _Share] = defaultdict(_Share)
    for group in groups:
        told = sum(weight_of(chances.of(g), g.right, g.certainty) for g in group)
        known = 1 / (1 + exp(-min(max(usually + told, -30.0), 30.0)))
        for given in group:
            kinds[given.kind].add(given, known)
            versions[given.kind, given.version].add(given, known)
    return kinds, versions


def _of_kinds(shares: Mapping[str, _Share]) -> Iterable[Estimate]:
    for kind, share in sorted(shares.items()):
        if share.answers >= ENOUGH_FOR_KIND:
            chances = share.shrunk(share.usual(), WORTH_OF_DEFAULT)
            yield Estimate(kind, None, chances, share.answers)


def _of_versions(
    shares: Mapping[tuple[str, UUID], _Share], kinds: Mapping[str, Chances]
) -> Iterable[Estimate]:
    for (kind, version), share in sorted(shares.items()):
        if share.answers >= ENOUGH_FOR_VERSION:
            start = kinds.get(kind) or share.usual()
            yield Estimate(kind, version, share.shrunk(start, WORTH_OF_KIND), share.answers)
