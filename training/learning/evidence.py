"""The only writer of statements: insert, fold and outbox in one transaction.

`record` takes one or several things that happened to one person; a statement_id already known to
the log is a no-op, so anything may be sent again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from training.learning.ledger.models import Statement, Verb
from training.learning.outbox import queue
from training.learning.progress import keeping
from training.learning.progress.models import ActivityProgress
from training.people.models import User

OLDEST = timedelta(days=7)


class Rebuilt(Protocol):
    """A room that keeps something which the statements amount to."""

    def rebuild(self, learner_id: UUID) -> None:
        """Throw one person's rows away and make them again from the log."""

    def differences(self, learner_id: UUID) -> list[str]:
        """How her stored rows differ from the log, one line each; empty when they agree."""


class Fold(Rebuilt, Protocol):
    """One that every new statement is shown to, in the transaction that stores it."""

    def apply(self, learner_id: UUID, statements: Sequence[Statement], now: datetime) -> None:
        """Bring one person's rows up to date; no query when none of her new statements concerns
        this fold."""


FOLDS: tuple[Fold, ...] = ()
"""The ordered folds beside progress: modules named `keeping` of their rooms."""

KEPT: tuple[Rebuilt, ...] = (keeping, *FOLDS)
"""Everything that can be made again from the log."""
NAMESPACE = UUID("6d0f1e38-3f0e-5d7f-9d64-0a5a3f6f2b11")

__all__ = [
    "Happening",
    "Verb",
    "answers_to",
    "completed_at",
    "completion_by",
    "derived_id",
    "done_among",
    "has_completed",
    "learners_with_evidence",
    "record",
    "visible",
    "void",
    "voided_among",
]


@dataclass(frozen=True)
class Happening:
    """What is to be recorded about one activity."""

    verb: Verb
    activity: UUID
    activity_type: str
    occurred_at: datetime
    statement_id: UUID = field(default_factory=uuid4)
    scaled: Decimal | None = None
    success: bool | None = None
    completion: bool | None = None
    seconds: int = 0
    context: dict[str, Any] = field(default_factory=dict)
    voids: UUID | None = None


def derived_id(*parts: object) -> UUID:
    """A statement id that is the same each time the same thing is recorded."""
    return uuid5(NAMESPACE, ":".join(str(part) for part in parts))


def _clamped(occurred_at: datetime, stored_at: datetime) -> datetime:
    return min(max(occurred_at, stored_at - OLDEST), stored_at)


def _unknown(learner_id: UUID, happenings: Sequence[Happening]) -> list[Happening]:
    """Those whose id the log does not have yet, each id once. One query."""
    ids = {happening.statement_id: happening for happening in happenings}
    known = set(
        Statement.objects.filter(learner_id=learner_id, statement_id__in=ids).values_list(
            "statement_id", flat=True
        )
    )
    return [happening for sid, happening in ids.items() if sid not in known]


@transaction.atomic
def record(
    *,
    learner_id: UUID,
    happenings: Sequence[Happening],
    now: datetime,
    registration_id: UUID | None = None,
    source: str = "web",
) -> int:
    """Append what is new and bring every fold up to date; returns how many statements were new.

    Serialises writers of one learner by locking her row, so that two devices cannot fold over
    the same stale state.
    """
    # Not her key, which rows about her refer to: saving an answer need not wait for this.
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()
    new = _unknown(learner_id, happenings)
    if not new:
        return 0
    statements = [
        Statement(
            learner_id=learner_id,
            registration_id=registration_id,
            stored_at=now,
            effective_at=_clamped(happening.occurred_at, now),
            source=source,
            **vars(happening),
        )
        for happening in new
    ]
    Statement.objects.bulk_create(statements)
    _rejudge(learner_id, keeping.apply(learner_id, statements), now)
    for kept in FOLDS:
        kept.apply(learner_id, statements, now)
    return len(new)


