"""What somebody may have meant who found nothing: titles that share characters with her words.
Pure Python."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from training.portal.search.matching import level

CUT = re.compile(r"[^\w\u3400-\u9fff]+")
LEAST = 0.4
MOST = 6
SHORT = 14


@dataclass(frozen=True)
class Near:
    """A title like what was asked, and where it leads."""

    title: str
    url: str


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common, each as often as in both."""
    return sum(min(one.count(sign), other.count(sign)) for sign in set(one))


def likeness(words: str, title: str) -> float:
    """0 to 1: the part of the words' characters that the likest piece of a title has, pairs in the
    same order counting double. Two characters must be shared; of words of two, the first."""
    asked = "".join(CUT.split(words))
    if len(asked) < 2:
        return 0.0
    if len(asked) == 2:  # One of the two is wrong, and rarely the first: 视查 → 视察.
        return LEAST if asked[0] in title else 0.0
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1)}
    best = 0.0
    for piece in CUT.split(level(title)):
        width = len(asked) + 1
        for start in range(max(len(piece) - width, 0) + 1):
            window = piece[start : start + width]
            shared = _shared(asked, window)
            if shared >= 2:
                told = sum(pair in window for pair in pairs)
                best = max(best, (shared + told) / (len(asked) + len(pairs)))
    return best


def nearest(words: str, known: Iterable[Near]) -> list[Near]:
    """The likest titles, at most six; none that shares little with the words. Only the start of a
    long question is looked at."""
    asked = words[:SHORT]
    weighed = [(likeness(asked, one.title), place, one) for place, one in enumerate(known)]
    weighed = [row for row in weighed if row[0] >= LEAST]
    found: dict[str, Near] = {}
    for _likeness, _place, one in sorted(weighed, key=lambda row: (-row[0], row[1])):
        found.setdefault(one.title, one)
    return list(found.values())[:MOST]
