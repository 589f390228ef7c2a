"""Which old row of a question a newly written one continues, so that it keeps its identity."""

from collections.abc import Callable, Sequence
from typing import TypeVar

R = TypeVar("R")


def kept_named(
    old: Sequence[R],
    wanted: Sequence[tuple[str, str]],
    named: Callable[[R], tuple[str, str]],
) -> list[R | None]:
    """For every new row, written as identity and text, the old row it continues, or None: the one
    of that identity, else the one that said the same, else the one in its place.

    Every old row is continued at most once; so an option keeps its identity when it is moved or
    reworded.
    """
    kept: list[R | None] = [None] * len(wanted)
    free = list(range(len(old)))
    names = [named(row) for row in old]
    for part in (0, 1):
        for place, one in enumerate(wanted):
            if kept[place] is None and one[part]:
                found = next((n for n in free if names[n][part] == one[part]), None)
                if found is not None:
                    kept[place] = old[found]
                    free.remove(found)
    for place, row in enumerate(kept):
        if row is None and place in free:
            kept[place] = old[place]
    return kept


def kept_said(old: Sequence[R], wanted: Sequence[str], said: Callable[[R], str]) -> list[R | None]:
    """The same for rows that are written without an identity, by what they say."""
    return kept_named(old, [("", text) for text in wanted], lambda row: ("", said(row)))