def _rejudge(learner_id: UUID, states: keeping.States, now: datetime) -> None:
    for enrolment in keeping.active_enrolments(learner_id):
        rows = keeping.rejudge(enrolment, states)
        if any(row.whole and row.satisfied_at for row in rows):
            queue.leave(learner_id=learner_id, kind="satisfied", key=str(enrolment.pk), now=now)


def void(*, learner_id: UUID, statement_id: UUID, reason: str, now: datetime, by: User) -> int:
    """Take a statement back by a voiding one; Statement.DoesNotExist when she has no such
    statement."""
    taken = Statement.objects.get(learner_id=learner_id, statement_id=statement_id)
    voiding = Happening(
        verb=Verb.VOIDED,
        activity=taken.activity,
        activity_type=taken.activity_type,
        occurred_at=now,
        statement_id=derived_id("void", statement_id),
        context={"reason": reason, "by": str(by.pk)},
        voids=statement_id,
    )
    return record(
        learner_id=learner_id,
        happenings=[voiding],
        now=now,
        registration_id=taken.registration_id,
        source="staff",
    )


def voided_among(*, learner_id: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """Which of a person's statements were taken back. One query."""
    rows = Statement.objects.filter(learner_id=learner_id, voids__in=list(ids))
    return {voids for voids in rows.values_list("voids", flat=True) if voids}


# What the office and directors may see of a person: facts with dates, never single answers.
SHOWN_TO_OFFICE = (
    Verb.COMPLETED,
    Verb.PASSED,
    Verb.FAILED,
    Verb.ATTENDED,
    Verb.SUBMITTED,
    Verb.WAIVED,
    Verb.SATISFIED,
)


def visible(*, learner_id: UUID, viewer_id: UUID) -> "QuerySet[Statement]":
    """The statements of a person that a viewer may see: all of one's own; for staff no single
    answers."""
    told = Statement.objects.filter(learner_id=learner_id).order_by("-effective_at")
    if learner_id == viewer_id:
        return told
    return told.filter(Q(verb__in=SHOWN_TO_OFFICE)).exclude(activity_type="question")


def answers_to(*, learner_id: UUID, activities: Iterable[UUID]) -> list[Statement]:
    """A person's answers to questions or decisions, oldest first. One query."""
    return list(
        Statement.objects.filter(
            learner_id=learner_id, activity__in=list(activities), verb=Verb.ANSWERED
        ).order_by("effective_at", "stored_at")
    )


def has_completed(*, learner_id: UUID, activity: UUID) -> bool:
    """Whether the folds say that a person completed an activity. One query."""
    return completed_at(learner_id=learner_id, activity=activity) is not None


def completed_at(*, learner_id: UUID, activity: UUID) -> datetime | None:
    """When a person first completed an activity. One query."""
    return (
        ActivityProgress.objects.filter(learner_id=learner_id, activity=activity)
        .values_list("completed_at", flat=True)
        .first()
    )


def completion_by(learner_id: Any) -> Subquery:
    """When a person first completed a page, for a query of pages: it saves one of its own."""
    rows = ActivityProgress.objects.filter(learner_id=learner_id)
    rows = rows.filter(activity=OuterRef("translation_key"))
    return Subquery(rows.values("completed_at")[:1])


def done_among(*, learner_id: UUID, activities: Iterable[UUID]) -> set[UUID]:
    """Which activities a person completed, attended or was waived. One query."""
    rows = ActivityProgress.objects.filter(learner_id=learner_id, activity__in=list(activities))
    done = Q(completed_at__isnull=False) | Q(attended_at__isnull=False)
    done |= Q(waived_at__isnull=False)
    return set(rows.filter(done).values_list("activity", flat=True))


def learners_with_evidence() -> Iterable[UUID]:
    """Everyone the log speaks of."""
    return Statement.objects.order_by().values_list("learner_id", flat=True).distinct()
