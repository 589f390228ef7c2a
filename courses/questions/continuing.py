"""Which old row of a question a newly written one continues, so that it keeps its identity."""

from collections.abc import Callable, Sequence
from typing import TypeVar

R = TypeVar("R")


def kept_rows(
    old: Sequence[R], texts: Sequence[str], text_of: Callable[[R], str]
) -> list[R | None]:
    """For every new text the old row it continues: the one that said the same, else the one in its
    place if nobody else continues it. So an option keeps its identity when moved or reworded."""
    return kept_named(old, [("", text) for text in texts], lambda row: ("", text_of(row)))


def kept_named(
    old: Sequence[R],
    wanted: Sequence[tuple[str, str]],
    named: Callable[[R], tuple[str, str]],
) -> list[R | None]:
    """The same for rows written as identity and text: a row of that identity comes first, and
    every old row is continued at most once."""
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
