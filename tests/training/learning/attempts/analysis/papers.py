"""Papers as tables of marks: a row for each sitting, a column for each place."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from training.learning.attempts.analysis.records import Answer, Selection, Sitting
from training.learning.attempts.analysis.report import paper_report
from training.learning.attempts.analysis.shapes import Described
from training.learning.attempts.analysis.tables import PaperTally

Marks = Sequence[Sequence[Fraction | int]]
"""Shares of each question's worth, between 0 and 1."""


def sittings(shares: Marks, worth: Sequence[int | Fraction]) -> list[Sitting]:
    """One sitting each of different people."""
    return [
        Sitting(
            key=row,
            person=row,
            number=1,
            answers=tuple(
                Answer(place=n, version=f"v{n}", fraction=Fraction(share), max_mark=Fraction(most))
                for n, (share, most) in enumerate(zip(line, worth, strict=True))
            ),
        )
        for row, line in enumerate(shares)
    ]


def tally_of(found: Sequence[Sitting], selection: Selection = Selection.ALL) -> PaperTally:
    """The tally of sittings of different people."""
    tally = PaperTally(selection)
    for sitting in found:
        tally.add_person([sitting])
    return tally


def report_of(
    shares: Marks,
    worth: Sequence[int | Fraction],
    described: dict[Any, Described] | None = None,
) -> dict[str, Any]:
    """The whole analysis of a table."""
    report = paper_report(tally_of(sittings(shares, worth)), described or {}, range(len(worth)))
    assert report is not None
    return report
