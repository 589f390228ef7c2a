"""What may call a deputy on her home page, asked for all at once.

Most of it is empty on most days: one query counts everything, and only what is there is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, Max, Q, QuerySet, Sum, Value

from cms.core.kept import Kept
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


def _tallies(learner_id: UUID, fetched: datetime, *clocks: Any) -> "QuerySet[Any]":
    """The counting query; `clocks` are three values for each of her classes."""
    hers = {"learner_id": learner_id}
    of_classes = [clocks[place : place + 3] for place in range(0, len(clocks), 3)]
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


TALLIES = Kept(_tallies)


def tallies(learner: User, classes: Sequence[Cohort], now: datetime) -> dict[str, Tally]:
    """How many sittings are open, marks changed and questions answered without her knowing, drafts
    written; how many diagnoses she made (detail: the question at which one is open), what is left
    on her plan (detail: minutes), and what her classes may call her to. One query."""
    clocks = chain.from_iterable(clocks_of(classes, now))
    rows = TALLIES.rows(learner.pk, now - FETCHED, *clocks)
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
