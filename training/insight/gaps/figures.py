"""How many of some people still lack a point, and how sure that is. Pure.

What is known of one person and one point is a probability that she knows it. Over people these add
up: the expected number of those who do not know it, and the spread of that number.
"""

from dataclasses import dataclass
from math import sqrt

TWICE = 2.0
"""Nineteen times of twenty the true number lies within twice its standard deviation."""
SURE, FAIRLY = 10, 20
"""Percentage points either way: up to the first it is sure, up to the second fairly."""


@dataclass(frozen=True)
class Lacking:
    """Of `n` people who answered about a point: the sum of their probabilities of knowing it, and
    the sum of p·(1 - p)."""

    n: int
    known: float
    spread: float

    @property
    def people(self) -> int:
        """About how many do not know it."""
        return round(self._expected)

    @property
    def share(self) -> int:
        """The same in per cent; 0 to 100."""
        return self._percent(self._expected)

    @property
    def low(self) -> int:
        """The lower end of where the share lies."""
        return self._percent(self._expected - self._either_way)

    @property
    def high(self) -> int:
        """The upper end."""
        return self._percent(self._expected + self._either_way)

    @property
    def half(self) -> int:
        """Half the width, in percentage points."""
        return round(100 * self._either_way / self.n) if self.n else 0

    @property
    def _expected(self) -> float:
        return self.n - self.known

    @property
    def _either_way(self) -> float:
        return TWICE * sqrt(max(self.spread, 0.0))

    def _percent(self, people: float) -> int:
        return min(max(round(100 * people / self.n), 0), 100) if self.n else 0

    def __add__(self, other: "Lacking") -> "Lacking":
        return Lacking(self.n + other.n, self.known + other.known, self.spread + other.spread)


NOBODY = Lacking(0, 0.0, 0.0)
