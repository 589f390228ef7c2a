"""The shortest set that covers what is missing: a weighted set cover. Pure: numbers in, keys out.

Exact as long as the search stays small (it always is with one person's handful of points); else
greedy, which is never longer than the best by more than 1 + 1/2 + ... + 1/n for n points.
"""

import heapq
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

LARGEST_SEARCH = 4_000
"""States looked at before the exact search gives way to the greedy one."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Choice(Generic[K]):
    """Things that are taken together (a lesson with the lessons it asks for), what they cost, and
    what they cover."""

    takes: frozenset[K]
    cost: int
    covers: frozenset[str]


def coverable(wanted: Collection[str], choices: Iterable[Choice[K]]) -> frozenset[str]:
    """What of the wanted any choice covers at all."""
    return frozenset(wanted) & frozenset().union(*(choice.covers for choice in choices))


def cost_of(taken: Iterable[Choice[K]]) -> int:
    """What a set of choices costs together."""
    return sum(choice.cost for choice in taken)


def greedy(wanted: Collection[str], choices: Sequence[Choice[K]]) -> list[int]:
    """The places of choices that cover all that can be covered, each the cheapest by what it adds;
    earlier ones win ties, and what later ones made needless is dropped."""
    missing, taken = set(coverable(wanted, choices)), list[int]()
    while missing:
        taken.append(
            min(
                (place for place, choice in enumerate(choices) if choice.covers & missing),
                key=lambda place: _by_what_it_adds(choices[place], missing, place),
            )
        )
        missing -= choices[taken[-1]].covers
    for place in sorted(taken, key=lambda place: (-choices[place].cost, -place)):
        others = frozenset().union(*(choices[one].covers for one in taken if one != place))
        if coverable(wanted, choices) <= others:
            taken.remove(place)
    return sorted(taken)


def _by_what_it_adds(choice: Choice[K], missing: set[str], place: int) -> tuple[Fraction, int, int]:
    adds = len(choice.covers & missing)
    return Fraction(choice.cost, adds), -adds, place


def exact(
    wanted: Collection[str], choices: Sequence[Choice[K]], largest: int = LARGEST_SEARCH
) -> list[int] | None:
    """The places of the cheapest such set: of several the smallest, of these the earliest choices.
    None when more than `largest` states would have to be looked at."""
    points = sorted(coverable(wanted, choices))
    bits = {point: 1 << n for n, point in enumerate(points)}
    masks = [sum(bits[point] for point in choice.covers if point in bits) for choice in choices]
    # Always the first uncovered point next: every set is met once, in one order.
    waiting: list[tuple[int, int, tuple[int, ...], int]] = [(0, 0, (), (1 << len(points)) - 1)]
    settled: set[int] = set()
    while waiting:
        cost, size, taken, missing = heapq.heappop(waiting)
        if not missing:
            return sorted(taken)
        if missing in settled:
            continue
        settled.add(missing)
        if len(settled) > largest:
            return None
        first = missing & -missing
        for place, mask in enumerate(masks):
            if mask & first and missing & ~mask not in settled:
                more = (cost + choices[place].cost, size + 1, (*taken, place), missing & ~mask)
                heapq.heappush(waiting, more)
    return []


def cheapest(wanted: Collection[str], choices: Sequence[Choice[K]]) -> list[Choice[K]]:
    """The exact answer where the search is small, else the greedy one."""
    found = exact(wanted, choices)
    return [choices[place] for place in (greedy(wanted, choices) if found is None else found)]


def together(key: K, firsts: Mapping[K, Collection[K]]) -> frozenset[K]:
    """A thing and everything that has to come before it, as far as it is known."""
    found: set[K] = set()
    waiting = [key]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(firsts.get(one, ()))
    return frozenset(found)
