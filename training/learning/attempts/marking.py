"""Marking a sitting that was handed in, and telling the log."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from courses.questions.kinds.registry import grade
from courses.questions.outcome import Outcome
from training.learning import evidence
from training.learning.attempts.models import Attempt, AttemptItem, Response, Score

State = Attempt.State
Verb = evidence.Verb
CENT = Decimal("0.01")


@dataclass(frozen=True)
class MarkedItem:
    """An item with the outcome of its current answer."""

    item: AttemptItem
    question: UUID
    outcome: Outcome

    @property
    def mark(self) -> Decimal:
        """What the answer is worth here."""
        return self.outcome.fraction * self.item.max_mark


def current_payloads(attempt: Attempt) -> dict[UUID, dict[str, Any]]:
    """The answer that counts for each item: the highest step that is current and not late. One
    query."""
    rows = Response.objects.filter(
        learner_id=attempt.learner_id, attempt=attempt, current=True, late=False
    ).order_by("step")
    return dict(rows.values_list("item_id", "payload"))


def _outcomes(attempt: Attempt) -> list[MarkedItem]:
    payloads = current_payloads(attempt)
    items = (
        AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
        .select_related("version")
        .annotate(question=F("version__question__uuid"))
        .order_by("position")
    )
    rules = attempt.rules["kinds"]
    return [
        MarkedItem(
            item,
            item.question,
            grade(
                item.version.kind,
                item.version.body,
                item.version.answer_key,
                payloads.get(item.pk, {}),
                rules,
            ),
        )
        for item in items
    ]


@transaction.atomic
def mark(*, attempt: Attempt, now: datetime) -> Attempt:
    """Mark every answer of a submitted attempt and record the evidence. Safe to run again."""
    attempt = Attempt.objects.select_for_update().get(learner_id=attempt.learner_id, id=attempt.pk)
    if attempt.state != State.SUBMITTED:
        return attempt
    marked = _outcomes(attempt)
    Score.objects.bulk_create(
        Score(
            learner_id=attempt.learner_id,
            item=one.item,
            number=1,
            fraction=one.outcome.fraction,
            outcome=one.outcome.as_json(),
            at=now,
        )
        for one in marked
    )
    _finish(attempt, sum((one.mark for one in marked), Decimal(0)), now)
    evidence.record(
        learner_id=attempt.learner_id,
        happenings=_happenings(attempt, marked),
        now=now,
        registration_id=attempt.enrolment_id,
    )
    return attempt


def _finish(attempt: Attempt, total: Decimal, now: datetime) -> None:
    attempt.state = State.FINISHED
    attempt.finished_at = now
    attempt.marked = total.quantize(CENT, ROUND_HALF_UP)
    attempt.percent = (
        (total / attempt.maximum * 100).quantize(CENT, ROUND_HALF_UP)
        if attempt.maximum
        else Decimal(0)
    )
    pass_mark = attempt.rules["pass_mark"]
    attempt.passed = attempt.percent >= pass_mark if pass_mark is not None else None
    attempt.save(update_fields=["state", "finished_at", "marked", "percent", "passed"])


def _happenings(attempt: Attempt, marked: list[MarkedItem]) -> list[evidence.Happening]:
    """What the log is told: every answer, that the quiz was completed (once), and passed or
    failed."""
    at = attempt.submitted_at or attempt.started_at
    verdict = {None: Verb.PROGRESSED, True: Verb.PASSED, False: Verb.FAILED}[attempt.passed]
    completed = _about_quiz(
        attempt,
        Verb.COMPLETED,
        at,
        # cmi5 9.3: completed at most once per registration and activity.
        statement_id=evidence.derived_id("completed", attempt.enrolment_id, attempt.quiz.uuid),
        completion=True,
    )
    judged = _about_quiz(
        attempt,
        verdict,
        at,
        statement_id=evidence.derived_id("marked", attempt.pk),
        scaled=(attempt.percent or Decimal(0)) / 100,
        success=attempt.passed,
    )
    return [*(_answered(attempt, one, at) for one in marked), completed, judged]


def _about_quiz(
    attempt: Attempt, verb: evidence.Verb, at: datetime, **result: Any
) -> evidence.Happening:
    return evidence.Happening(
        verb=verb,
        activity=attempt.quiz.uuid,
        activity_type="quiz",
        occurred_at=at,
        context={"attempt": str(attempt.pk)},
        **result,
    )


def _answered(attempt: Attempt, one: MarkedItem, at: datetime) -> evidence.Happening:
    return evidence.Happening(
        verb=Verb.ANSWERED,
        activity=one.question,
        activity_type="question",
        occurred_at=at,
        statement_id=evidence.derived_id("answered", one.item.pk),
        scaled=one.outcome.fraction,
        success=one.outcome.state == "right",
        context={
            "attempt": str(attempt.pk),
            "version": str(one.item.version.uuid),
            "points": one.item.version.points,
            "answered": one.outcome.answered,
        },
    )
