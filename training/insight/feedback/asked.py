"""Whose results are looked at, and from where: the office's desk, the statistics, or the trainers'
desk. Directors see none: a form knows no unit."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from training.cohorts.models import Cohort
from training.insight.feedback.report import ClassReport, Row, class_report, pooled, side_by_side
from training.learning.feedback.models import FeedbackForm, Occasion
from training.people.access import insight_scope, office_congress
from training.people.models import Congress, User
from training.people.requests import SignedInRequest


@dataclass(frozen=True)
class Looking:
    """One look: by whom, at which congress, when, and whether from the office's desk."""

    viewer: User
    congress: Congress
    now: datetime
    at_desk: bool

    @property
    def nav(self) -> str:
        """The place in the navigation."""
        return "feedback" if self.at_desk else "overview"

    def url(self, name: str, *args: object) -> str:
        """An address on the same side."""
        return reverse(f"{'feedback' if self.at_desk else 'insight_feedback'}:{name}", args=args)


def desk(request: SignedInRequest) -> Looking:
    """The office at its desk; Http404 for everybody else."""
    now = timezone.now()
    congress = office_congress(request.user, timezone.localdate(now))
    return Looking(request.user, congress, now, at_desk=True)


def reading(request: SignedInRequest) -> Looking:
    """Whoever sees the whole congress in the statistics; Http404 for directors and others."""
    now = timezone.now()
    scope = insight_scope(request.user, timezone.localdate(now))
    if scope.units is not None:
        raise Http404
    return Looking(request.user, scope.congress, now, at_desk=False)


def asked_classes(congress: Congress) -> list[Cohort]:
    """The classes that were asked, the newest first. One query."""
    asked = FeedbackForm.objects.order_by().values("cohort")
    return list(Cohort.objects.filter(congress=congress, pk__in=asked))


@dataclass(frozen=True)
class Comparison:
    """Two classes side by side, by kind of form."""

    other: Cohort
    day: list[Row]
    end: list[Row]


def compared(report: ClassReport, other: Cohort, now: datetime) -> Comparison:
    """A class beside another. Five queries."""
    second = class_report(cohort=other, now=now)
    rows = {
        kind: side_by_side([pooled(report, kind), pooled(second, kind)])
        for kind in (Occasion.DAY, Occasion.END)
    }
    return Comparison(other, rows[Occasion.DAY], rows[Occasion.END])
