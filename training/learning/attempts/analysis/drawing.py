"""Figures as lengths: what bars on the pages are drawn from. Pure Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.learning.attempts.analysis.words import choice_words

TALLEST = 100
GROUPS = ("top", "middle", "bottom")


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram, in a picture 100 high: from, to in per cent, count, height, top."""

    low: int
    high: int
    count: int
    x: int
    height: int

    @property
    def y(self) -> int:
        """Where the bar begins, from above."""
        return TALLEST - self.height


def bars(counts: Sequence[int]) -> list[Bar]:
    """A bar for each tenth of the maximum, the fullest one as tall as the picture."""
    most = max(counts, default=0) or 1
    step = 100 // (len(counts) or 1)
    return [
        Bar(n * step, (n + 1) * step, count, n * 30, round(count / most * TALLEST))
        for n, count in enumerate(counts)
    ]


@dataclass(frozen=True)
class Chosen:
    """A choice with the part of each third that made it, in whole per cent."""

    row: Mapping[str, Any]
    words: str
    share: int
    groups: tuple[int, int, int]


@dataclass(frozen=True)
class FacetDrawn:
    """A facet with its choices as bars; `part` is 0 for a question without parts."""

    part: int
    told: Mapping[str, Any]
    facet: Mapping[str, Any]
    rows: list[Chosen]


def _per_cent(count: int, of: int) -> int:
    return round(count / of * 100) if of else 0


def _chosen(row: Mapping[str, Any], told: Mapping[str, Any]) -> Chosen:
    top, middle, bottom = (_per_cent(row[group], told["groups"][group]) for group in GROUPS)
    return Chosen(
        row, choice_words(dict(row)), _per_cent(row["n"], told["n"]), (top, middle, bottom)
    )


def facets_drawn(figures: Mapping[str, Any]) -> list[FacetDrawn]:
    """Every facet of a question and of its parts, in order."""
    found = []
    for part, told in enumerate([figures, *figures["parts"]]):
        for facet in told["picture"]:
            rows = [_chosen(row, told) for row in [*facet["rows"], facet["nothing"]]]
            found.append(FacetDrawn(part, told, facet, rows))
    return found
