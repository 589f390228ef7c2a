"""How much a class gained between two parallel tests, and how sure that is. Pure arithmetic.

The normalised gain is the share of what was still missing before that was there afterwards:
g = (after - before) / (1 - before) (R. R. Hake, American Journal of Physics 66 (1998) 64). Below
zero more was lost than gained. Who had everything before cannot gain: her g does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, variance

CONFIDENCE = 0.95
HALF_A_PERSON = 0.5
CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))


@dataclass(frozen=True)
class Pair:
    """One person's share right before and after, each from 0 to 1."""

    before: float
    after: float


@dataclass(frozen=True)
class Gain:
    """The gain of `n` persons together; `gain` is None when everybody had everything before.

    `low` and `high` bound it with 95 % confidence; both None when so few tell nothing.
    """

    n: int
    before: float
    after: float
    gain: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class MeanGain:
    """The mean of the gains of single persons; `full` had everything before and do not enter."""

    n: int
    full: int
    mean: float | None
    low: float | None = None
    high: float | None = None


def normalised_gain(before: float, after: float) -> float | None:
    """(after - before) / (1 - before); None when nothing was missing before."""
    return None if before >= 1 else (after - before) / (1 - before)


def t_quantile(freedom: int) -> float:
    """Student's t that leaves 2.5 % above it, to three decimals from 4 degrees of freedom on.

    The expansion in 1/freedom of Abramowitz and Stegun, Handbook (1964), 26.7.5.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def class_gain(pairs: Sequence[Pair]) -> Gain:
    """The gain of a class: of its mean before and its mean after; ValueError for nobody.

    This is Hake's class average gain. It weighs everybody alike, and is defined as long as one
    person missed something.
    """
    before, after = fmean(one.before for one in pairs), fmean(one.after for one in pairs)
    gain = normalised_gain(before, after)
    bounds = fieller([(one.before, one.after, 1.0) for one in pairs]) if gain is not None else None
    return _bounded(len(pairs), before, after, gain, bounds)


def question_gain(pairs: Sequence[Pair]) -> Gain:
    """The same for one question before and one after, each right or wrong (or partly right).

    Few people and a single question often give the same answer all round, and would pass for
    certainty: so the bounds are those of the class with half a person more in each of the four
    corners (right or wrong before, right or wrong after), as A. Agresti and Y. Min advise for pairs
    (Statistics in Medicine 24 (2005) 729). The gain itself is not touched.
    """
    plain = class_gain(pairs)
    if plain.gain is None:
        return plain
    weighed = [(one.before, one.after, 1.0) for one in pairs]
    weighed += [(before, after, HALF_A_PERSON) for before, after in CORNERS]
    return _bounded(plain.n, plain.before, plain.after, plain.gain, fieller(weighed))


def _bounded(
    n: int, before: float, after: float, gain: float | None, bounds: tuple[float, float] | None
) -> Gain:
    if gain is None or bounds is None:
        return Gain(n, before, after, gain)
    return Gain(n, before, after, gain, min(bounds[0], gain), min(max(bounds[1], gain), 1.0))


def fieller(weighed: Sequence[tuple[float, float, float]]) -> tuple[float, float] | None:
    """Bounds of the gain by Fieller's theorem for a ratio of two means of the same persons.

    With x missing before and y missing after, g = 1 - mean(y) / mean(x), and a ratio r is believed
    as long as (mean(y) - r mean(x))**2 <= t**2 var(mean(y - r x)) (E. C. Fieller, Journal of the
    Royal Statistical Society B 16 (1954) 175). Takes (before, after, weight). None when the mean
    missing before is not told from nothing, when nobody differs, or for fewer than five.
    """
    total = sum(weight for *_shares, weight in weighed)
    if total < 5:
        return None
    x = sum(weight * (1 - before) for before, _after, weight in weighed) / total
    y = sum(weight * (1 - after) for _before, after, weight in weighed) / total
    scale = total * (total - 1)
    xx = sum(w * (1 - before - x) ** 2 for before, _after, w in weighed) / scale
    yy = sum(w * (1 - after - y) ** 2 for _before, after, w in weighed) / scale
    xy = sum(w * (1 - before - x) * (1 - after - y) for before, after, w in weighed) / scale
    if not xx and not yy:
        return None
    square = t_quantile(int(total) - 1) ** 2
    a, b, c = x * x - square * xx, x * y - square * xy, y * y - square * yy
    if a <= 0:
        return None
    root = sqrt(max(b * b - a * c, 0.0))
    return 1 - (b + root) / a, 1 - (b - root) / a


def mean_gain(pairs: Sequence[Pair]) -> MeanGain:
    """The mean of the persons' own gains, with t bounds; those with everything before left out.

    It differs from the class's gain: a person who missed little weighs as much as one who missed
    much, and one slip of hers counts for a great deal (L. Bao, American Journal of Physics 74
    (2006) 917).
    """
    own = [normalised_gain(one.before, one.after) for one in pairs]
    gains = [gain for gain in own if gain is not None]
    full = len(own) - len(gains)
    if not gains:
        return MeanGain(0, full, None)
    mean, n = fmean(gains), len(gains)
    if n < 5:
        return MeanGain(n, full, mean)
    reach = t_quantile(n - 1) * sqrt(variance(gains) / n)
    return MeanGain(n, full, mean, mean - reach, min(mean + reach, 1.0))
