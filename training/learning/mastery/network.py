"""What is believed of a deputy before and after answers: points, prerequisites, an unknown share.

Pure Python and exact. Every point is known or missing. Two things tie the points together: the
share of points that this person misses, which is not known beforehand and is one of `SHARES`; and
the prerequisites: knowing a point without the one before it is `FORCE` times as likely as it would
be otherwise, rarer but never impossible. All ties pull the same way, so more knowledge of one
point never makes another less likely to be known.

Exact means: the prerequisites are a forest once a few points (`Network.cut`) are held fixed; for
every way to hold them a forest is summed out in one pass up and one pass down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import exp, log

SHARES = (0.15, 0.25, 0.4, 0.6)
"""The shares of points a person may be missing; equally likely beforehand."""

FORCE = 0.6
"""How much rarer it is to know a point without its prerequisite than if there were no tie. Weak on
purpose: where the prerequisites do not hold for a person, a stronger tie would do more harm than
it does good where they hold (benchmarks/diagnosis.py)."""

Edge = tuple[str, str]
"""A prerequisite: (what comes first, what builds upon it)."""


@dataclass(frozen=True)
class Network:
    """Points with their ties, prepared for summing out. `up` names for every point outside the cut
    its place in the forest: (point, parent or -1, weight table of parent and point)."""

    points: tuple[str, ...]
    edges: tuple[tuple[int, int], ...]
    cut: tuple[int, ...]
    up: tuple[tuple[int, int, bool], ...]
    fields: tuple[float, ...]

    def place(self, point: str) -> int:
        """Where a point stands; ValueError for an unknown one."""
        return self.points.index(point)


@lru_cache(maxsize=64)
def network(points: tuple[str, ...], edges: tuple[Edge, ...]) -> Network:
    """The network of some points; ties to other points are left out."""
    places = {point: place for place, point in enumerate(points)}
    inner = tuple(
        (places[a], places[b]) for a, b in sorted(set(edges)) if a in places and b in places
    )
    cut = _cut(len(points), inner)
    bare = Network(points, inner, cut, tuple(_forest(len(points), inner, cut)), ())
    fields = tuple(_field(bare, share) for share in SHARES)
    return Network(points, inner, cut, bare.up, fields)


def _neighbours(size: int, edges: Sequence[tuple[int, int]]) -> list[set[int]]:
    beside: list[set[int]] = [set() for _ in range(size)]
    for a, b in edges:
        beside[a].add(b)
        beside[b].add(a)
    return beside


def _cut(size: int, edges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Points whose removal leaves no ring, busiest first."""
    beside = _neighbours(size, edges)
    left, cut = set(range(size)), list[int]()
    while True:
        while ends := [v for v in left if len(beside[v] & left) < 2]:
            left.difference_update(ends)
        if not left:
            return tuple(cut)
        busiest = max(left, key=lambda v: (len(beside[v] & left), -v))
        cut.append(busiest)
        left.remove(busiest)


def _forest(
    size: int, edges: Sequence[tuple[int, int]], cut: tuple[int, ...]
) -> Iterator[tuple[int, int, bool]]:
    """Every point outside the cut, parents before children: (point, parent, parent comes first)."""
    beside, seen, first = _neighbours(size, edges), set(cut), set(edges)
    for root in range(size):
        waiting = [] if root in seen else [(root, -1)]
        while waiting:
            v, parent = waiting.pop()
            if v not in seen:
                seen.add(v)
                yield v, parent, (parent, v) in first
                waiting += [(w, v) for w in sorted(beside[v]) if w not in seen]


def _field(bare: Network, share: float) -> float:
    """The odds of each single point at which, with the ties, this share is missing on average."""
    low, high = -12.0, 12.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        known, _ = _summed(bare, [exp(middle)] * len(bare.points))
        if 1 - sum(known) / len(known) > share:
            low = middle
        else:
            high = middle
    return exp((low + high) / 2)


def marginals(net: Network, evidence: Sequence[float]) -> tuple[float, ...]:
    """How likely each point is known, given the log likelihood ratio of the answers to each."""
    sums = [0.0] * len(net.points)
    whole = 0.0
    ratios = [exp(value) for value in evidence]
    for odds, alone in zip(net.fields, _alone(net), strict=True):
        known, total = _summed(net, [odds * ratio for ratio in ratios])
        weight = total / alone
        whole += weight
        for place, value in enumerate(known):
            sums[place] += weight * value
    return tuple(value / whole for value in sums)


@lru_cache(maxsize=64)
def _alone(net: Network) -> tuple[float, ...]:
    return tuple(_summed(net, [odds] * len(net.points))[1] for odds in net.fields)


def _summed(net: Network, odds: Sequence[float]) -> tuple[list[float], float]:
    """The chance that each point is known and the sum over everything, for odds of each point."""
    if not net.cut:
        return _of_forest(net, odds, ())
    sums, whole = [0.0] * len(odds), 0.0
    for held in product((0, 1), repeat=len(net.cut)):
        known, total = _of_forest(net, odds, held)
        whole += total
        for place, value in enumerate(known):
            sums[place] += total * value
    return [value / whole for value in sums], whole


def _held(
    net: Network, odds: Sequence[float], held: Sequence[int]
) -> tuple[float, list[list[float]]]:
    """The weight of holding the cut so, and the weights (missing, known) left to every point."""
    fixed = dict(zip(net.cut, held, strict=True))
    left = [[1.0, value] for value in odds]
    whole = 1.0
    for v, state in fixed.items():
        whole *= odds[v] if state else 1.0
    for a, b in net.edges:
        if a in fixed and b in fixed:
            whole *= FORCE if fixed[b] > fixed[a] else 1.0
        elif a in fixed and not fixed[a]:
            left[b][1] *= FORCE
        elif fixed.get(b):
            left[a][0] *= FORCE
    return whole, left


def _of_forest(
    net: Network, odds: Sequence[float], held: Sequence[int]
) -> tuple[list[float], float]:
    """One pass up, in which every point tells its parent what is below it, and one down."""
    if held:
        whole, weights = _held(net, odds, held)
        missing, known = [w[0] for w in weights], [w[1] for w in weights]
    else:
        whole, missing, known = 1.0, [1.0] * len(odds), list(odds)
    told = [(1.0, 1.0)] * len(odds)
    for v, parent, parent_first in reversed(net.up):
        off, on = missing[v], known[v]
        if parent < 0:
            whole *= off + on
            continue
        if parent_first:
            if_off, if_on = off + FORCE * on, off + on
        else:
            if_off, if_on = off + on, FORCE * off + on
        told[v] = if_off, if_on
        missing[parent] *= if_off
        known[parent] *= if_on
    chances = [0.0] * len(odds)
    for v, state in zip(net.cut, held, strict=False):
        chances[v] = float(state)
    for v, parent, parent_first in net.up:
        if parent < 0:
            chances[v] = known[v] / (missing[v] + known[v])
            continue
        if_off, if_on = told[v]
        given_off = (FORCE if parent_first else 1.0) * known[v] / if_off
        given_on = known[v] / if_on
        chances[v] = (1 - chances[parent]) * given_off + chances[parent] * given_on
    return chances, whole


def log_odds(chance: float) -> float:
    """The logarithm of a chance's odds."""
    return log(chance / (1 - chance))
