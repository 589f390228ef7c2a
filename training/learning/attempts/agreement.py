"""When persons who marked one answer agree on what it is worth. Pure Python: no Django here."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

TOLERANCE = Decimal("0.15")
"""How far two markers may be apart, as a share of the answer's worth, for their mean to count."""


@dataclass(frozen=True)
class Given:
    """One mark that a person gave; `number` counts the marks of an answer in order of time."""

    grader_id: UUID | int | str
    fraction: Decimal
    decides: bool = False
    number: int = 0


class Standing(StrEnum):
    """How far the marking of an answer has come."""

    UNMARKED = "unmarked"
    WAITS_FOR_SECOND = "second"
    DIFFERS = "differs"
    AGREED = "agreed"


def in_force(given: Sequence[Given]) -> list[Given]:
    """Each marker's newest mark, in order of time: a newer one replaces her own older one."""
    newest: dict[UUID | int | str, Given] = {}
    for mark in sorted(given, key=lambda mark: mark.number):
        newest[mark.grader_id] = mark
    return sorted(newest.values(), key=lambda mark: mark.number)


def agreed(
    given: Sequence[Given], *, second_marker: bool, tolerance: Decimal = TOLERANCE
) -> Decimal | None:
    """The share of an answer that counts, between 0 and 1; None while a person must still act.

    Without a second marker the newest mark counts. With one, the newest decision counts, whatever
    else was given; else the mean of all markers, as soon as there are two and they differ by at
    most the tolerance. One person never counts as two.
    """
    marks = in_force(given)
    if not marks:
        return None
    if not second_marker:
        return marks[-1].fraction
    decisions = [mark for mark in marks if mark.decides]
    if decisions:
        return decisions[-1].fraction
    shares = [mark.fraction for mark in marks]
    if len(shares) < 2 or max(shares) - min(shares) > tolerance:
        return None
    return sum(shares, Decimal(0)) / len(shares)


def standing(
    given: Sequence[Given], *, second_marker: bool, tolerance: Decimal = TOLERANCE
) -> Standing:
    """What the answer waits for: a first mark, a second one, a decision, or nothing."""
    if agreed(given, second_marker=second_marker, tolerance=tolerance) is not None:
        return Standing.AGREED
    waiting = [Standing.UNMARKED, Standing.WAITS_FOR_SECOND, Standing.DIFFERS]
    return waiting[min(len(in_force(given)), 2)]
