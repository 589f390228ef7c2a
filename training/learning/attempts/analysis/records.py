"""What item analysis looks at: sittings with their answers. Pure Python: no Django.

Where the records come from (the database, two CSV files) is not known here.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache

Pick = tuple[str, str]
"""Which facet of a question, and what was chosen there; NOTHING when it was left open."""

NOTHING = ""


class Selection(StrEnum):
    """Which sittings of a person count: they are not independent of each other."""

    FIRST = "first"
    LAST = "last"
    BEST = "best"
    ALL = "all"


@lru_cache(maxsize=4096)
def exact(number: str) -> Fraction:
    """A decimal number in writing as an exact one; the same few marks come again and again."""
    return Fraction(number)


@dataclass(frozen=True)
class PartAnswer:
    """The answer to one part of a case group: `fraction` of the part's mark, which is `worth` of
    the question's."""

    fraction: Fraction
    worth: Fraction
    answered: bool = True
    picks: tuple[Pick, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One question in one sitting. What was left open has fraction 0 and is not `answered`."""

    place: Hashable
    version: Hashable
    fraction: Fraction
    max_mark: Fraction
    answered: bool = True
    left_out: bool = False
    picks: tuple[Pick, ...] = ()
    parts: tuple[PartAnswer, ...] = ()

    @property
    def mark(self) -> Fraction:
        """x(s)."""
        return self.fraction * self.max_mark


@dataclass(frozen=True)
class Sitting:
    """One finished sitting of one person; `number` orders her sittings of the same paper."""

    key: Hashable
    person: Hashable
    number: int
    answers: tuple[Answer, ...] = field(repr=False)

    @cached_property
    def counted(self) -> list[Answer]:
        """The answers that enter the total."""
        return [answer for answer in self.answers if not answer.left_out]

    @cached_property
    def total(self) -> Fraction:
        """T(s)."""
        return sum((answer.mark for answer in self.counted), Fraction(0))

    @cached_property
    def maximum(self) -> Fraction:
        """T_max."""
        return sum((answer.max_mark for answer in self.counted), Fraction(0))

    @cached_property
    def form(self) -> tuple[Hashable, ...]:
        """What sittings must have in common to stand in one table: places and their marks."""
        return tuple(sorted(((a.place, a.max_mark) for a in self.counted), key=repr))


def selected(sittings: Sequence[Sitting], selection: Selection) -> list[Sitting]:
    """Those of one person's sittings that count; of equally good ones the earliest is the best."""
    ordered = sorted(sittings, key=lambda sitting: sitting.number)
    if selection == Selection.ALL or not ordered:
        return ordered
    if selection == Selection.BEST:
        return [max(ordered, key=_share)]
    return [ordered[0] if selection == Selection.FIRST else ordered[-1]]


def _share(sitting: Sitting) -> Fraction:
    return sitting.total / sitting.maximum if sitting.maximum else Fraction(0)
