"""The only writer of statements: insert, fold and outbox in one transaction.

`record` takes one or several things that happened to one person; a statement_id already known to
the log is a no-op, so anything may be sent again. `void` takes a statement back by another one.
`rebuilt` makes everything that follows from the log again, and says what differed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.utils.translation import gettext as _

from cms.core.inserting import insert
from cms.core.prepared import Several, prepared
from training.cohorts.stirring import stir
from training.learning.hours import keeping as hours
from training.learning.hours import rebuilding as hours_again
from training.learning.ledger.models import Statement, Verb
from training.learning.ledger.reading import Logs, counts_of, logs_of
from training.learning.mastery import keeping as mastery
from training.learning.outbox import forwards
from training.learning.progress import keeping, rebuilding
from training.learning.progress.models import ActivityProgress
from training.learning.review import keeping as review_cards
from training.people.errors import Refused
from training.people.models import User

OLDEST = timedelta(days=7)


class Rebuilt(Protocol):
    """A room that keeps something which the statements amount to."""

    def rebuild(self, learner_id: UUID) -> None:
        """Throw one person's rows away and make them again from the log."""

    def differences(self, learner_id: UUID) -> list[str]:
        """How her stored rows differ from the log, one line each; empty when they agree."""


class Fold(Rebuilt, Protocol):
    """One that every new statement is shown to, in the transaction that stores it.

    In any order. What was taken back before it came is not shown. A voiding is, and makes the fold
    replay the keys of what it names from the log; it is shown once more when what it names comes
    after it.
    """

    def apply(self, learner_id: UUID, statements: Sequence[Statement], now: datetime) -> None:
        """Bring one person's rows up to date; no query when none of her new statements concerns
        this fold."""


FOLDS: tuple[Fold, ...] = (hours, mastery, review_cards)
"""The ordered folds beside progress: modules named `keeping` of their rooms."""

KEPT: tuple[Rebuilt, ...] = (keeping, *FOLDS)
"""Everything that can be made again from the log."""

Differences = dict[UUID, list[str]]
"""How the stored rows of people differ from the log, in lines; nobody whose rows agree."""

Batch = Callable[[Logs, bool], Differences]
"""Compares many people's stored rows with their logs, which it is handed, and with True puts right
what differs; in as few queries as it can, none of the log. `ledger.reading.Told` has the fields of
a statement, and each person's are in the order of folds."""

AT_ONCE: dict[str, Batch] = {
    keeping.__name__: rebuilding.rebuild_batch,
    hours.__name__: hours_again.rebuild_batch,
    mastery.__name__: mastery.rebuild_batch,
    review_cards.__name__: review_cards.rebuild_batch,
}
"""The faster way of folds that offer one, by the name of their `keeping`. Folds without one are
asked for `differences` person by person, and to `rebuild` whoever differs."""

NAMESPACE = UUID("6d0f1e38-3f0e-5d7f-9d64-0a5a3f6f2b11")

__all__ = [
    "Happening",
    "Verb",
    "VoidRefused",
    "answers_to",
    "completed_at",
    "completion_by",
    "derived_id",
    "done_among",
    "has_completed",
    "learners_with_evidence",
    "log_sizes",
    "move",
    "rebuilt",
    "record",
    "standing_of",
    "visible",
    "void",
    "voided_among",
]


class VoidRefused(Refused):
    """A voiding statement is not taken back."""


@dataclass(frozen=True)
class Happening:
    """What is to be recorded about one activity; ValueError for a voiding of nothing, and for
    anything else that would take something back."""

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

    def __post_init__(self) -> None:
        if (self.verb == Verb.VOIDED) != (self.voids is not None):
            raise ValueError("a statement takes another one back, and names it, or does neither")


def derived_id(*parts: object) -> UUID:
    """A statement id that is the same each time the same thing is recorded."""
    return uuid5(NAMESPACE, ":".join(str(part) for part in parts))


STAFF = "staff"
"""The source of what staff write down about a person."""


def _effective(occurred_at: datetime, stored_at: datetime, source: str) -> datetime:
    """When it counts as done. A device's clock is believed for some days back; what staff enter of
    a day long gone was on that day."""
    oldest = occurred_at if source == STAFF else stored_at - OLDEST
    return min(max(occurred_at, oldest), stored_at)


