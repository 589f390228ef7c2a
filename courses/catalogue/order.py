"""Which lesson comes before which. Pure: lessons are numbers, pairs say (lesson, first)."""

from collections.abc import Iterable

Pairs = Iterable[tuple[int, int]]


def loop_through(lesson: int, pairs: Pairs) -> list[int]:
    """The loop that a lesson stands in, from it back to itself; empty when there is none."""
    firsts: dict[int, list[int]] = {}
    for one, first in pairs:
        firsts.setdefault(one, []).append(first)
    trail: list[int] = []
    seen: set[int] = set()

    def leads_back(at: int) -> bool:
        if at == lesson and trail:
            return True
        if at in seen:
            return False
        seen.add(at)
        trail.append(at)
        if any(leads_back(first) for first in firsts.get(at, [])):
            return True
        trail.pop()
        return False

    return [*trail, lesson] if leads_back(lesson) else []
