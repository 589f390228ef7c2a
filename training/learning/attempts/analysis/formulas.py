"""The formulas of classical item analysis, in exact numbers. Pure Python: no Django, no kinds.

Symbols. S sittings, each s with a mark x(s) for the question and a total T(s); the rest
X(s) = T(s) − x(s). A bar is a mean over S, V a variance and C a covariance with S − 1 below the
line. All sums are exact (Fraction); only what needs a root or is shown becomes a float. A function
returns None where its figure is not defined, never 0.

Sources. The definitions are those of Moodle Docs, "Quiz report statistics" and "Quiz statistics
calculations" (docs.moodle.org/dev), so that tables made there can be compared with ours. Behind
them: Crocker & Algina, Introduction to Classical and Modern Test Theory (1986), chapters 7 and 14;
Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951) 297-334;
Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28 (1963) 211-218;
Joanes & Gill, Comparing measures of sample skewness and kurtosis, The Statistician 47 (1998)
183-189.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, lcm, sqrt

Counted = Mapping[tuple[Fraction, Fraction], int]
"""A pair of numbers of a sitting → how many sittings have this pair. Nothing here depends on the
order of sittings, so their joint frequencies are all that need be kept."""

ZERO = Fraction(0)
BOTTOM, MIDDLE, TOP = 0, 1, 2


@dataclass(frozen=True)
class Deviations:
    """Sums of products of deviations from the mean: Σ(x−x̄)², Σ(X−X̄)², Σ(x−x̄)(X−X̄), and the
    largest value the last could take if the same marks were dealt out to other sittings.

    Those of several groups of sittings, each around its own means, may be added: what comes of the
    sum is pooled within the groups, and a hard paper beside an easy one does not blur it.
    """

    n: int = 0
    xx: Fraction = ZERO
    yy: Fraction = ZERO
    xy: Fraction = ZERO
    xy_max: Fraction = ZERO

    def __add__(self, other: "Deviations") -> "Deviations":
        return Deviations(
            self.n + other.n,
            self.xx + other.xx,
            self.yy + other.yy,
            self.xy + other.xy,
            self.xy_max + other.xy_max,
        )


def _unit(numbers: Iterable[Fraction]) -> int:
    """A denominator that all numbers share, so that sums can run over integers."""
    return lcm(*{number.denominator for number in numbers})


def _product_of_sorted(xs: Mapping[int, int], ys: Mapping[int, int]) -> int:
    """Σ of x·y when the smallest x meets the smallest y and so on: no dealing out gives more."""
    total, rest = 0, sorted(ys.items(), reverse=True)
    y, left = rest.pop() if rest else (0, 0)
    for x, count in sorted(xs.items()):
        while count:
            taken = min(count, left)
            total += taken * x * y
            count, left = count - taken, left - taken
            if not left and rest:
                y, left = rest.pop()
    return total


def deviations(pairs: Counted) -> Deviations:
    """Of counted pairs (x, X), exactly."""
    n = sum(pairs.values())
    if not n:
        return Deviations()
    ux, uy = _unit(x for x, _y in pairs), _unit(y for _x, y in pairs)
    xs: Counter[int] = Counter()
    ys: Counter[int] = Counter()
    sxy = 0
    for (x, y), count in pairs.items():
        ix, iy = int(x * ux), int(y * uy)
        xs[ix] += count
        ys[iy] += count
        sxy += count * ix * iy
    sx, sy = (sum(value * count for value, count in seen.items()) for seen in (xs, ys))
    sxx, syy = (sum(value**2 * count for value, count in seen.items()) for seen in (xs, ys))
    return Deviations(
        n=n,
        xx=Fraction(n * sxx - sx**2, n * ux**2),
        yy=Fraction(n * syy - sy**2, n * uy**2),
        xy=Fraction(n * sxy - sx * sy, n * ux * uy),
        xy_max=Fraction(n * _product_of_sorted(xs, ys) - sx * sy, n * ux * uy),
    )


def mean(numbers: Mapping[Fraction, int]) -> Fraction | None:
    """The mean of counted numbers."""
    n = sum(numbers.values())
    return sum((value * count for value, count in numbers.items()), ZERO) / n if n else None


def variance(numbers: Mapping[Fraction, int]) -> Fraction | None:
    """V of counted numbers; not defined for fewer than two."""
    spread = deviations({(value, ZERO): count for value, count in numbers.items()})
    return per_sitting(spread.xx, spread.n)


def per_sitting(summed: Fraction, n: int) -> Fraction | None:
    """A sum of products of deviations as a variance or covariance: divided by S − 1."""
    return summed / (n - 1) if n > 1 else None


def root(number: Fraction | None) -> float | None:
    """The square root; None for None and for a negative number."""
    return None if number is None or number < 0 else sqrt(number)


def facility(average: Fraction | None, max_mark: Fraction) -> float | None:
    """Facility index F = x̄ / x_max, between 0 and 1: how easy. Moodle shows it times 100.

    In textbooks this is the item difficulty p (Crocker & Algina 1986, ch. 14). The lowest mark is
    0 for every kind here, so nothing is subtracted.
    """
    return float(average / max_mark) if average is not None and max_mark else None


def discrimination(spread: Deviations) -> float | None:
    """Discrimination index D = C(x, X) / √(V(x) V(X)), between −1 and 1.

    The correlation of the question's mark with the rest of the paper. Against the total it would
    be too high, since the question is in the total (Henrysson 1963). Not defined when all marks,
    or all rests, are the same.
    """
    if not spread.xx or not spread.yy:
        return None
    size = sqrt(min(spread.xy**2 / (spread.xx * spread.yy), Fraction(1)))
    return size if spread.xy >= 0 else -size


def efficiency(spread: Deviations) -> float | None:
    """Discriminative efficiency E = C(x, X) / C_max(x, X).

    C_max is the covariance of the same marks and rests when both are sorted: what this question
    could do at best, given how hard it is. At most 1, and |E| ≥ |D|, since C_max ≤ √(V(x) V(X)).
    """
    return float(spread.xy / spread.xy_max) if spread.xy_max else None


def intended_weight(max_mark: Fraction, maximum: Fraction) -> float | None:
    """Intended weight x_max / T_max: the question's share of the paper as its author wants it."""
    return float(max_mark / maximum) if maximum else None


