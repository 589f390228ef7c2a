"""The other figures of a class, as sums person by person: attendance, hours, drafts, tests before
and after, and satisfaction, which has no persons."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, OuterRef, Subquery, Sum

from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.insight.feedback.report import class_report
from training.learning.attendance.models import Attendance, LeaveRequest
from training.learning.effect.selectors import people_of
from training.learning.hours.models import HourEntry
from training.learning.submissions.models import Assessment

ATTENDANCE, HOURS, DRAFTS = "attendance", "hours", "drafts"
BEFORE, AFTER, SATISFACTION = "pre", "post", "satisfaction"
TESTS = "tests"
"""What BEFORE and AFTER are made of."""
PARTS = frozenset({ATTENDANCE, HOURS, DRAFTS, TESTS, SATISFACTION})
CREDIT_DAYS = 30
"""Hours count for a class until so many days after it, as evidence does."""
BEST_STEPS = 2


@dataclass(frozen=True)
class Sums:
    """Of so many people, so much (out of so much)."""

    people: int = 0
    total: float = 0.0
    of: float | None = None

    def __add__(self, other: "Sums") -> "Sums":
        of = None if self.of is None and other.of is None else (self.of or 0) + (other.of or 0)
        return Sums(self.people + other.people, self.total + other.total, of)


Told = Iterator[tuple[UUID | None, str, Sums]]


def measures_of(
    cohort: Cohort, learners: Collection[UUID], now: datetime, parts: Collection[str] = PARTS
) -> Told:
    """By person and measure what she adds to the class; without a person for the class as a whole.
    About a dozen queries; none for a part that is not asked for, which is then as if nothing had
    been recorded."""
    told: tuple[Told, ...] = (
        _attendance(cohort, learners, now) if ATTENDANCE in parts else iter(()),
        _hours(cohort, learners) if HOURS in parts else _no_hours(learners),
        _drafts(cohort) if DRAFTS in parts else iter(()),
        _tests(cohort) if TESTS in parts else iter(()),
    )
    yield from (row for part in told for row in part if row[0] in learners)
    if SATISFACTION in parts:
        yield from _satisfaction(cohort, now)


def _no_hours(learners: Collection[UUID]) -> Told:
    """That nobody has any hours. No query."""
    return ((learner, HOURS, Sums(1, 0.0)) for learner in learners)


def _attendance(cohort: Cohort, learners: Collection[UUID], now: datetime) -> Told:
    """Sessions that are over and in which anybody checked in: was there, out of all but approved
    leave. Three queries."""
    over = ScheduledSession.objects.filter(
        cohort=cohort, cancelled_at=None, ends_at__lte=cohort.clock(now)
    )
    there = Attendance.objects.standing().filter(scheduled__in=over.order_by().values("pk"))
    held = set(there.order_by().values_list("scheduled_id", flat=True).distinct())
    came: dict[UUID, set[int]] = defaultdict(set)
    for learner, session in there.order_by().values_list("learner_id", "scheduled_id"):
        came[learner].add(session)
    approved = LeaveRequest.objects.filter(
        scheduled__in=held, state=LeaveRequest.State.APPROVED
    ).order_by()
    excused: dict[UUID, set[int]] = defaultdict(set)
    for learner, session in approved.values_list("learner_id", "scheduled_id"):
        excused[learner].add(session)
    for learner in learners:
        wanted = len(held - (excused[learner] - came[learner]))
        if wanted:
            yield learner, ATTENDANCE, Sums(1, len(came[learner]), wanted)


def _hours(cohort: Cohort, learners: Collection[UUID]) -> Told:
    """Hours credited from the class's first day until thirty days after it. One query."""
    enrolled = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE).order_by()
    rows = HourEntry.objects.filter(
        learner__in=enrolled.values("learner_id"),
        congress=cohort.congress_id,
        day__gte=cohort.starts_on,
        day__lte=cohort.ends_on + timedelta(days=CREDIT_DAYS),
    )
    credit = dict(rows.order_by().values_list("learner_id").annotate(Sum("credit")))
    for learner in learners:
        yield learner, HOURS, Sums(1, float(credit.get(learner, 0)))


def _drafts(cohort: Cohort) -> Told:
    """The best mark of a person's drafts in the class, of each draft the latest marking. One
    query."""
    again = Assessment.objects.filter(
        learner_id=OuterRef("learner_id"), submission=OuterRef("submission")
    )
    rows = (
        Assessment.objects.filter(submission__draft__enrolment__cohort=cohort)
        .alias(newest=Subquery(again.order_by("-number").values("number")[:1]))
        .filter(number=F("newest"))
    )
    for learner, best in rows.order_by().values_list("learner_id").annotate(Max("total")):
        yield learner, DRAFTS, Sums(1, float(best))


def _tests(cohort: Cohort) -> Told:
    """Shares right before and after, in per cent, of those who sat both. Four queries."""
    for person in people_of(cohort):
        if person.paired:
            learner = person.enrolment.learner_id
            yield learner, BEFORE, Sums(1, 100 * person.whole.before)
            yield learner, AFTER, Sums(1, 100 * person.whole.after)


def _satisfaction(cohort: Cohort, now: datetime) -> Told:
    """Of all answers on forms that five or more filled in, those on the two best steps. Four
    queries."""
    report = class_report(cohort=cohort, now=now)
    best = answers = people = 0
    for form in report.forms:
        for figure in form.figures:
            if figure.counts is not None:
                best += sum(figure.counts[:BEST_STEPS])
                answers += figure.n
                people = max(people, form.counted)
    if answers:
        yield None, SATISFACTION, Sums(people, best, answers)
