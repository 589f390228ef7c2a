"""What a class lacks, by knowledge point and township, and what the next class should teach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from cms.taxonomy.models import KnowledgePoint
from training.cohorts.models import Cohort, Enrolment
from training.insight.gaps.figures import FAIRLY, NOBODY, SURE, Lacking
from training.insight.gaps.proposal import Proposal, proposal_for
from training.insight.selectors import UNITS
from training.insight.suppression import hidden, shown_for
from training.learning.diagnosis.models import Diagnosis
from training.learning.mastery.models import PointMastery
from training.people.access import Scope
from training.people.models import Organisation


@dataclass(frozen=True)
class Cell:
    """What is shown of one point and one group of people. `found` is None where it is not shown."""

    n: int
    found: Lacking | None

    @property
    def why_not(self) -> str:
        """Why there is no figure; empty where there is one."""
        if self.found:
            return ""
        if not self.n:
            return _("没有人答过")
        if not shown_for(self.n):
            return _("不足 5 人，不显示")
        return _("为免推算出别处，不显示")

    @property
    def interval(self) -> str:
        """Where the share lies."""
        told = {"low": self.found.low, "high": self.found.high} if self.found else {}
        return _("%(low)d%%–%(high)d%%") % told if told else ""

    @property
    def sure(self) -> str:
        """How sure it is, in words."""
        if self.found is None:
            return ""
        if self.found.half <= SURE:
            return _("把握大")
        return _("把握中等") if self.found.half <= FAIRLY else _("把握小")


@dataclass(frozen=True)
class Line:
    """One knowledge point: over all who may be seen together, and by township."""

    key: str
    name: str
    whole: Cell | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Gaps:
    """Everything the page, the Excel and the CSV say of one class, as of one moment."""

    scope: Scope
    cohort: Cohort
    as_of: datetime
    should: int
    answered: int
    diagnosed: int
    names: Mapping[str, str]
    units: tuple[Organisation, ...]
    found: Mapping[tuple[str, int], Lacking]
    """By point and township, of the whole class: what may be shown is decided over all of it."""

    @property
    def enough(self) -> bool:
        """Whether there are enough people for any figure."""
        return shown_for(self.answered)

    @property
    def sees_all(self) -> bool:
        """Whether the viewer sees the whole class; a director sees her own townships alone."""
        return self.scope.units is None

    @property
    def scope_words(self) -> str:
        """The congress, or the townships it is about."""
        if self.sees_all:
            return str(self.scope.congress)
        return "、".join(str(unit) for unit in self.units)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """By knowledge point in their order; points of which nobody was asked are left out."""
        asked = {point for point, _unit in self.found}
        return tuple(self._line(key, name) for key, name in self.names.items() if key in asked)

    def _line(self, key: str, name: str) -> Line:
        of_point = {unit: one for (point, unit), one in self.found.items() if point == key}
        kept_back = hidden({unit: one.n for unit, one in of_point.items()})
        cells = []
        for unit in self.units:
            one = of_point.get(unit.pk, NOBODY)
            cells.append(Cell(one.n, one if one.n and unit.pk not in kept_back else None))
        whole = sum(of_point.values(), NOBODY)
        total = Cell(whole.n, whole if shown_for(whole.n) else None) if self.sees_all else None
        return Line(key, name, total, tuple(cells))

    @cached_property
    def proposal(self) -> Proposal | None:
        """What the next class should teach; for those who see the whole class, and only when
        enough of it has answered. Ten queries."""
        if not self.sees_all or not self.enough:
            return None
        known = {line.key: line.whole.found for line in self.lines if line.whole}
        told = {key: one for key, one in known.items() if one is not None}
        return proposal_for(cohort=self.cohort, found=told, names=self.names, now=self.as_of)


def _enrolled(cohort: Cohort) -> "QuerySet[Enrolment]":
    return Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)


def gaps(*, scope: Scope, cohort: Cohort, now: datetime) -> Gaps:
    """What the part of a class inside a scope lacks. Six queries, however many people: the
    database adds up."""
    enrolled = _enrolled(cohort)
    own = enrolled if scope.units is None else enrolled.filter(unit__in=scope.units)
    learners = own.order_by().values("learner_id")
    answered = PointMastery.objects.filter(learner__in=learners, answers__gt=0)
    finished = Diagnosis.objects.filter(learner__in=learners, state=Diagnosis.State.FINISHED)
    people = dict(own.order_by().values_list("unit_id").annotate(n=Count("pk")))
    units = cohort.congress.organisations.filter(kind__in=UNITS, pk__in=people)
    return Gaps(
        scope=scope,
        cohort=cohort,
        as_of=now,
        should=sum(people.values()),
        answered=answered.order_by().values("learner_id").distinct().count(),
        diagnosed=finished.order_by().values("learner_id").distinct().count(),
        names=point_names(),
        units=tuple(units),
        found=_found(enrolled),
    )


def point_names() -> dict[str, str]:
    """The names of all points in their order. One query."""
    return {point.key: str(point) for point in KnowledgePoint.objects.all()}


def _found(enrolled: "QuerySet[Enrolment]") -> dict[tuple[str, int], Lacking]:
    """By point and township, added up by the database. One query."""
    unit = enrolled.filter(learner=OuterRef("learner_id")).values("unit_id")[:1]
    rows = (
        PointMastery.objects.filter(
            learner__in=enrolled.order_by().values("learner_id"), answers__gt=0
        )
        .annotate(unit=Subquery(unit))
        .order_by()
        .values("point", "unit")
        .annotate(
            n=Count("pk"),
            known=Sum("probability"),
            spread=Sum(F("probability") * (1.0 - F("probability"))),
        )
    )
    return {
        (row["point"], row["unit"]): Lacking(row["n"], row["known"], row["spread"]) for row in rows
    }
