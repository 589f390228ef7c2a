"""Two models of forgetting that know nothing of the scheduler, for benchmarks/review.py.

`PowerLaw` is that of Pavlik and Anderson (2005): every meeting leaves a trace that fades by a power
of time, the slower the more had been forgotten when it was left. Its constants are the published
ones; an hour between sessions counts as 1.5 minutes, as there. `TwoStores` is made up: a quick
store that is empty in days and a slow one that each meeting fills by a part of what is missing,
more when the quick one has emptied. What both share is only that spacing pays, as in people.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import exp, log
from random import Random
from typing import Protocol

DAY = 24 * 3600.0


class Memory(Protocol):
    """One question in one head."""

    def recall(self, day: float) -> float:
        """The chance of knowing it on a day, 0 to 1."""
        ...

    def meet(self, day: float) -> None:
        """It was asked and the answer shown."""
        ...


@dataclass
class PowerLaw:
    """Activation is the log of the sum of traces; each decays by its own power."""

    ease: float
    traces: list[tuple[float, float]] = field(default_factory=list)

    DECAY, DECAY_BY_ACTIVATION, NEEDED, NOISE, BETWEEN = 0.177, 0.217, -0.704, 0.255, 0.025

    def _activation(self, day: float) -> float:
        ages = [(max((day - met) * DAY * self.BETWEEN, 1.0), decay) for met, decay in self.traces]
        return log(sum(age**-decay for age, decay in ages)) if ages else -10.0

    def recall(self, day: float) -> float:
        """As the model has it; `ease` moves the need for activation."""
        over = self._activation(day) + self.ease - self.NEEDED
        return 1 / (1 + exp(-over / self.NOISE))

    def meet(self, day: float) -> None:
        """A new trace, fading the faster the better it was remembered."""
        active = exp(self._activation(day)) if self.traces else 0.0
        self.traces.append((day, self.DECAY + self.DECAY_BY_ACTIVATION * active))


@dataclass
class TwoStores:
    """A quick and a slow store, each an exponential; the chance is what either holds."""

    ease: float
    quick: float = 0.0
    slow: float = 0.0
    met: float = 0.0
    slow_days: float = 60.0

    QUICK_DAYS, FILLS, LASTS = 2.5, 0.45, 0.6

    def _held(self, day: float) -> tuple[float, float]:
        gone = day - self.met
        return self.quick * exp(-gone / self.QUICK_DAYS), self.slow * exp(-gone / self.slow_days)

    def recall(self, day: float) -> float:
        """Known from the quick store or from the slow one."""
        quick, slow = self._held(day)
        return 1 - (1 - quick) * (1 - slow)

    def meet(self, day: float) -> None:
        """The quick store is filled; the slow one gains, and lasts longer, the more of the quick
        one was gone."""
        quick, slow = self._held(day)
        gone = 1 - quick
        part = min(self.FILLS * exp(self.ease), 0.9) * gone
        self.slow_days *= 1 + self.LASTS * gone
        self.quick, self.slow, self.met = 0.95, slow + (1 - slow) * part, day


IN_CLASS = (0, 1, 3)
"""A question is met three times in the class: in the lesson, in practice, in a test."""

EASE, SPREAD = 0.6, 0.5
SLOW_DAYS, SLOW_SPREAD = 60.0, 0.8
"""Set so that, without review, about 87 % are known on the day after the class, two thirds after a
week, half after a month, a third after three months; and so that questions and people differ by
more than their averages do. Not set by what comes out of the comparison."""


def _power_law(ease: float) -> Memory:
    return PowerLaw(EASE + SPREAD * ease)


def _two_stores(ease: float) -> Memory:
    return TwoStores(0.35 * ease, slow_days=SLOW_DAYS * exp(SLOW_SPREAD * ease))


MODELS: dict[str, Callable[[float], Memory]] = {
    "power law": _power_law,
    "two stores": _two_stores,
}


def memories(model: str, count: int, rng: Random) -> list[Memory]:
    """Questions of one person: some easier to keep than others, and some people better at it."""
    person = rng.gauss(0, 0.5)
    return [MODELS[model](person + rng.gauss(0, 0.87)) for _number in range(count)]
