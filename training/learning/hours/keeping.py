"""Keeping the accounts: an append-only ledger held to what the statements amount to.

The ledger is right when, for every day and item, what stands in it is what the pure reckoning makes
of the person's statements. `differences` are the lines that would have to be added; `rebuild` adds
them. Nothing is thrown away.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from training.cohorts.stirring import stir
from training.learning.hours.booking import Account, missing, standing
from training.learning.hours.claims import Claim, Frozen, frozen_of
from training.learning.hours.facts import (
    TYPES,
    VERBS,
    Told,
    concerns,
    fact_of,
    facts_of,
    is_old,
    reasons_of_voided,
)
from training.learning.hours.models import NUMBERS, HourEntry, HoursTable
from training.learning.hours.reckoning import Fact
from training.learning.ledger.models import Statement
from training.people.models import User

BEGINNING = date(2000, 1, 1)
"""The first version of a table has counted always."""
OF_TABLE = ("id", "congress_id", "number", "valid_from", "made_at", *NUMBERS)
OF_ENTRY = tuple(field.attname for field in HourEntry._meta.concrete_fields)


def _accounts(learner_id: UUID, congresses: Q) -> dict[int, Account]:
    """Tables and lines together, by congress. One query: every version with the lines it gave."""
    rows = (
        HoursTable.objects.filter(congresses)
        .annotate(mine=FilteredRelation("entries", condition=Q(entries__learner_id=learner_id)))
        .order_by("number", "mine__step")
        .values_list(*OF_TABLE, *(F(f"mine__{name}") for name in OF_ENTRY))
    )
    tables: dict[int, HoursTable] = {}
    lines: dict[int, list[HourEntry]] = {}
    for row in rows:
        told = dict(zip(OF_TABLE, row, strict=False))
        table = tables.setdefault(told["id"], HoursTable(**told))
        entry = dict(zip(OF_ENTRY, row[len(OF_TABLE) :], strict=True))
        if entry["id"]:
            lines.setdefault(table.congress_id, []).append(HourEntry(**entry))
    return _grouped(learner_id, tables.values(), lines)


def _grouped(
    learner_id: UUID, tables: Iterable[HoursTable], lines: dict[int, list[HourEntry]]
) -> dict[int, Account]:
    found: dict[int, list[HoursTable]] = {}
    for table in tables:
        table._state.adding = False
        found.setdefault(table.congress_id, []).append(table)
    return {
        congress: Account(
            learner_id,
            congress,
            versions,
            sorted(lines.get(congress, ()), key=lambda entry: entry.step),
        )
        for congress, versions in found.items()
    }


def first_version(congress_id: int, now: datetime) -> HoursTable:
    """The first version of a congress's table, made from the default numbers on first use."""
    version, _created = HoursTable.objects.get_or_create(
        congress_id=congress_id,
        number=1,
        defaults={"valid_from": BEGINNING, "made_at": now},
    )
    return version


def _with_tables(
    learner_id: UUID, accounts: dict[int, Account], congresses: Iterable[int], now: datetime
) -> None:
    for congress in congresses:
        if congress not in accounts:
            version = first_version(congress, now)
            accounts[congress] = Account(learner_id, congress, [version])


def apply(learner_id: UUID, statements: Sequence[Statement], now: datetime) -> None:
    """Add what new statements of one person change in her account.

    No query when none concerns hours; else two, unless something was taken back or is older than
    the claims in statements: then her whole account is reckoned again from the log.
    """
    new = [told for told in statements if concerns(told)]
    if not new:
        return
    if any(told.voids or is_old(told) for told in new):
        book(_reckoned_again(learner_id, now), now)
        return
    facts = facts_of(new, old=_claims_nothing)
    accounts = _accounts(learner_id, Q(congress__in=facts))
    _with_tables(learner_id, accounts, facts, now)
    lines = []
    for congress, told in facts.items():
        account = accounts[congress]
        known = [fact_of(entry) for entry in standing(account.entries).values()]
        lines += missing(account, account.reckoned([*known, *told]), now)
    book(lines, now)


