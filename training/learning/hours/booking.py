"""From what an account should say to the lines that must be added to it. No database here.

Nothing is ever changed: a line that no longer holds is taken back by one with the sign turned, and
the cap of a day moves by the difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from training.learning.hours.models import HourEntry, HoursTable
from training.learning.hours.reckoning import (
    CAP,
    NOTHING,
    Fact,
    Line,
    Lines,
    Table,
    in_force,
    reckon,
)


@dataclass
class Account:
    """One person's lines in one congress as they stand, the versions of its table, and why
    statements were taken back."""

    learner_id: UUID
    congress_id: int
    tables: Sequence[HoursTable]
    entries: Sequence[HourEntry] = ()
    voided: Mapping[UUID, str] = field(default_factory=dict)

    def reckoned(self, facts: Iterable[Fact]) -> Lines:
        """What the account should say of some facts."""
        return reckon(facts, self.numbers)

    @property
    def numbers(self) -> list[Table]:
        """The versions as the reckoning reads them."""
        return [table.as_table() for table in self.tables]

    def version(self, number: int) -> HoursTable:
        """The row of a version."""
        return next(table for table in self.tables if table.number == number)

    def version_on(self, day: date) -> HoursTable:
        """The row of the version that counts for a day."""
        return self.version(in_force(self.numbers, day).number)


Place = tuple[date, str]


def standing(entries: Iterable[HourEntry]) -> dict[Place, HourEntry]:
    """The lines that were not taken back, by day and item; caps are left out."""
    found: dict[UUID, HourEntry] = {}
    for entry in entries:
        if entry.takes_back:
            found.pop(entry.takes_back, None)
        elif entry.basis != CAP:
            found[entry.pk] = entry
    return {(entry.day, entry.item): entry for entry in found.values()}


def balances(entries: Iterable[HourEntry]) -> dict[Place, Decimal]:
    """What the lines come to, by day and item; nothing for a place that came to nothing."""
    sums: dict[Place, Decimal] = defaultdict(lambda: NOTHING)
    for entry in entries:
        sums[entry.day, entry.item] += entry.credit
    return {place: credit for place, credit in sums.items() if credit}


def missing(account: Account, wanted: Lines, now: datetime) -> list[HourEntry]:
    """The unsaved lines after which the account says what it should; none when it does already."""
    return list(_Booking(account, wanted, now).lines())


class _Booking:
    def __init__(self, account: Account, wanted: Lines, now: datetime) -> None:
        self.account, self.wanted, self.now = account, wanted, now
        self.steps: dict[str, int] = defaultdict(int)
        for entry in account.entries:
            self.steps[entry.item] = max(self.steps[entry.item], entry.step)
        self.rests_on = {line.statement for line in wanted.values() if line.statement}
        self.now_from = {line.item: line for line in wanted.values()}

    def lines(self) -> Iterator[HourEntry]:
        stands = standing(self.account.entries)
        for place, entry in sorted(stands.items()):
            if not self._holds(entry, self.wanted.get(place)):
                yield self._taken_back(entry)
        for place, line in sorted(self.wanted.items()):
            known = stands.get(place)
            if line.basis != CAP and not (known and self._holds(known, line)):
                yield self._entry(line, line.credit)
        yield from self._caps()

    @staticmethod
    def _holds(entry: HourEntry, line: Line | None) -> bool:
        return line is not None and (entry.credit, entry.statement) == (line.credit, line.statement)

    def _caps(self) -> Iterator[HourEntry]:
        """The lines of caps move by the difference."""
        wanted = {place: line for place, line in self.wanted.items() if line.basis == CAP}
        known = balances(entry for entry in self.account.entries if entry.basis == CAP)
        for place in sorted({*wanted, *known}):
            day, item = place
            line = wanted.get(place)
            by = (line.credit if line else NOTHING) - known.get(place, NOTHING)
            if by and line is None:
                version = self.account.version_on(day)
                line = Line(day, item, CAP, NOTHING, 0, None, version.number)
            if by and line:
                yield self._entry(line, by)

    def _entry(self, line: Line, credit: Decimal, takes_back: UUID | None = None) -> HourEntry:
        self.steps[line.item] += 1
        return HourEntry(
            learner_id=self.account.learner_id,
            congress_id=self.account.congress_id,
            table=self.account.version(line.number),
            item=line.item,
            step=self.steps[line.item],
            day=line.day,
            basis=line.basis,
            credit=credit,
            minutes=line.minutes,
            statement=line.statement,
            takes_back=takes_back,
            told=dict(line.told),
            at=self.now,
        )

    def _taken_back(self, entry: HourEntry) -> HourEntry:
        cause = self._cause(entry)
        anew = cause["cause"] == "table"
        version = self.account.version_on(entry.day) if anew else entry.table
        line = Line(
            day=entry.day,
            item=entry.item,
            basis=entry.basis,
            credit=-entry.credit,
            minutes=entry.minutes,
            statement=entry.statement,
            number=version.number,
            told={**entry.told, **cause},
        )
        return self._entry(line, line.credit, takes_back=entry.pk)

    def _cause(self, entry: HourEntry) -> dict[str, str]:
        """Why a line no longer holds."""
        if entry.statement and entry.statement in self.account.voided:
            return {"cause": "voided", "why": self.account.voided[entry.statement]}
        instead = self.now_from.get(entry.item)
        if instead is None or instead.statement == entry.statement:
            return {"cause": "table"}
        return {"cause": "replaced", "by": instead.basis}
