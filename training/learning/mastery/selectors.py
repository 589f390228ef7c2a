"""Reading what is known of people's mastery, and which questions may be asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from cms.taxonomy.models import KnowledgePoint, PointPrerequisite
from courses.questions.models import Question, QuestionVersion
from training.learning.mastery.adaptive import Belief, Item, Verdict, prior, verdicts
from training.learning.mastery.chances import Chances, guess_of, slip_of
from training.learning.mastery.folds import faded
from training.learning.mastery.models import ItemEstimate, PointMastery

TOO_LONG = ("case_group", "short_answer")
"""Kinds the placement does not ask: one takes minutes, the other a person to mark it."""


def points() -> tuple[str, ...]:
    """The keys of the points that are asked, in the order of the programme: those without points
    below them. One query."""
    rows = KnowledgePoint.objects.filter(children=None)
    return tuple(rows.values_list("key", flat=True))


def prerequisites() -> tuple[tuple[str, str], ...]:
    """The keys of what comes first and what builds upon it. One query."""
    return tuple(PointPrerequisite.objects.values_list("before__key", "after__key"))


def _owned(roots: Iterable[int | None]) -> Q:
    ids = [root for root in roots if root is not None]
    return Q(owner_root__in=ids) | Q(owner_root=None)


def askable() -> Any:
    """A queryset of the practice questions that may be asked, whosever they are: published, not
    retired, not held back because their law changed, of kinds that a phone answers in a minute."""
    asked = Question.objects.non_polymorphic().filter(
        use=Question.Use.PRACTICE,
        live=True,
        retired_at=None,
        held_back_at=None,
        live_version__use=Question.Use.PRACTICE,
    )
    return asked.exclude(live_version__kind__in=TOO_LONG)


def pool(roots: Iterable[int | None], shown: Mapping[int, int] | None = None) -> list[Item]:
    """The practice questions that may be asked of people of some content roots: theirs and shared
    ones. `shown` counts sittings by primary key of the version.

    Two queries, and one more the first time a version is met. Chances are the newest estimates
    where there are any.
    """
    rows: Sequence[Any] = list(
        askable()
        .filter(_owned(roots))
        .order_by("pk")
        .values_list(
            "uuid",
            "live_version_id",
            "live_version__uuid",
            "live_version__kind",
            "live_version__points",
        )
    )
    guesses = _guesses([row[1] for row in rows])
    estimates, counts = estimated(), shown or {}
    items = []
    for question, pk, version, kind, keys in rows:
        chances = chances_in_force(estimates, version, kind, guesses[pk])
        ids = {"question": question, "version": version, "version_pk": pk}
        asks = {"points": tuple(keys), "kind": kind, "shown": counts.get(pk, 0)}
        items.append(Item(**ids, **asks, guess=chances.guess, slip=chances.slip))
    return [item for item in items if item.points]


Estimates = Mapping[UUID | str, Chances]
"""The newest round of estimates, by version or by kind."""


def estimated() -> Estimates:
    """The newest round of estimates, empty as long as there was none. One query."""
    newest = ItemEstimate.objects.order_by("-round").values("round")[:1]
    rows = ItemEstimate.objects.filter(round=newest).values_list("version", "kind", "guess", "slip")
    return {version or kind: Chances(guess, slip) for version, kind, guess, slip in rows}


def chances_in_force(estimates: Estimates, version: UUID, kind: str, guess: float) -> Chances:
    """The chances of a version: its own estimate, else its kind's, else the documented default,
    of which `guess` is the part that depends on its options."""
    return estimates.get(version) or estimates.get(kind) or Chances(guess, slip_of(kind))


_GUESSES: dict[int, float] = {}
"""By primary key of a version. Versions are frozen, so what is known of one stays true."""


def _guesses(versions: Sequence[int]) -> dict[int, float]:
    unmet = [pk for pk in versions if pk not in _GUESSES]
    if unmet:
        bodies = QuestionVersion.objects.filter(pk__in=unmet).values_list("pk", "kind", "body")
        _GUESSES.update({pk: guess_of(kind, body) for pk, kind, body in bodies})
    return {pk: _GUESSES[pk] for pk in versions}


def belief_before(evidence: Mapping[str, float] | None = None) -> Belief:
    """What is believed of a person before the first question, with today's points and
    prerequisites. Two queries."""
    return prior(points(), prerequisites(), evidence)


def mastery_of(learner_id: UUID, now: datetime) -> list[Verdict]:
    """What all answers of a person say about every point, in the order of the programme. Three
    queries."""
    return mastery_of_many([learner_id], now)[learner_id]


def mastery_of_many(learner_ids: Iterable[UUID], now: datetime) -> dict[UUID, list[Verdict]]:
    """The same for several people, in the same three queries."""
    before = belief_before()
    told: dict[UUID, dict[str, PointMastery]] = {learner: {} for learner in learner_ids}
    for row in PointMastery.objects.filter(learner__in=list(told)):
        told[row.learner_id][row.point] = row
    return {learner: verdicts(_believed(before, rows, now)) for learner, rows in told.items()}


def _believed(before: Belief, rows: Mapping[str, PointMastery], now: datetime) -> Belief:
    net = before.net
    return replace(
        before,
        evidence=tuple(_left(rows[p], now) if p in rows else 0.0 for p in net.points),
        answers=tuple(rows[p].answers if p in rows else 0 for p in net.points),
    )


def _left(row: PointMastery, now: datetime) -> float:
    return faded(row.evidence, row.updated_at, now)
