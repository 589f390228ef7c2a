"""Who sat form A before and form B after, and what they had right, by knowledge point.

Everything is read from the sittings: which questions were on which form and which points a question
was about were frozen when it was asked; marks are those that count now, after any regrading.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models import Q

from cms.taxonomy.models import KnowledgePoint
from courses.quizzes.parallel import FORM_A, FORM_B, positions_of
from training.cohorts.models import Cohort, Enrolment
from training.learning.attempts.models import Attempt, AttemptItem, Score
from training.learning.effect.formulas import Pair


@dataclass(frozen=True)
class Sitting:
    """A finished sitting with questions of a form on it."""

    pk: UUID
    learner_id: UUID
    quiz_id: int
    number: int
    percent: float
    submitted_at: datetime
    rules: Mapping[str, Any]
    closes_at: datetime | None = None

    @property
    def counts(self) -> str:
        """Which of several sittings of its quiz counts."""
        return str(self.rules.get("counts", "highest"))


@dataclass(frozen=True)
class Sat:
    """The sittings that count for one person: form A before form B; `again` when B was not her
    first."""

    before: Sitting | None
    after: tuple[Sitting, ...] = ()
    again: bool = False
    too_late: bool = False

    @property
    def paired(self) -> bool:
        """Whether there is a before and an after."""
        return bool(self.before and self.after)


@dataclass(frozen=True)
class Person:
    """One person of a class: where she is from, what she sat, and her shares right by point."""

    enrolment: Enrolment
    sat: Sat
    points: Mapping[str, Pair]

    @property
    def paired(self) -> bool:
        """Whether she has both tests, and at least one point to compare."""
        return bool(self.points)

    @cached_property
    def whole(self) -> Pair:
        """Her shares over all points that were compared; statistics error without any."""
        return Pair(
            fmean(pair.before for pair in self.points.values()),
            fmean(pair.after for pair in self.points.values()),
        )


def choose(sittings: Iterable[Sitting]) -> Sat:
    """What counts of one person's sittings: of form B what the quiz lets count (with `average` all
    of them), and the first of form A if it was handed in before; else it came too late."""
    ordered = sorted(sittings, key=lambda one: (one.submitted_at, one.number))
    before = [one for one in ordered if positions_of(one.rules, FORM_A)]
    after = [one for one in ordered if positions_of(one.rules, FORM_B)]
    if not after:
        return Sat(before[0] if before else None)
    newest = [one for one in after if one.quiz_id == after[-1].quiz_id]
    counted = _counted(newest)
    in_time = [one for one in before if one.submitted_at < counted[0].submitted_at]
    return Sat(
        before=in_time[0] if in_time else None,
        after=counted,
        again=counted[0].pk != after[0].pk or len(counted) > 1,
        too_late=bool(before and not in_time),
    )


def _counted(sittings: Sequence[Sitting]) -> tuple[Sitting, ...]:
    """Those that count among a person's sittings of one quiz, in order; the first of equals."""
    match sittings[0].counts:
        case "first":
            return (sittings[0],)
        case "last":
            return (sittings[-1],)
        case "average":
            return tuple(sittings)
        case _:
            return (max(sittings, key=lambda one: one.percent),)


FIELDS = ("pk", "learner_id", "quiz_id", "number", "percent", "submitted_at", "rules")
CLOSES = "quiz__closes_at"


def _sittings(wanted: Q) -> dict[UUID, list[Sitting]]:
    """Finished sittings with questions of a form, by person. One query."""
    rows = Attempt.objects.filter(wanted, state=Attempt.State.FINISHED, rules__has_key="forms")
    found: dict[UUID, list[Sitting]] = defaultdict(list)
    for row in rows.exclude(submitted_at=None).exclude(percent=None).values_list(*FIELDS, CLOSES):
        found[row[1]].append(Sitting(*row))
    return found


Shares = Mapping[tuple[UUID, str], Sequence[float]]
"""By sitting and point the shares right of the questions of its form."""


def _shares(sittings: Mapping[UUID, tuple[Sitting, str]]) -> Shares:
    """What was right on the forms of these sittings (with the form that each is there for),
    without what was left out. Two queries."""
    wanted = {
        "learner_id__in": {one.learner_id for one, _form in sittings.values()},
        "attempt_id__in": list(sittings),
    }
    scores = Score.objects.filter(
        learner_id__in=wanted["learner_id__in"], item__attempt_id__in=wanted["attempt_id__in"]
    ).order_by("number")
    given = {
        item: None if left_out else float(fraction)
        for item, fraction, left_out in scores.values_list("item_id", "fraction", "left_out")
    }
    found: dict[tuple[UUID, str], list[float]] = defaultdict(list)
    items = AttemptItem.objects.filter(**wanted).order_by()
    for pk, attempt, at, points in items.values_list(
        "pk", "attempt_id", "position", "version__points"
    ):
        sitting, form = sittings[attempt]
        share = given.get(pk)
        if share is not None and at in positions_of(sitting.rules, form):
            for point in points:
                found[attempt, point].append(share)
    return found


def _points(sat: Sat, shares: Shares) -> dict[str, Pair]:
    """The points that were asked both before and after, each with its two shares."""
    if sat.before is None or not sat.after:
        return {}
    before = {key: fmean(of) for (pk, key), of in shares.items() if pk == sat.before.pk}
    after: dict[str, list[float]] = defaultdict(list)
    for one in sat.after:
        for (pk, key), of in shares.items():
            if pk == one.pk:
                after[key].append(fmean(of))
    return {key: Pair(before[key], fmean(after[key])) for key in before if key in after}


def _people(enrolments: Sequence[Enrolment], wanted: Q) -> list[Person]:
    """Each enrolled person with what she sat. Three queries."""
    sittings = _sittings(wanted)
    chosen = {one.learner_id: choose(sittings.get(one.learner_id, ())) for one in enrolments}
    needed: dict[UUID, tuple[Sitting, str]] = {}
    for sat in chosen.values():
        if sat.before and sat.after:
            needed |= {one.pk: (one, FORM_B) for one in sat.after}
            needed[sat.before.pk] = (sat.before, FORM_A)
    by_person: dict[UUID, dict[tuple[UUID, str], Sequence[float]]] = defaultdict(dict)
    for (pk, point), of in (_shares(needed) if needed else {}).items():
        by_person[needed[pk][0].learner_id][pk, point] = of
    return [
        Person(
            enrolment=one,
            sat=chosen[one.learner_id],
            points=_points(chosen[one.learner_id], by_person[one.learner_id]),
        )
        for one in enrolments
    ]


def people_of(cohort: Cohort, units: frozenset[int] | None = None) -> list[Person]:
    """Everybody in a class, or of some units in it. Four queries, however many people."""
    enrolled = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    if units is not None:
        enrolled = enrolled.filter(unit__in=units)
    rows = list(enrolled.order_by("unit__order", "pk"))
    return _people(rows, Q(enrolment__cohort=cohort, learner__in=[one.learner_id for one in rows]))


def person_of(enrolment: Enrolment) -> Person:
    """One person of a class. Three queries."""
    return _people([enrolment], Q(learner=enrolment.learner_id, enrolment=enrolment))[0]


def point_names() -> dict[str, str]:
    """The names of the knowledge points by key, in their order. One query."""
    return {point.key: str(point) for point in KnowledgePoint.objects.all()}
