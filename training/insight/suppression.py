"""Which figures about few people are not shown. Pages, prints and exports all ask here.

For scores, mastery, gain and feedback only: completion, attendance and hours are named lists and
never hidden. Pure: counts of persons in, keys out.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

LEAST = 5
"""A figure is shown for so many persons at least, after all filters."""

K = TypeVar("K", bound=Hashable)


def shown_for(persons: int) -> bool:
    """Whether a figure that stands alone, or a total, may be shown for so many persons."""
    return persons >= LEAST


def hidden(persons: Mapping[K, int]) -> frozenset[K]:
    """The siblings (parts of one total) whose figures stay hidden, by their numbers of persons.

    Those of fewer than five; and as long as what total minus shown parts would tell is about one
    part alone, or about fewer than five persons, the next smallest too. A part of nobody has no
    figure and is never among them. Equal parts are taken in the order given.
    """
    rising = sorted((part for part, n in persons.items() if n), key=lambda part: persons[part])
    taken = sum(not shown_for(persons[part]) for part in rising)
    if not taken:
        return frozenset()
    while taken < len(rising):
        if taken > 1 and shown_for(sum(persons[part] for part in rising[:taken])):
            break
        taken += 1
    return frozenset(rising[:taken])
