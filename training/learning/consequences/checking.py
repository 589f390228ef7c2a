"""The nightly comparison of what is kept with what the log says. It reports and repairs nothing:
whoever runs the site looks first, then runs `rebuild_learning`."""

import logging
from datetime import date, datetime, time, timedelta
from time import monotonic
from uuid import UUID

from django.utils import timezone

from training.cohorts.models import Cohort, Enrolment
from training.cohorts.selectors import CREDIT_TAIL
from training.learning import evidence
from training.learning.consequences.models import FoldCheck

log = logging.getLogger("training.checks")

BEGINS = time(2)
PEOPLE_AT_ONCE = 50
SECONDS_PER_RUN = 5
LINES_KEPT = 100
KEPT_FOR = timedelta(days=400)


def _open_on(day: date) -> list[int]:
    """The classes that have begun and in which evidence still counts, by the site's day."""
    running = Cohort.objects.filter(starts_on__lte=day, ends_on__gte=day - CREDIT_TAIL)
    return list(running.values_list("pk", flat=True))


def _next_people(check: FoldCheck, cohorts: list[int]) -> list[UUID]:
    learners = Enrolment.objects.filter(cohort__in=cohorts, status=Enrolment.Status.ACTIVE)
    if check.reached:
        learners = learners.filter(learner__gt=UUID(check.reached))
    ids = learners.order_by("learner_id").values_list("learner_id", flat=True).distinct()
    return list(ids[:PEOPLE_AT_ONCE])


def _go_on(check: FoldCheck, cohorts: list[int], now: datetime) -> int:
    """Compare the next people; returns how many. A second worker that did the same in the
    meantime is left to it."""
    people = _next_people(check, cohorts)
    lines = evidence.rebuilt(people, write=False) if people else []
    reached = str(people[-1]) if people else check.reached
    told = {
        "reached": reached,
        "people": check.people + len(people),
        "found": check.found + len(lines),
        "lines": (check.lines + lines)[:LINES_KEPT],
        "finished_at": None if people else now,
    }
    mine = FoldCheck.objects.filter(pk=check.pk, reached=check.reached, finished_at=None)
    if not mine.update(**told):
        return 0
    for name, value in told.items():
        setattr(check, name, value)
    for line in lines:
        log.error("folds differ from the log: %s", line)
    return len(people)


def check_folds(*, now: datetime) -> int:
    """Once a night from two o'clock on, by the site's clock, compare everybody in an open class;
    a few seconds a run, going on where the last one stopped. Returns how many were compared."""
    local = timezone.localtime(now)
    unfinished = FoldCheck.objects.filter(finished_at=None).first()
    if unfinished is None and local.time() < BEGINS:
        return 0
    check = unfinished or _begin(local.date(), now)
    if check is None:
        return 0
    cohorts = _open_on(check.day)
    until, compared = monotonic() + SECONDS_PER_RUN, 0
    while check.finished_at is None and monotonic() < until:
        step = _go_on(check, cohorts, now)
        compared += step
        if not step:
            break
    return compared


def _begin(day: date, now: datetime) -> FoldCheck | None:
    """Today's check, unless there was one. One query on most runs."""
    check, made = FoldCheck.objects.get_or_create(day=day, defaults={"started_at": now})
    if not made:
        return None
    FoldCheck.objects.filter(day__lt=day - KEPT_FOR).delete()
    return check


def newest_check() -> FoldCheck | None:
    """The last comparison that was finished. One query."""
    return FoldCheck.objects.exclude(finished_at=None).order_by("-day").first()
