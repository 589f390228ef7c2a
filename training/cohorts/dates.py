"""On which dates the days of a programme fall. Pure: knows no database.

No calendar of public holidays is built in: which days are free is announced year by year, and some
Saturdays are worked. The office marks free days by hand, weekends by one tick.
"""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
LONGEST = 366
"""So many days are looked through at most; a programme has sixty days at most."""


def is_free(day: date, *, skips_weekends: bool, skipped: Collection[date]) -> bool:
    """Whether no session is held on a day."""
    return day in skipped or (skips_weekends and day.weekday() >= SATURDAY)


def dates_of(
    first: date, days: int, *, skips_weekends: bool = False, skipped: Collection[date] = ()
) -> list[date]:
    """The dates of so many days in a row from a first date on, free days left out. Raises
    ValueError where so many free days are marked that a year does not hold the programme."""
    found: list[date] = []
    for ahead in range(LONGEST):
        if len(found) == days:
            break
        day = first + timedelta(days=ahead)
        if not is_free(day, skips_weekends=skips_weekends, skipped=skipped):
            found.append(day)
    if len(found) < days:
        raise ValueError("More free days than a year holds.")
    return found
