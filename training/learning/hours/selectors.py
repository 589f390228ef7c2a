"""Reading accounts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from training.learning.hours.explaining import kind_words, rules, sentence, shown, title_of
from training.learning.hours.models import HourEntry, HoursTable
from training.learning.hours.reckoning import NOTHING, in_force

Basis = HourEntry.Basis


@dataclass(frozen=True)
class AccountLine:
    """One line of an account and why it stands there."""

    entry: HourEntry
    taken_back: bool
    """Whether a later line takes it back."""

    @property
    def sentence(self) -> str:
        """Why it stands there, in one sentence."""
        return sentence(self.entry)

    @property
    def title(self) -> str:
        """What it is about, in the reader's language."""
        return title_of(self.entry.told)

    @property
    def kind(self) -> str:
        """The kind it is counted under, in words."""
        if self.entry.basis == Basis.EVENT:
            return kind_words(self.entry.told)
        return str(self.entry.get_basis_display())

    @property
    def credit(self) -> str:
        """Its hours with sign, for the column of numbers."""
        return f"{self.entry.credit.normalize():+f}"

    @property
    def counts(self) -> bool:
        """Whether it still stands: neither taken back nor taking back another."""
        return not self.taken_back and not self.entry.takes_back


@dataclass(frozen=True)
class AccountDay:
    """One day of an account: its lines, what they come to, and how much a day can have."""

    day: date
    lines: Sequence[AccountLine]
    credit: Decimal
    cap: Decimal

    @property
    def shown(self) -> str:
        """The day's hours."""
        return shown(self.credit)

    @property
    def cap_shown(self) -> str:
        """The most that this day can have."""
        return shown(self.cap)

    @property
    def is_full(self) -> bool:
        """Whether the day has reached its cap."""
        return self.credit >= self.cap


@dataclass(frozen=True)
class AccountKind:
    """What one kind comes to."""

    name: str
    credit: Decimal
    lines: int

    @property
    def shown(self) -> str:
        """The kind's hours."""
        return shown(self.credit)


@dataclass(frozen=True)
class Account:
    """A person's account over some time: the newest day first, every line explained."""

    days: Sequence[AccountDay]
    kinds: Sequence[AccountKind]
    total: Decimal
    since: date | None
    until: date | None

    @property
    def shown(self) -> str:
        """The total."""
        return shown(self.total)

    @property
    def lines(self) -> list[AccountLine]:
        """Every line, the newest day first."""
        return [line for day in self.days for line in day.lines]

    @property
    def versions(self) -> list[int]:
        """The versions of the table that the lines were reckoned by."""
        return sorted({line.entry.table.number for line in self.lines})


def entries_of(
    learner_id: UUID,
    *,
    since: date | None = None,
    until: date | None = None,
    congress_id: int | None = None,
) -> "QuerySet[HourEntry]":
    """A person's lines with their tables, both days included, in the order of writing."""
    rows = HourEntry.objects.filter(learner_id=learner_id)
    if congress_id:
        rows = rows.filter(congress_id=congress_id)
    if since:
        rows = rows.filter(day__gte=since)
    if until:
        rows = rows.filter(day__lte=until)
    return rows.select_related("table").order_by("at", "item", "step")


def account(
    learner_id: UUID,
    *,
    since: date | None = None,
    until: date | None = None,
    congress_id: int | None = None,
) -> Account:
    """A person's whole account, or that of some days (both included), or of one congress. One
    query."""
    entries = list(entries_of(learner_id, since=since, until=until, congress_id=congress_id))
    gone = {entry.takes_back for entry in entries if entry.takes_back}
    by_day: dict[date, list[AccountLine]] = defaultdict(list)
    for entry in entries:
        by_day[entry.day].append(AccountLine(entry, entry.pk in gone))
    return Account(
        days=[_day(day, by_day[day]) for day in sorted(by_day, reverse=True)],
        kinds=_kinds(line for lines in by_day.values() for line in lines),
        total=sum((entry.credit for entry in entries), NOTHING),
        since=since,
        until=until,
    )


def _day(day: date, lines: Sequence[AccountLine]) -> AccountDay:
    newest = max((line.entry for line in lines), key=lambda entry: entry.table.number)
    credit = sum((line.entry.credit for line in lines), NOTHING)
    # What a cap takes off stands below what it was taken off.
    ordered = sorted(lines, key=lambda line: (line.entry.at, line.entry.basis == Basis.CAP))
    return AccountDay(day, ordered, credit, newest.table.day_cap)


def _kinds(lines: Iterable[AccountLine]) -> list[AccountKind]:
    """By kind, in the order of the kinds; what the caps took off stands last."""
    sums: dict[tuple[int, str], list[Any]] = defaultdict(lambda: [NOTHING, 0])
    order = {basis: place for place, basis in enumerate(Basis.values)}
    for line in lines:
        known = sums[order[line.entry.basis], line.kind]
        known[0] += line.entry.credit
        known[1] += line.counts
    return [
        AccountKind(name, credit, count)
        for (_place, name), (credit, count) in sorted(sums.items())
        if credit or count
    ]


def total_of(learner_id: UUID, *, since: date | None = None) -> Decimal:
    """What a person's account comes to, from a day on. One query."""
    rows = HourEntry.objects.filter(learner_id=learner_id)
    if since:
        rows = rows.filter(day__gte=since)
    found: Decimal = rows.aggregate(total=Coalesce(Sum("credit"), NOTHING))["total"]
    return found


def in_one_line(learner_id: UUID, *, today: date) -> str:
    """What the home page says of this year's hours; '' while there are none. One query."""
    credit = total_of(learner_id, since=date(today.year, 1, 1))
    return _("今年已记 %s 学时。") % shown(credit) if credit else ""


def totals(
    *, congress_id: int, since: date | None, until: date | None
) -> dict[UUID, dict[str, Decimal]]:
    """Everybody's hours in a congress: learner → basis → hours, both days included. One query."""
    rows = HourEntry.objects.filter(congress_id=congress_id)
    if since:
        rows = rows.filter(day__gte=since)
    if until:
        rows = rows.filter(day__lte=until)
    found: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for learner, basis, credit in rows.values_list("learner_id", "basis").annotate(Sum("credit")):
        found[learner][basis] = credit
    return dict(found)


def versions(congress_id: int) -> list[HoursTable]:
    """The versions of a congress's table, the newest first. One query."""
    rows = HoursTable.objects.filter(congress_id=congress_id).select_related("made_by")
    return list(rows.order_by("-number"))


@dataclass(frozen=True)
class Rules:
    """A version of the table in sentences; `counts` when it is the one of the day."""

    version: HoursTable
    sentences: Sequence[str]
    counts: bool


def rules_of(found: Sequence[HoursTable], *, today: date) -> list[Rules]:
    """Versions in words, in the order given. No query."""
    tables = [version.as_table() for version in found]
    number = in_force(tables, today).number if tables else 0
    return [Rules(version, rules(version), version.number == number) for version in found]


def default_rules() -> list[str]:
    """What counts where no version was written yet."""
    return rules(HoursTable(number=1))


def lines_by_version(congress_id: int) -> dict[int, int]:
    """How many lines were written under each version: number → lines. One query."""
    rows = HourEntry.objects.filter(congress_id=congress_id).values_list("table__number")
    return dict(rows.annotate(Count("pk")))
