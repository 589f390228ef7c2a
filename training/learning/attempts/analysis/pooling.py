"""One question version over all papers of one purpose. Pure Python: no Django.

Each paper leaves sums that can be added to those of other papers, so that nobody's answers are
read again when another paper with the same question is analysed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from training.learning.attempts.analysis import formulas
from training.learning.attempts.analysis.formulas import Deviations
from training.learning.attempts.analysis.tables import (
    Chosen,
    FormTally,
    Pairs,
    PartTally,
    Picture,
    VersionTally,
)

MOST_PICKS = 200
"""Of the texts written into one question so many spellings are pooled, the commonest."""
SUMS = ("xx", "yy", "xy", "xy_max")


@dataclass
class Pooled:
    """Sums of one question version, or of one part of one.

    Marks are counted as shares of the question's worth, and rests as shares of the rest of the
    paper, so that papers of different lengths can stand together; deviations are taken around each
    paper's own means (see formulas.Deviations).
    """

    n: int = 0
    answered: int = 0
    shares: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)
    spread: Deviations = field(default_factory=Deviations)
    groups: tuple[int, int, int] = (0, 0, 0)
    picture: Picture = field(default_factory=dict)
    parts: list["Pooled"] = field(default_factory=list)

    def add(self, other: "Pooled") -> None:
        """Put the sums of another paper to these."""
        self.n += other.n
        self.answered += other.answered
        self.shares += other.shares
        self.squares += other.squares
        self.spread = self.spread + other.spread
        top, middle, bottom = (a + b for a, b in zip(self.groups, other.groups, strict=True))
        self.groups = top, middle, bottom
        for pick, chosen in other.picture.items():
            self.picture.setdefault(pick, Chosen()).add(chosen)
        while len(self.parts) < len(other.parts):
            self.parts.append(Pooled())
        for mine, given in zip(self.parts, other.parts, strict=False):
            mine.add(given)

    def figures(self) -> dict[str, Any]:
        """The figures that make sense without one paper: shares, no weights."""
        average = self.shares / self.n if self.n else None
        spread = self.squares - self.shares**2 / self.n if self.n else Fraction(0)
        return {
            "n": self.n,
            "answered": self.answered,
            "facility": formulas.facility(average, Fraction(1)),
            "deviation": formulas.root(formulas.per_sitting(spread, self.n)),
            "discrimination": formulas.discrimination(self.spread),
            "efficiency": formulas.efficiency(self.spread),
        }

    def as_json(self) -> dict[str, Any]:
        """Exact numbers as texts such as "3/2"; the commonest picks only."""
        common = sorted(self.picture.items(), key=lambda pick: (-pick[1].n, pick[0]))[:MOST_PICKS]
        return {
            "n": self.n,
            "answered": self.answered,
            "shares": str(self.shares),
            "squares": str(self.squares),
            "spread": [self.spread.n, *(str(getattr(self.spread, name)) for name in SUMS)],
            "groups": list(self.groups),
            "picture": [
                [facet, choice, chosen.n, chosen.top, chosen.bottom, str(chosen.shares)]
                for (facet, choice), chosen in common
            ],
            "parts": [part.as_json() for part in self.parts],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Pooled":
        """What `as_json` kept."""
        n, *sums = kept["spread"]
        return cls(
            n=kept["n"],
            answered=kept["answered"],
            shares=Fraction(kept["shares"]),
            squares=Fraction(kept["squares"]),
            spread=Deviations(n, *(Fraction(text) for text in sums)),
            groups=tuple(kept["groups"]),
            picture={
                (facet, choice): Chosen(count, top, bottom, Fraction(shares))
                for facet, choice, count, top, bottom, shares in kept["picture"]
            },
            parts=[cls.from_json(part) for part in kept["parts"]],
        )


def sums_of(tally: PartTally, form: FormTally, third_of: Mapping[Fraction, int]) -> Pooled:
    """What one form of a paper says of a question; nothing where the question is worth nothing."""
    worth = tally.max_mark
    if not worth:
        return Pooled()
    rest_of_paper = form.maximum - worth
    scaled: Pairs = Pairs()
    for (mark, total), count in tally.pairs.items():
        rest = (total - mark) / rest_of_paper if rest_of_paper else Fraction(0)
        scaled[(mark / worth, rest)] += count
    marks = {mark / worth: count for mark, count in tally.marks().items()}
    parts = tally.parts if isinstance(tally, VersionTally) else []
    return Pooled(
        n=tally.n,
        answered=tally.answered,
        shares=sum((share * count for share, count in marks.items()), Fraction(0)),
        squares=sum((share**2 * count for share, count in marks.items()), Fraction(0)),
        spread=formulas.deviations(scaled),
        groups=tally.groups(third_of),
        picture=tally.picture(third_of, form.maximum),
        parts=[sums_of(part, form, third_of) for part in parts],
    )
