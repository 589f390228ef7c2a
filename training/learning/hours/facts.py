"""From statements, and from lines that stand, to the facts that are reckoned with."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from training.learning.hours.claims import Claim, local_day
from training.learning.hours.models import HourEntry
from training.learning.hours.reckoning import Fact
from training.learning.ledger.told import Told

Basis = HourEntry.Basis
CLAIMS = "hours"
BASES: dict[tuple[str, str], str] = {
    ("attended", "session"): Basis.ATTENDED,
    ("completed", "lesson"): Basis.LESSON,
    ("passed", "quiz"): Basis.TEST,
    ("attended", "event"): Basis.EVENT,
    ("assessed", "hours"): Basis.CORRECTION,
}
"""Which statements give hours: verb and type of activity → why."""
TYPES = frozenset(kind for _verb, kind in BASES)
VERBS = frozenset(verb for verb, _kind in BASES)
FROZEN = ("code", "title", "title_en", "kind", "organiser", "reason")
"""What of a claim only serves to explain the line. With the moment, typed credit and whether the
session is optional, a line keeps all that its fact was."""


def concerns(told: Told) -> bool:
    """Whether a statement can change an account."""
    if told.voids:
        return told.activity_type in TYPES
    basis = BASES.get((told.verb, told.activity_type))
    return basis is not None and told.context.get(CLAIMS) != []


def is_old(told: Told) -> bool:
    """Whether it was recorded before statements carried their claims."""
    return CLAIMS not in told.context


def _fact(told: Told, claim: Claim) -> Fact:
    credit, day = claim.get("credit"), claim.get("day")
    kept: dict[str, Any] = {name: claim[name] for name in FROZEN if claim.get(name)}
    kept["at"] = told.effective_at.isoformat()
    kept.update({name: claim[name] for name in ("credit", "optional") if claim.get(name)})
    return Fact(
        statement=told.statement_id,
        item=claim["item"],
        basis=str(BASES[told.verb, told.activity_type]),
        day=date.fromisoformat(day) if day else local_day(told.effective_at),
        at=told.effective_at,
        minutes=claim["minutes"],
        fixed=None if credit is None else Decimal(credit),
        optional=claim.get("optional", False),
        told=kept,
    )


def facts_of(
    statements: Iterable[Told], old: Callable[[Told], list[Claim]]
) -> dict[int, list[Fact]]:
    """The facts of statements by congress, voided ones left out; `old` finds the claims of those
    that carry none."""
    distinct = {told.statement_id: told for told in statements}
    voided = {told.voids for told in distinct.values()}
    found: dict[int, list[Fact]] = {}
    for told in distinct.values():
        if told.voids or told.statement_id in voided:
            continue
        if (told.verb, told.activity_type) not in BASES:
            continue
        for claim in old(told) if is_old(told) else told.context[CLAIMS]:
            found.setdefault(claim["congress"], []).append(_fact(told, claim))
    return found


def reasons_of_voided(statements: Iterable[Told]) -> dict[UUID, str]:
    """Which statements were taken back, and why as far as that was said."""
    return {told.voids: str(told.context.get("reason", "")) for told in statements if told.voids}


def fact_of(entry: HourEntry) -> Fact:
    """The fact a standing line was made of: of each item it was the best, so that with newer facts
    it says all that the older ones would. Raises ValueError for the line of a cap."""
    if entry.statement is None:
        raise ValueError("The line of a day's cap rests on no statement.")
    credit = entry.told.get("credit")
    return Fact(
        statement=entry.statement,
        item=entry.item,
        basis=entry.basis,
        day=entry.day,
        at=datetime.fromisoformat(entry.told["at"]),
        minutes=entry.minutes,
        fixed=None if credit is None else Decimal(credit),
        optional=entry.told.get("optional", False),
        told=entry.told,
    )
