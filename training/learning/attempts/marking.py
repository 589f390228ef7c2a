"""Marking a sitting that was handed in, and marking it again. What is stored follows from the
sheet (sheets.py); the log is told what changed (telling.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, UUIDField

from cms.core.inserting import insert
from cms.core.prepared import prepared
from courses.quizzes.models import KeyAmendment
from training.learning.attempts import telling
from training.learning.attempts.models import Attempt, MarkChange, Response, Score
from training.learning.attempts.sheets import Judged, Sheet, Total, sheet_of, sheets_of, total_of
from training.people.models import User

State = Attempt.State
Cause = MarkChange.Cause
TOTALS = ("marked", "maximum", "percent", "passed")


@dataclass(frozen=True)
class Projection:
    """What a sitting would be worth: its percent, verdict, and (share, left out) of each item."""

    percent: Decimal
    passed: bool | None
    items: dict[UUID, tuple[Decimal, bool]]


def current_payloads(attempt: Attempt) -> dict[UUID, dict[str, Any]]:
    """The answer that counts for each item: the highest step that is current and not late. One
    query."""
    rows = Response.objects.filter(
        learner_id=attempt.learner_id, attempt=attempt, current=True, late=False
    ).order_by("step")
    return dict(rows.values_list("item_id", "payload"))


def locked(attempt: Attempt) -> Attempt:
    """The sitting as it stands now, locked. One query."""
    found = _held.get(learner=attempt.learner_id, attempt=attempt.pk)
    # Known already, and the same for good: saves queries in every sitting.
    for name in ("quiz", "enrolment"):
        if name in attempt._state.fields_cache:
            setattr(found, name, getattr(attempt, name))
    return found


@prepared(learner=UUIDField(), attempt=UUIDField())
def _held(learner: Any, attempt: Any) -> "QuerySet[Attempt]":
    return Attempt.objects.select_for_update().filter(learner_id=learner, id=attempt)


def _store_scores(
    sheet: Sheet, judged: list[Judged], now: datetime, **written: Any
) -> list[Judged]:
    """Append a score for every item that has none yet or now another; returns these items."""
    changed = [
        one for one in judged if not one.waits and one.differs(sheet.scores.get(one.item.pk))
    ]
    insert(
        [
            Score(
                learner_id=sheet.attempt.learner_id,
                item=one.item,
                number=_next_number(sheet, one),
                fraction=one.fraction,
                outcome=one.outcome.as_json(),
                left_out=one.left_out,
                amendment=one.amendment,
                comment=sheet.comments.get(one.item.pk, ""),
                at=now,
                **written,
            )
            for one in changed
        ]
    )
    return changed


def _next_number(sheet: Sheet, one: Judged) -> int:
    before = sheet.scores.get(one.item.pk)
    return before.number + 1 if before else 1


@transaction.atomic
def mark(*, attempt: Attempt, now: datetime) -> Attempt:
    """Mark every answer of a submitted attempt and record the evidence. Safe to run again.

    An attempt with answers that only a person can mark stays submitted, with `awaits_marker` set
    and no total, until the last of them is marked.
    """
    attempt = locked(attempt)
    if attempt.state != State.SUBMITTED:
        return attempt
    sheet = sheet_of(attempt)
    judged = sheet.judged()
    changed = _store_scores(sheet, judged, now)
    if any(one.waits for one in judged):
        if not attempt.awaits_marker:
            attempt.awaits_marker = True
            attempt.save(update_fields=["awaits_marker"])
        telling.handed_in(sheet, changed, now=now)
        return attempt
    _finish(attempt, total_of(judged, attempt.rules), now)
    telling.judged(sheet, changed, now=now)
    return attempt


def _finish(attempt: Attempt, total: Total, now: datetime) -> None:
    attempt.state = State.FINISHED
    attempt.awaits_marker = False
    attempt.finished_at = now
    attempt.told += 1
    for name in TOTALS:
        setattr(attempt, name, getattr(total, name))
    attempt.save(update_fields=["state", "awaits_marker", "finished_at", "told", *TOTALS])


def project(attempt: Attempt, extra: Sequence[KeyAmendment] = ()) -> Projection:
    """What `remark` would make of a sitting if these decisions were taken too. Nothing is
    written. At most five queries; for many sittings use `project_all`."""
    return project_all([attempt], extra)[0]


def project_all(
    attempts: Sequence[Attempt], extra: Sequence[KeyAmendment] = ()
) -> list[Projection]:
    """The same for a batch, in its order. At most five queries, however many."""
    projections = []
    for sheet in sheets_of(attempts):
        judged = sheet.judged(extra)
        total = total_of(judged, sheet.attempt.rules)
        items = {one.item.pk: (one.fraction, one.left_out) for one in judged}
        projections.append(Projection(total.percent, total.passed, items))
    return projections


@transaction.atomic
def remark(
    *,
    attempt: Attempt,
    by: User,
    cause: str,
    reason: str,
    now: datetime,
    amendment: KeyAmendment | None = None,
) -> MarkChange | None:
    """Judge a finished sitting again from what is stored; None when nothing changes.

    New scores are appended where an item's result changed, the total follows, the log is told and
    the person is told by a MarkChange. A pass that was given stands although the new mark is below
    the pass mark, unless the amendment withdraws it (rules.md). Where an answer that persons mark
    is another one now, the sitting goes back to them and waits.
    """
    attempt = locked(attempt)
    if attempt.state != State.FINISHED:
        return None
    sheet = sheet_of(attempt)
    judged = sheet.judged()
    if any(one.waits for one in judged):
        _back_to_markers(sheet, judged, now, grader=by, reason=reason[:200])
        return None
    changed = _store_scores(sheet, judged, now, grader=by, reason=reason[:200])
    total = total_of(judged, attempt.rules)
    if not changed and not withdrawn(attempt, total.passed, amendment):
        return None
    change = _change(attempt, total, amendment)
    change.cause, change.reason, change.by, change.at = cause, reason[:300], by, now
    change.save()
    attempt.told += 1
    attempt.save(update_fields=["told", *TOTALS])
    telling.judged(sheet, changed, now=now, reason=change.reason)
    return change


def _back_to_markers(sheet: Sheet, judged: list[Judged], now: datetime, **written: Any) -> None:
    """The total and the verdict stay what they were until the new answer is marked."""
    changed = _store_scores(sheet, judged, now, **written)
    sheet.attempt.state, sheet.attempt.awaits_marker = State.SUBMITTED, True
    sheet.attempt.save(update_fields=["state", "awaits_marker"])
    telling.handed_in(sheet, changed, now=now)


def withdrawn(attempt: Attempt, passes: bool | None, amendment: KeyAmendment | None) -> bool:
    """Whether a decision takes a pass back that the marks no longer bear."""
    below = attempt.passed is True and passes is False
    return below and amendment is not None and amendment.withdraws


def _change(attempt: Attempt, total: Total, amendment: KeyAmendment | None) -> MarkChange:
    """The change from the attempt's old totals to the new ones, which are set on the attempt."""
    below = attempt.passed is True and total.passed is False
    kept = below and not withdrawn(attempt, total.passed, amendment)
    change = MarkChange(
        learner_id=attempt.learner_id,
        attempt=attempt,
        amendment=amendment,
        old_percent=attempt.percent or Decimal(0),
        new_percent=total.percent,
        old_passed=attempt.passed,
        new_passed=True if kept else total.passed,
        pass_kept=kept,
    )
    for name in TOTALS:
        setattr(attempt, name, getattr(total, name))
    attempt.passed = change.new_passed
    return change
