"""Plans at the trainers' desk: a class, a person, and what can be put on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort, Enrolment
from training.learning.mastery import selectors as mastery
from training.learning.plan.content import ENOUGH_QUESTIONS, Kind, Library, Piece, library, roots_of
from training.learning.plan.models import Plan, PlanItem
from training.learning.plan.selectors import ORDER, Names, Step, names_for
from training.learning.plan.services import Addition
from training.learning.progress.models import ActivityProgress

State = PlanItem.State


@dataclass(frozen=True)
class PupilRow:
    """One person of a class, and how her plan stands."""

    enrolment: Enrolment
    proposed_at: datetime | None
    left: int
    minutes: int
    done: int
    waived: int
    added: int


@dataclass(frozen=True)
class Added:
    """Something a trainer put on plans of a class: what, why, and how far it got."""

    step: Step
    by: str
    people: int
    left: int


def pupils(cohort: Cohort) -> list[PupilRow]:
    """Everybody in a class. Three queries, however many people there are."""
    places = list(_places(cohort))
    learners = _learners(cohort)
    plans = dict(Plan.objects.filter(learner__in=learners).values_list("learner_id", "proposed_at"))
    to_do = Q(state=State.OPEN)
    counted = (
        PlanItem.objects.filter(learner__in=learners)
        .order_by()
        .values("learner_id")
        .annotate(
            left=Count("pk", filter=to_do),
            minutes=Sum("minutes", filter=to_do),
            done=Count("pk", filter=Q(state=State.DONE)),
            waived=Count("pk", filter=Q(state=State.WAIVED)),
            added=Count("pk", filter=to_do & Q(added_by__isnull=False)),
        )
    )
    by_learner: dict[UUID, Mapping[str, Any]] = {row["learner_id"]: row for row in counted}
    return [
        PupilRow(
            enrolment=place,
            proposed_at=plans.get(place.learner_id),
            **{
                name: by_learner.get(place.learner_id, {}).get(name) or 0
                for name in ("left", "minutes", "done", "waived", "added")
            },
        )
        for place in places
    ]


def _places(cohort: Cohort) -> Any:
    rows = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    return rows.select_related("learner", "unit").order_by(
        "unit__order", "unit__name", "learner__number", "learner__username"
    )


def _learners(cohort: Cohort) -> Any:
    rows = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    return rows.order_by().values("learner_id")


def added_to(cohort: Cohort) -> list[Added]:
    """What trainers put on the plans of a class and may take back, newest first. Five queries."""
    rows = PlanItem.objects.filter(
        learner__in=_learners(cohort), added_by__isnull=False
    ).select_related("added_by")
    told = (
        rows.order_by()
        .values("activity")
        .annotate(
            people=Count("pk"), left=Count("pk", filter=Q(state=State.OPEN)), at=Max("made_at")
        )
    )
    newest = {item.activity: item for item in rows.order_by("made_at")}
    names = names_for(list(newest.values()))
    return [
        Added(
            step=Step(newest[row["activity"]], names),
            by=str(newest[row["activity"]].added_by),
            people=row["people"],
            left=row["left"],
        )
        for row in sorted(told, key=lambda row: row["at"], reverse=True)
    ]


@dataclass(frozen=True)
class PersonPlan:
    """One person's plan at the desk."""

    enrolment: Enrolment
    plan: Plan | None
    left: Sequence[Step]
    closed: Sequence[Step]


def of_person(enrolment: Enrolment) -> PersonPlan:
    """All items of a person with who added or removed them. At most five queries."""
    rows = PlanItem.objects.filter(learner_id=enrolment.learner_id)
    items = list(rows.select_related("added_by", "removed_by").order_by(*ORDER))
    names = names_for(items)
    steps = [Step(item, names) for item in items]
    return PersonPlan(
        enrolment=enrolment,
        plan=Plan.objects.filter(learner_id=enrolment.learner_id).first(),
        left=[step for step in steps if step.item.state == State.OPEN],
        closed=[step for step in steps if step.item.state != State.OPEN],
    )


@dataclass(frozen=True)
class Stock:
    """What there is for a class, with names."""

    library: Library
    names: Names

    def label(self, piece: Piece) -> str:
        """What a piece is called in a list, with its minutes."""
        told = {"title": self.names.title(_as_item(piece)), "n": piece.minutes}
        return _("%(title)s（约 %(n)d 分钟）") % told

    @property
    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """All of it for a form, by kind."""
        return [
            (
                str(kind.label),
                [
                    (str(piece.activity), self.label(piece))
                    for piece in self.library.pieces
                    if piece.kind == kind
                ],
            )
            for kind in Kind
        ]

    @property
    def points(self) -> list[tuple[str, str]]:
        """The points for a form."""
        return list(self.names.points.items())

    def piece(self, activity: UUID) -> Piece:
        """One of the pieces; StopIteration for what is none."""
        return next(piece for piece in self.library.pieces if piece.activity == activity)


def _as_item(piece: Piece) -> PlanItem:
    return PlanItem(activity=piece.activity, kind=piece.kind, points=sorted(piece.points))


def stock_for(cohort: Cohort) -> Stock:
    """What the congress of a class has, and what all share. Eleven queries."""
    found = library(roots_of([cohort.congress.key]))
    return Stock(found, names_for([_as_item(piece) for piece in found.pieces]))


@dataclass(frozen=True)
class Concerned:
    """Whom an addition would reach: who gets it, who has done it, who has it already."""

    gets: Sequence[Enrolment]
    done: int
    has: int


def concerned(
    cohort: Cohort, piece: Piece, *, weak_in: str, only: Enrolment | None, now: datetime
) -> Concerned:
    """The people of a class, those weak in a point, or one person, without those who need it no
    more. At most six queries."""
    places = [only] if only else list(_places(cohort))
    if weak_in:
        words = mastery.mastery_of_many([place.learner_id for place in places], now)
        places = [
            place
            for place in places
            if any(one.missing for one in words[place.learner_id] if one.point == weak_in)
        ]
    ids = [place.learner_id for place in places]
    finished = _finished(ids, piece)
    open_now = set(
        PlanItem.objects.filter(
            learner__in=ids, activity=piece.activity, state=State.OPEN
        ).values_list("learner_id", flat=True)
    )
    gets = [p for p in places if p.learner_id not in finished | open_now]
    return Concerned(gets, len(finished & set(ids)), len(open_now - finished))


def _finished(learner_ids: Sequence[UUID], piece: Piece) -> set[UUID]:
    """Who has done it, in whichever way. One query."""
    ways = (piece.activity, *piece.taught_as)
    rows = ActivityProgress.objects.filter(learner__in=learner_ids, activity__in=ways)
    told = Q(completed_at__isnull=False) | Q(attended_at__isnull=False)
    told |= Q(waived_at__isnull=False)
    return set(rows.filter(told).values_list("learner_id", flat=True))


def addition(stock: Stock, piece: Piece, cohort: Cohort, why: str, now: datetime) -> Addition:
    """What is put on the plans, due today by the class's clock."""
    points = tuple(sorted(piece.points))
    asked = [len(stock.library.questions.get(point, ())) for point in points]
    return Addition(
        activity=piece.activity,
        kind=piece.kind,
        points=points,
        minutes=piece.minutes,
        due_on=timezone.localdate(cohort.clock(now)),
        why=why,
        checks=bool(asked) and min(asked) >= ENOUGH_QUESTIONS,
    )


def step_of(item: PlanItem) -> Step:
    """An item in words. Three queries."""
    return Step(item, names_for([item]))
