"""Telling the log that a sitting never was: every statement about it is voided."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max

from training.learning import evidence
from training.learning.attempts import telling
from training.learning.attempts.models import Attempt, AttemptItem
from training.learning.attempts.sheets import sheet_of
from training.people.models import User

State = Attempt.State


def take_back(attempt: Attempt, *, reason: str, by: User, now: datetime) -> None:
    """Void what the log was told of a sitting: its answers, its verdict, and that the quiz was
    completed unless another sitting says so too. The verdict of the sittings that are left is told
    again where it rests on several."""
    others = Attempt.objects.filter(
        learner_id=attempt.learner_id,
        quiz_id=attempt.quiz_id,
        state__in=(State.SUBMITTED, State.FINISHED),
    ).exclude(pk=attempt.pk)
    context = {"reason": reason, "by": str(by.pk), "attempt": str(attempt.pk)}
    wrong = list(_statements(attempt, completed=not others.exists()))
    evidence.record(
        learner_id=attempt.learner_id,
        happenings=[_voiding(*one, at=now, context=context) for one in wrong],
        now=now,
        registration_id=attempt.enrolment_id,
        source="staff",
    )
    last = others.filter(state=State.FINISHED).select_related("quiz").order_by("number").last()
    if last and attempt.rules.get("counts", "highest") != "highest":
        last.told += 1
        last.save(update_fields=["told"])
        telling.judged(sheet_of(last), [], now=now)


def _statements(attempt: Attempt, *, completed: bool) -> Iterator[tuple[UUID, UUID, str]]:
    """The standing statements about a sitting: id, activity, its type. Two queries at most."""
    quiz = attempt.quiz.uuid
    items = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
    told = items.annotate(question=F("version__question__uuid"), judged=Max("scores__number"))
    for item, question, number in told.values_list("pk", "question", "judged").order_by():
        if number:
            yield telling.answered_id(item, number), question, "question"
    if attempt.told:
        yield telling.verdict_id(attempt, attempt.told), quiz, "quiz"
    if completed:
        yield telling.completed_id(attempt), quiz, "quiz"


def _voiding(
    earlier: UUID, activity: UUID, kind: str, *, at: datetime, context: dict[str, Any]
) -> evidence.Happening:
    return evidence.Happening(
        verb=evidence.Verb.VOIDED,
        activity=activity,
        activity_type=kind,
        occurred_at=at,
        statement_id=evidence.derived_id("void", earlier),
        context=context,
        voids=earlier,
    )