def _known(learner_id: UUID, ids: Iterable[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Which of these the log has, and which were taken back, be it before they came. One query."""
    asked = set(ids)
    found = _told.all(learner=learner_id, ids=asked, taken=asked)
    return asked & {sid for sid, _voids in found}, asked & {voids for _sid, voids in found if voids}


@prepared(learner=UUIDField(), ids=Several(UUIDField()), taken=Several(UUIDField()))
def _told(learner: Any, ids: Any, taken: Any) -> "QuerySet[Any, Any]":
    # The learner in both halves: each is then one look into an index of hers.
    had = Q(learner_id=learner, statement_id__in=ids) | Q(learner_id=learner, voids__in=taken)
    return Statement.objects.filter(had).values_list("statement_id", "voids")


def _check_voidings(learner_id: UUID, new: Sequence[Happening]) -> None:
    """Raises VoidRefused for a voiding of a voiding. One query when anything is taken back."""
    taken = {happening.voids for happening in new if happening.voids}
    if not taken:
        return
    voidings = {happening.statement_id for happening in new if happening.voids}
    known = Statement.objects.filter(learner_id=learner_id, statement_id__in=taken)
    if taken & voidings or known.filter(verb=Verb.VOIDED).exists():
        told = _("作废的记录不能再作废。要让原来的记录重新算数，请重新记一条。")
        raise VoidRefused("voids_a_voiding", told)


def _hold(learner_ids: Iterable[UUID]) -> None:
    """Serialise writers of these people by locking their rows. One query."""
    # Not her key, which rows about her refer to: saving an answer need not wait for this.
    _held.all(learners=list(learner_ids))


@prepared(learners=Several(UUIDField()))
def _held(learners: Any) -> "QuerySet[Any, Any]":
    held = User.objects.select_for_update(no_key=True).filter(pk__in=learners)
    return held.order_by("pk").values_list("pk")


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
    the same stale state. VoidRefused, and nothing written, for a voiding of a voiding.
    """
    _hold([learner_id])
    by_id = {happening.statement_id: happening for happening in happenings}
    known, taken_back = _known(learner_id, by_id)
    new = [happening for sid, happening in by_id.items() if sid not in known]
    if not new:
        return 0
    _check_voidings(learner_id, new)
    statements = [
        Statement(
            learner_id=learner_id,
            registration_id=registration_id,
            stored_at=now,
            effective_at=_effective(happening.occurred_at, now, source),
            source=source,
            **vars(happening),
        )
        for happening in new
    ]
    insert(statements)
    forwards.leave(learner_id=learner_id, ids=[one.statement_id for one in new], now=now)
    shown = _shown(learner_id, statements, taken_back)
    for kept in (keeping, *FOLDS):
        kept.apply(learner_id, shown, now)
    stir(learner_ids=[learner_id], now=now)
    return len(new)


def _shown(
    learner_id: UUID, statements: Sequence[Statement], taken_back: set[UUID]
) -> list[Statement]:
    """What the folds are shown of new statements: in the place of one that was taken back before
    it came, its voiding once more. One query where there is such a one."""
    late = [s.statement_id for s in statements if s.statement_id in taken_back and not s.voids]
    if not late:
        return list(statements)
    voidings = Statement.objects.filter(learner_id=learner_id, voids__in=late)
    return [*(s for s in statements if s.statement_id not in late), *voidings]


def void(*, learner_id: UUID, statement_id: UUID, reason: str, now: datetime, by: User) -> int:
    """Take a statement back by a voiding one, once; Statement.DoesNotExist when she has no such
    statement, VoidRefused when it is itself a voiding."""
    taken = Statement.objects.get(learner_id=learner_id, statement_id=statement_id)
    return record(
        learner_id=learner_id,
        happenings=[_taken_back(taken, reason=reason, now=now, by=by)],
        now=now,
        registration_id=taken.registration_id,
        source="staff",
    )


def _taken_back(taken: Statement, *, reason: str, now: datetime, by: User) -> Happening:
    return Happening(
        verb=Verb.VOIDED,
        activity=taken.activity,
        activity_type=taken.activity_type,
        occurred_at=now,
        statement_id=derived_id("void", taken.statement_id),
        context={"reason": reason, "by": str(by.pk)},
        voids=taken.statement_id,
    )


def standing_of(learner_id: UUID) -> "QuerySet[Statement]":
    """What a person's log says that was not taken back, in the order of folds, without voidings."""
    hers = Statement.objects.filter(learner_id=learner_id)
    taken = hers.filter(voids=OuterRef("statement_id"))
    told = hers.filter(voids=None).filter(~Exists(taken))
    return told.order_by("effective_at", "stored_at", "id")


@transaction.atomic
def move(
    *,
    from_id: UUID,
    to_id: UUID,
    registrations: dict[UUID | None, UUID | None],
    now: datetime,
    by: User,
) -> int:
    """What stands in one person's log is written anew for another and taken back from the first:
    for a person who was on the roster twice. Owners never change; each new statement names the old
    one, keeps the moment at which it counts, and has an id of its own, so that moving again moves
    only what came since. `registrations` says which class is whose. Returns how many were moved."""
    _hold([from_id, to_id])
    by_class: dict[UUID | None, list[Statement]] = {}
    for one in standing_of(from_id):
        by_class.setdefault(one.registration_id, []).append(one)
    for registration, told in by_class.items():
        record(
            learner_id=to_id,
            happenings=[_moved(one, from_id) for one in told],
            now=now,
            registration_id=registrations.get(registration),
            source=STAFF,
        )
        record(
            learner_id=from_id,
            happenings=[_taken_back(one, reason="merged", now=now, by=by) for one in told],
            now=now,
            registration_id=registration,
            source=STAFF,
        )
    return sum(map(len, by_class.values()))


def _moved(told: Statement, from_id: UUID) -> Happening:
    return Happening(
        verb=Verb(told.verb),
        activity=told.activity,
        activity_type=told.activity_type,
        occurred_at=told.effective_at,
        statement_id=derived_id("moved", from_id, told.statement_id),
        scaled=told.scaled,
        success=told.success,
        completion=told.completion,
        seconds=told.seconds,
        context=told.context
        | {"moved": {"from": str(from_id), "statement": str(told.statement_id)}},
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
    Verb.OVERRIDDEN,
    Verb.SATISFIED,
)


def visible(*, learner_id: UUID, viewer_id: UUID | None) -> "QuerySet[Statement]":
    """The statements of a person that a viewer may see, newest first: all of one's own; for staff,
    and for nobody in particular (None), no single answers.

    Each carries `voided`: whether it was taken back, of which nobody is kept in the dark. The
    voiding of a statement is shown to whoever may see that statement.
    """
    told = Statement.objects.filter(learner_id=learner_id).order_by("-effective_at")
    hers = Statement.objects.filter(learner_id=learner_id)
    voiding = hers.filter(voids=OuterRef("statement_id"))
    if learner_id != viewer_id:
        fact = Q(verb__in=SHOWN_TO_OFFICE) & ~Q(activity_type="question")
        taken = hers.filter(fact, statement_id=OuterRef("voids"))
        told = told.filter(fact | (Q(verb=Verb.VOIDED) & Exists(taken)))
    return told.annotate(voided=Exists(voiding))


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


def log_sizes(learner_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many statements there are of each of these people. One query."""
    return counts_of(learner_ids)


def rebuilt(learner_ids: Sequence[UUID], *, write: bool) -> list[str]:
    """Compare what is stored of these people with what their logs amount to, in lines; with
    `write`, put right what differs.

    Safe beside people at work: nothing is written, and nothing called different, but while their
    rows are locked and their logs are what they were when read. May be broken off and run again.
    """
    logs = logs_of(learner_ids)
    if not write:
        suspects = list(_compare(logs, write=False))
        return [line for one in suspects for line in _surely_different(one)]
    with transaction.atomic():
        _hold(learner_ids)
        sizes = counts_of(learner_ids)
        # Only ever added to: a log of the same length is the same log.
        logs |= logs_of([one for one, told in logs.items() if len(told) != sizes[one]])
        return [line for lines in _compare(logs, write=True).values() for line in lines]


@transaction.atomic
def _surely_different(learner_id: UUID) -> list[str]:
    """What still differs while nobody can write for this person."""
    _hold([learner_id])
    return _compare(logs_of([learner_id]), write=False).get(learner_id, [])


def _compare(logs: Logs, *, write: bool) -> Differences:
    found: Differences = {}
    for kept in KEPT:
        at_once = AT_ONCE.get(getattr(kept, "__name__", ""), _one_by_one(kept))
        for learner_id, lines in at_once(logs, write).items():
            found.setdefault(learner_id, []).extend(lines)
    return found


def _one_by_one(kept: Rebuilt) -> Batch:
    """The way of a fold without a faster one."""

    def batch(logs: Logs, write: bool) -> Differences:
        found = {learner_id: kept.differences(learner_id) for learner_id in logs}
        different = {learner_id: lines for learner_id, lines in found.items() if lines}
        for learner_id in different if write else ():
            kept.rebuild(learner_id)
        return different

    return batch