def _claims_nothing(told: Told) -> list[Claim]:
    return []


class _Log:
    """What the log says about a person's hours."""

    def __init__(self, learner_id: UUID) -> None:
        self.learner_id = learner_id
        about = Statement.objects.filter(learner_id=learner_id, activity_type__in=TYPES)
        self.statements = list(about.filter(Q(verb__in=VERBS) | Q(voids__isnull=False)))

    @cached_property
    def _frozen(self) -> Frozen:
        return frozen_of([self.learner_id])[self.learner_id]

    def facts(self) -> dict[int, list[Fact]]:
        """Her facts by congress."""
        return facts_of(self.statements, old=lambda told: self._frozen.of(told))


def _reckoned_again(
    learner_id: UUID, now: datetime, more: Sequence[HoursTable] = ()
) -> list[HourEntry]:
    """The lines her ledger lacks by the whole log, under versions not yet written as well. Two
    queries, four with old statements."""
    log = _Log(learner_id)
    facts = log.facts()
    hers = HourEntry.objects.filter(learner_id=learner_id).values("congress")
    accounts = _accounts(learner_id, Q(congress__in=[*facts]) | Q(congress__in=hers))
    accounts = complete(learner_id, accounts, facts, now)
    for congress, account in accounts.items():
        account.tables = [*account.tables, *(t for t in more if t.congress_id == congress)]
    return lacking(accounts, log.statements, facts, now)


def complete(
    learner_id: UUID, accounts: Mapping[int, Account], congresses: Iterable[int], now: datetime
) -> dict[int, Account]:
    """The accounts, with empty ones for the other congresses, under a first version of the table
    that is not written yet."""
    found = dict(accounts)
    for congress in {*congresses} - {*found}:
        first = HoursTable(congress_id=congress, number=1, valid_from=BEGINNING, made_at=now)
        found[congress] = Account(learner_id, congress, [first])
    return found


def lacking(
    accounts: Mapping[int, Account],
    log: Sequence[Told],
    facts: Mapping[int, Sequence[Fact]],
    now: datetime,
) -> list[HourEntry]:
    """The unsaved lines that one person's accounts lack by the whole log, of which `facts` were
    made; an account for each congress of those."""
    lines: list[HourEntry] = []
    voided = reasons_of_voided(log)
    for congress, account in sorted(accounts.items()):
        account.voided = voided
        lines += missing(account, account.reckoned(facts.get(congress, [])), now)
    return lines


def book(lines: Sequence[HourEntry], now: datetime) -> None:
    """Add lines, which may be of many people. One query for so many as fit; none for no lines."""
    firsts: dict[int, HoursTable] = {}
    for line in lines:
        if not line.table_id:  # reckoned before there was any version
            if line.congress_id not in firsts:
                firsts[line.congress_id] = first_version(line.congress_id, now)
            line.table = firsts[line.congress_id]
    if lines:
        HourEntry.objects.bulk_create(lines)


@transaction.atomic
def book_again(*, learner_id: UUID, now: datetime) -> None:
    """Reckon one person's whole account from the log and add what it lacks. Again: nothing."""
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()
    book(_reckoned_again(learner_id, now), now)
    stir(learner_ids=[learner_id], now=now)


def rebuild(learner_id: UUID) -> None:
    """Add the lines that bring one person's ledger back to what the log says; none is deleted."""
    book_again(learner_id=learner_id, now=timezone.now())


def differences(learner_id: UUID) -> list[str]:
    """The lines that her ledger lacks, one text each; empty when it agrees with the log."""
    return [in_words(line) for line in _reckoned_again(learner_id, timezone.now())]


def in_words(line: HourEntry) -> str:
    """A line that a ledger lacks, as it is told."""
    return f"{line.learner_id} 学时 {line.day} {line.item} {line.credit:+}"


def rehearsed(*, learner_id: UUID, version: HoursTable, now: datetime) -> list[HourEntry]:
    """The lines that a version not yet written would add to one person's account; nothing is
    written. Two queries."""
    return _reckoned_again(learner_id, now, [version])
