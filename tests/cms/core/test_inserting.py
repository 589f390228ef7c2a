"""Rows written at once are those that bulk_create would have written."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from cms.core.inserting import insert
from tests.counting import at_most
from training.learning.ledger.models import Statement
from training.learning.progress.models import ActivityProgress
from training.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NOON = datetime(2022, 9, 20, 4, tzinfo=UTC)


def statement(learner: User, **told: Any) -> Statement:
    return Statement(
        learner=learner,
        statement_id=uuid4(),
        verb="answered",
        activity=uuid4(),
        activity_type="question",
        occurred_at=NOON,
        stored_at=NOON,
        effective_at=NOON,
        source="web",
        **told,
    )


def as_stored(model: Any) -> list[dict[str, Any]]:
    """Everything in a table but the keys."""
    rows = list(model.objects.order_by("pk").values())
    return sorted(({**row, "id": None} for row in rows), key=str)


def test_the_rows_are_those_of_bulk_create(wang: User, chen: User) -> None:
    told = [
        {},
        {"scaled": Decimal("0.333333"), "success": False, "context": {"题": ["甲", None, 1.5]}},
        {"completion": True, "context": {}, "seconds": 61},
    ]
    quick = [statement(wang, **one) for one in told]
    slow = [statement(chen, **one) for one in told]
    for one, other in zip(quick, slow, strict=True):
        other.statement_id, other.activity = one.statement_id, one.activity
    with at_most(1):
        insert(quick)
    Statement.objects.bulk_create(slow)
    kept = as_stored(Statement)
    assert len(kept) == 6
    by_learner: dict[UUID, list[Any]] = {wang.pk: [], chen.pk: []}
    for row in kept:
        by_learner[row["learner_id"]].append({**row, "learner_id": None})
    assert by_learner[wang.pk] == by_learner[chen.pk]
    assert all(not row._state.adding and row._state.db for row in quick)


def test_what_is_there_already_is_written_over_where_asked(wang: User) -> None:
    activity = uuid4()
    for seconds in (60, 90):
        rows = [ActivityProgress(learner=wang, activity=activity, seconds=seconds, seen_at=NOON)]
        insert(rows, unique=["learner", "activity"], update=["seconds"])
    kept = ActivityProgress.objects.get()
    assert (kept.seconds, kept.seen_at) == (90, NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([ActivityProgress(learner=wang, activity=activity)])


def test_more_than_the_database_takes_at_once_and_none(
    wang: User, django_assert_num_queries: Any
) -> None:
    fields = Statement._meta.concrete_fields
    most = connection.ops.bulk_batch_size(fields, [statement(wang)] * 2000)
    rows = [statement(wang) for _n in range(min(most, 200) + 3)]
    batches = -(-len(rows) // most)
    with django_assert_num_queries(batches):
        insert(rows)
    assert Statement.objects.count() == len(rows)
    with at_most(0):
        insert([])


def test_all_or_nothing(wang: User) -> None:
    rows = [statement(wang) for _n in range(130)]
    rows[-1].statement_id = rows[0].statement_id
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(rows)
    assert not Statement.objects.exists()
