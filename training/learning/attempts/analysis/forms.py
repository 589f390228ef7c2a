"""What is asked for in an address: which sittings, in which order."""

from dataclasses import dataclass
from typing import Any

from training.learning.attempts.analysis.records import Selection
from training.learning.attempts.analysis.selectors import BY_PLACE, SORTABLE


@dataclass(frozen=True)
class Wanted:
    """Which sittings of each person count, and by what the table is sorted (- for downwards)."""

    selection: Selection = Selection.FIRST
    sort: str = BY_PLACE


def wanted(given: Any) -> Wanted:
    """What an address asks for; what makes no sense counts as not asked."""
    selection, sort = given.get("attempts", ""), given.get("sort", "")
    return Wanted(
        selection=Selection(selection) if selection in set(Selection) else Selection.FIRST,
        sort=sort if sort.removeprefix("-") in SORTABLE else BY_PLACE,
    )
