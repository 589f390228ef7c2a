"""The pure half of hours: facts and the versions of the table in, lines out. No database here.

For each item the best of what is known about it counts, and every day is held between nothing and
its cap. Both are laws over sets: no order of arrival and no repeat can give another account.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
CAP = "cap"


@dataclass(frozen=True)
class Table:
    """One version of the office's numbers; it counts for days from `valid_from` on."""

    number: int
    valid_from: date
    long_minutes: int = 30
    long_credit: Decimal = Decimal(1)
    middle_minutes: int = 15
    middle_credit: Decimal = Decimal("0.5")
    short_credit: Decimal = Decimal("0.25")
    lesson_share: Decimal = Decimal("0.5")
    test_credit: Decimal = Decimal("0.5")
    day_cap: Decimal = Decimal(6)
    optional: bool = False

    def by_length(self, minutes: int) -> Decimal:
        """What so many minutes are worth; nothing for none."""
        if minutes >= self.long_minutes:
            return self.long_credit
        if minutes >= self.middle_minutes:
            return self.middle_credit
        return self.short_credit if minutes > 0 else NOTHING


@dataclass(frozen=True)
class Fact:
    """One statement's say about one item: what was done, on which day, of which length.

    `fixed` is credit that was typed, not reckoned; with its sign.
    """

    statement: UUID
    item: str
    basis: str
    day: date
    at: datetime
    minutes: int = 0
    fixed: Decimal | None = None
    optional: bool = False
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Line:
    """What one item (or the cap of a day) amounts to on a day, and by which version."""

    day: date
    item: str
    basis: str
    credit: Decimal
    minutes: int
    statement: UUID | None
    number: int
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)


Lines = dict[tuple[date, str], Line]


def in_force(tables: Sequence[Table], day: date) -> Table:
    """The version that counts for a day: the newest of those that had begun, else the first."""
    begun = [table for table in tables if table.valid_from <= day]
    if begun:
        return max(begun, key=lambda table: table.number)
    return min(tables, key=lambda table: table.number)


def worth(fact: Fact, table: Table) -> Decimal:
    """What a fact is worth under a version, before the cap of its day."""
    if fact.fixed is not None:
        credit = fact.fixed
    elif fact.optional and not table.optional:
        credit = NOTHING
    elif fact.basis == "test":
        credit = table.test_credit
    elif fact.basis == "lesson":
        credit = table.by_length(fact.minutes) * table.lesson_share
    else:
        credit = table.by_length(fact.minutes)
    return credit.quantize(CENT, ROUND_HALF_UP)


def _best(facts: Iterable[Fact], tables: Sequence[Table]) -> Line | None:
    """The line of one item: what is worth most, of equals the earliest; None if all are worth
    nothing."""
    found: tuple[Any, Line] | None = None
    for fact in facts:
        table = in_force(tables, fact.day)
        credit = worth(fact, table)
        rank = (-credit, fact.at, str(fact.statement))
        if credit and (found is None or rank < found[0]):
            line = Line(
                day=fact.day,
                item=fact.item,
                basis=fact.basis,
                credit=credit,
                minutes=fact.minutes,
                statement=fact.statement,
                number=table.number,
                told=fact.told,
            )
            found = rank, line
    return found[1] if found else None


def _held(day: date, lines: Sequence[Line], table: Table) -> Line | None:
    """The line that holds a day between nothing and its cap; None where nothing needs holding."""
    total = sum((line.credit for line in lines), NOTHING)
    kept = min(max(total, NOTHING), table.day_cap.quantize(CENT))
    if kept == total:
        return None
    told = {"total": str(total), "kept": str(kept)}
    return Line(day, f"{CAP}.{day}", CAP, kept - total, 0, None, table.number, told)


def reckon(facts: Iterable[Fact], tables: Sequence[Table]) -> Lines:
    """The whole account of one person in one congress, by day and item.

    Needs at least one version. A statement counts once for an item, however often it is given.
    """
    by_item: dict[str, dict[UUID, Fact]] = defaultdict(dict)
    for fact in facts:
        by_item[fact.item][fact.statement] = fact
    by_day: dict[date, list[Line]] = defaultdict(list)
    for told in by_item.values():
        if line := _best(told.values(), tables):
            by_day[line.day].append(line)
    found: Lines = {}
    for day, lines in by_day.items():
        held = _held(day, lines, in_force(tables, day))
        for line in [*lines, *([held] if held else [])]:
            found[(day, line.item)] = line
    return found


def total(lines: Lines) -> Decimal:
    """The balance of an account."""
    return sum((line.credit for line in lines.values()), NOTHING)
