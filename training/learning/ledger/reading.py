"""Reading the log in bulk, for folds that are made again: plain tuples, several people at once."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet

from training.learning.ledger.models import Statement
from training.learning.ledger.told import place_of


class Told(NamedTuple):
    """A statement as folds read it; the names are those of the model."""

    learner_id: UUID
    statement_id: UUID
    id: UUID
    verb: str
    activity: UUID
    activity_type: str
    scaled: Decimal | None
    success: bool | None
    completion: bool | None
    seconds: int
    context: dict[str, Any]
    effective_at: datetime
    stored_at: datetime
    registration_id: UUID | None
    voids: UUID | None


Logs = dict[UUID, list[Told]]
"""Statements by person, each person's in the order of folds."""

ORDER = ("effective_at", "stored_at", "id")
"""The order in which folds take a person's statements, wherever it matters."""


def in_order(statements: "QuerySet[Statement]") -> "QuerySet[Statement]":
    """Some of a person's statements as folds take them."""
    return statements.order_by(*ORDER)


def logs_of(learner_ids: Sequence[UUID]) -> Logs:
    """Everything the log says of these people, taken back or not. One query."""
    logs: Logs = {learner_id: [] for learner_id in learner_ids}
    rows = Statement.objects.filter(learner_id__in=logs).values_list(*Told._fields)
    for row in rows.iterator(chunk_size=5000):
        logs[row[0]].append(Told._make(row))
    for told in logs.values():
        told.sort(key=place_of)
    return logs


def counts_of(learner_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many statements there are of each of these people; nobody is left out. One query."""
    rows = Statement.objects.filter(learner_id__in=learner_ids).order_by()
    found = dict(rows.values_list("learner_id").annotate(Count("pk")))
    return {learner_id: found.get(learner_id, 0) for learner_id in learner_ids}
