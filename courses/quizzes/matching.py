"""Sharing out questions among places of a paper so that each is used once. Pure Python."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def assign(places: Sequence[Sequence[T]]) -> list[T | None]:
    """For each place one of its candidates, none used twice; None where that is impossible.

    A place gets its earliest free candidate, the place with the fewest candidates first. Where
    none is free the others move over (augmenting paths in a bipartite graph), so a place is left
    empty only if no sharing-out whatever fills more places.
    """
    holder: dict[T, int] = {}
    for place in sorted(range(len(places)), key=lambda n: len(places[n])):
        free = next((found for found in places[place] if found not in holder), None)
        if free is not None:
            holder[free] = place
        else:
            _move_over(places, place, holder)
    given: list[T | None] = [None] * len(places)
    for candidate, place in holder.items():
        given[place] = candidate
    return given


def _move_over(places: Sequence[Sequence[T]], place: int, holder: dict[T, int]) -> None:
    """Find a candidate for a place by moving others; changes nothing when there is no way.

    Breadth first: `came_by` remembers by which candidate each place on the way was reached.
    """
    came_from: dict[T, int] = {}
    waiting = [place]
    for asking in waiting:
        for candidate in places[asking]:
            if candidate in came_from:
                continue
            came_from[candidate] = asking
            if candidate not in holder:
                _hand_on(candidate, came_from, holder, place)
                return
            waiting.append(holder[candidate])


def _hand_on(candidate: T, came_from: dict[T, int], holder: dict[T, int], first: int) -> None:
    """Give a free candidate to who asked for it, and what that one held to who asked for that."""
    held_by = {place: held for held, place in holder.items()}
    taker = came_from[candidate]
    while True:
        holder[candidate] = taker
        if taker == first:
            return
        candidate = held_by[taker]
        taker = came_from[candidate]