def effective_weights(with_total: Sequence[Fraction | None]) -> list[float | None]:
    """Effective weight of each place, √C(x, T) / Σ √C(x, T): its share of what made totals differ.

    From the covariances with the total, in order. Places whose marks go against the total
    (C < 0) have no weight and stay out of the sum; the others sum to 1.
    """
    roots = [root(covariance) for covariance in with_total]
    whole = fsum(size for size in roots if size is not None)
    return [size / whole if size is not None and whole else None for size in roots]


def alpha(variances: Sequence[Fraction | None], of_total: Fraction | None) -> float | None:
    """Coefficient of internal consistency, Cronbach's α = P/(P−1) · (1 − Σ V(x) / V(T)).

    P places on the paper, at least two (Cronbach 1951; Crocker & Algina 1986, ch. 7). At most 1;
    negative when questions work against each other. Moodle shows it times 100 as CIC.
    """
    places = len(variances)
    known = [one for one in variances if one is not None]
    if places < 2 or len(known) < places or not of_total:
        return None
    return float(Fraction(places, places - 1) * (1 - sum(known, ZERO) / of_total))


def error_ratio(consistency: float | None) -> float | None:
    """√(1 − α): the part of the spread of totals that is chance."""
    return None if consistency is None else sqrt(max(1 - consistency, 0.0))


@dataclass(frozen=True)
class TotalFigures:
    """The totals of a paper: marks, not shares. `skewness` needs 3 sittings, `kurtosis` 4."""

    n: int
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None


def median(numbers: Mapping[Fraction, int]) -> Fraction | None:
    """The middle number, or the mean of the two in the middle."""
    n = sum(numbers.values())
    if not n:
        return None
    found, passed = [], 0
    wanted = {(n - 1) // 2, n // 2}
    for value, count in sorted(numbers.items()):
        found += [value] * sum(passed <= rank < passed + count for rank in wanted)
        passed += count
    return sum(found, ZERO) / len(found)


def _central_moment(numbers: Mapping[Fraction, int], power: int) -> Fraction:
    centre = mean(numbers) or ZERO
    n = sum(numbers.values())
    return sum(((v - centre) ** power * count for v, count in numbers.items()), ZERO) / n


def skewness(numbers: Mapping[Fraction, int]) -> float | None:
    """k₃ / k₂^(3/2) from the unbiased cumulants k (G₁ of Joanes & Gill 1998)."""
    n, spread = sum(numbers.values()), variance(numbers)
    if n < 3 or not spread:
        return None
    third = _central_moment(numbers, 3) * Fraction(n * n, (n - 1) * (n - 2))
    return float(third) / float(spread) ** 1.5


def kurtosis(numbers: Mapping[Fraction, int]) -> float | None:
    """k₄ / k₂² from the unbiased cumulants k: 0 for a bell curve (G₂ of Joanes & Gill 1998)."""
    n, spread = sum(numbers.values()), variance(numbers)
    if n < 4 or not spread:
        return None
    second, fourth = _central_moment(numbers, 2), _central_moment(numbers, 4)
    below = (n - 1) * (n - 2) * (n - 3)
    k4 = Fraction(n * n, below) * ((n + 1) * fourth - 3 * (n - 1) * second**2)
    return float(k4 / spread**2)


def total_figures(totals: Mapping[Fraction, int]) -> TotalFigures:
    """Everything about the totals alone."""
    average, middle = mean(totals), median(totals)
    return TotalFigures(
        n=sum(totals.values()),
        mean=None if average is None else float(average),
        median=None if middle is None else float(middle),
        deviation=root(variance(totals)),
        skewness=skewness(totals),
        kurtosis=kurtosis(totals),
    )


def thirds(totals: Mapping[Fraction, int]) -> dict[Fraction, int]:
    """For each total the third its sittings belong to: BOTTOM, MIDDLE or TOP.

    By mid-rank: a total that b sittings lie below and c sittings share has rank (b + c/2) / S, and
    belongs to the bottom below 1/3, to the top above 2/3. Equal totals are never torn apart.
    Thirds, not Kelley's 27 %, because classes are small.
    """
    n, below = sum(totals.values()), 0
    found = {}
    for total, count in sorted(totals.items()):
        rank = 3 * (2 * below + count)  # compared with 2n and 4n: in whole numbers
        found[total] = BOTTOM if rank < 2 * n else TOP if rank > 4 * n else MIDDLE
        below += count
    return found
