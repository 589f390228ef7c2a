"""What may call a deputy on her home page, asked for all at once.

Most of it is empty on most days: one query counts everything, and only what is there is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Sum,
    UUIDField,
    Value,
)

from cms.core.prepared import Kind, Prepared, prepared
from training.cohorts.models import Cohort
from training.learning.attempts.models import Attempt, MarkChange, Objection
from training.learning.attempts.objections.selectors import unseen_answers
from training.learning.attempts.regrading.selectors import Told, unseen_changes
from training.learning.attempts.selectors import open_attempts
from training.learning.daily import selectors as daily
from training.learning.daily.asking import Ask
from training.learning.daily.one_a_day import todays_ask
from training.learning.diagnosis.models import Diagnosis
from training.learning.plan.selectors import open_items
from training.learning.submissions.models import Draft
from training.people.models import User
from training.portal.class_calls import FETCHED, Call, class_calls, clocks_of, may_call

UNDER_WAY = (Diagnosis.State.OPEN, Diagnosis.State.PAUSED)
NOTHING = Value(0, output_field=IntegerField())


@dataclass(frozen=True)
class Tally:
    """How many there are of one thing, and what belongs to the number."""

    n: int = 0
    detail: int = 0


def _counted(what: str, rows: "QuerySet[Any]", detail: Any = NOTHING) -> "QuerySet[Any]":
    named = rows.order_by().values(what=Value(what))
    return named.annotate(n=Count("pk"), detail=detail).values_list("what", "n", "detail")


@cache
def _tallies(classes: int) -> Prepared[Any]:
    """The counting query for so many classes, each with its clock."""
    kinds: dict[str, Kind] = {"learner_id": UUIDField(), "fetched": DateTimeField()}
    for n in range(classes):
        kinds |= dict(
            zip(_names(n), (BigIntegerField(), DateTimeField(), DateTimeField()), strict=True)
        )
    return prepared(**kinds)(_counting)


def _names(n: int) -> tuple[str, str, str]:
    """What is told of a class: its key, its clock, and the moment up to which it looks ahead."""
    return f"class_{n}", f"clock_{n}", f"ahead_{n}"


def _counting(learner_id: Any, fetched: Any, **told: Any) -> "QuerySet[Any]":
    hers = {"learner_id": learner_id}
    of_classes: list[Any] = [
        tuple(told[name] for name in _names(n)) for n in range(len(told) // len(_names(0)))
    ]
    first, *others = (
        _counted("sittings", Attempt.objects.filter(**hers, state=Attempt.State.INPROGRESS)),
        _counted("changes", MarkChange.objects.filter(**hers, seen_at=None)),
        _counted(
            "answers", Objection.objects.filter(**hers, seen_at=None, answered_at__isnull=False)
        ),
        _counted("drafts", Draft.objects.filter(**hers)),
        _counted(
            "diagnoses",
            Diagnosis.objects.filter(**hers),
            Max("asked", filter=Q(state__in=UNDER_WAY)),
        ),
        _counted("plan", open_items(learner_id), Sum("minutes")),
        *(_counted(kind, rows) for kind, rows in may_call(learner_id, of_classes, fetched)),
    )
    return first.union(*others, all=True)


def tallies(learner: User, classes: Sequence[Cohort], now: datetime) -> dict[str, Tally]:
    """How many sittings are open, marks changed and questions answered without her knowing, drafts
    written; how many diagnoses she made (detail: the question at which one is open), what is left
    on her plan (detail: minutes), and what her classes may call her to. One query."""
    told: dict[str, Any] = {"learner_id": learner.pk, "fetched": now - FETCHED}
    for n, clock in enumerate(clocks_of(classes, now)):
        told |= dict(zip(_names(n), clock, strict=True))
    rows = _tallies(len(classes)).all(**told)
    return {kind: Tally(n, detail or 0) for kind, n, detail in rows}


@dataclass(frozen=True)
class Calls:
    """What calls a deputy today."""

    sittings: list[Attempt]
    changes: list[Told]
    answers: list[Objection]
    wrote: bool
    """Whether she has written any draft."""
    diagnosis: Tally
    plan: Tally
    review: daily.Call
    of_class: list[Call]
    """What cannot wait: check-in, the question in the room, forms, notices, a certificate."""

    @property
    def undiagnosed(self) -> bool:
        """Whether she never began a diagnosis."""
        return self.diagnosis.n == 0


def calls_of(learner: User, roots: daily.Roots, classes: Sequence[Cohort], now: datetime) -> Calls:
    """Two queries, and one more for each of open sittings, changed marks and answers to what she
    questioned, where there are any; of the calls of her classes see class_calls."""
    found = tallies(learner, classes, now)

    def there(kind: str) -> bool:
        return kind in found and found[kind].n > 0

    return Calls(
        sittings=open_attempts(learner.pk) if there("sittings") else [],
        changes=unseen_changes(learner.pk, now) if there("changes") else [],
        answers=unseen_answers(learner.pk) if there("answers") else [],
        wrote=there("drafts"),
        diagnosis=found.get("diagnoses", Tally()),
        plan=found.get("plan", Tally()),
        review=daily.call_of(learner_id=learner.pk, roots=roots, now=now),
        of_class=class_calls(learner, there, now),
    )


def question_of_the_day(
    learner: User, roots: daily.Roots, calls: Calls, now: datetime
) -> Ask | None:
    """Today's question for whoever wants one and has not answered it; no query for others."""
    if calls.review.one_a_day != "open":
        return None
    return todays_ask(learner_id=learner.pk, roots=roots, now=now)
