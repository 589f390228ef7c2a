"""How the answers of many people fall: numbers by option or question, never an answer of anyone.

Whoever shows them asks how few people are too few (insight.suppression).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Exists, F, OuterRef, Q
from django.db.models.fields.json import KT

from training.learning.ledger.models import Statement, Verb


@dataclass(frozen=True)
class Fallen:
    """How many people chose one option of a decision first: named by its id, and by its place for
    options that had none when they were chosen."""

    decision: UUID
    option_id: str
    place: int | None
    people: int


@dataclass(frozen=True)
class Tries:
    """The tries at one version of a practice question: how many, by how many people, and the share
    of the marks that they won together, 0 to 1 (None when nothing was marked)."""

    question: UUID
    version: str
    tries: int
    people: int
    share: float | None


def first_choices(*, learners: Any, decisions: Iterable[UUID]) -> list[Fallen]:
    """What each of these people (a query of their keys) chose first, counted by option. One query;
    none without decisions."""
    wanted = list(decisions)
    if not wanted:
        return []
    told = Statement.objects.filter(verb=Verb.ANSWERED, activity__in=wanted)
    sooner = Q(effective_at__lt=OuterRef("effective_at")) | Q(
        effective_at=OuterRef("effective_at"), stored_at__lt=OuterRef("stored_at")
    )
    same = Statement.objects.filter(
        sooner,
        learner_id=OuterRef("learner_id"),
        activity=OuterRef("activity"),
        verb=Verb.ANSWERED,
    )
    rows = (
        told.filter(~Exists(same), learner_id__in=learners)
        .order_by()
        .values("activity", option=KT("context__option"), place=KT("context__choice"))
        .annotate(people=Count("learner_id", distinct=True))
    )
    return [
        Fallen(row["activity"], row["option"] or "", _place(row["place"]), row["people"])
        for row in rows
    ]


def _place(told: Any) -> int | None:
    return int(told) if str(told).isdecimal() else None


def practice_tries(*, learners: Any, questions: Iterable[UUID]) -> list[Tries]:
    """The practice tries of these people (a query of their keys) by version. One query; none
    without questions."""
    wanted = list(questions)
    if not wanted:
        return []
    rows = (
        Statement.objects.filter(
            verb=Verb.ANSWERED,
            activity__in=wanted,
            learner_id__in=learners,
            context__practice=True,
        )
        .order_by()
        .values(question=F("activity"), version=KT("context__version"))
        .annotate(tries=Count("pk"), people=Count("learner_id", distinct=True), share=Avg("scaled"))
    )
    return [
        Tries(
            row["question"],
            row["version"] or "",
            row["tries"],
            row["people"],
            None if row["share"] is None else float(row["share"]),
        )
        for row in rows
    ]
