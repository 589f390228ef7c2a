"""By night the cells of every running class are compared with a fresh count, a few seconds a round.

What differs is counted again at once, and told loudly: the job fails with the lines, so that they
stand in the log and on the administrators' page of jobs. Differences mean that something changed
figures and left no word.
"""

import logging
from datetime import datetime, time, timedelta
from time import monotonic

from django.db.models import Q
from django.utils import timezone

from training.cohorts.models import Cohort, Enrolment, Stirred
from training.insight.cubes.keeping import count_class, differences, needs_counting
from training.insight.models import CohortCubes, CompletionCell, DayCell, PointCell

log = logging.getLogger("training.checks")

BEGINS = time(2)
SECONDS_PER_RUN = 5
RUNS_ON = timedelta(days=31)
AT_ONCE = 500
CHECKED = (CompletionCell, DayCell, PointCell)
"""The others may be some minutes behind: forms that come back leave no word, for they have no
persons."""


class CellsDiffer(Exception):
    """Stored cells were not those of a fresh count."""


def check_cells(*, now: datetime) -> int:
    """From two o'clock on, by the site's clock, compare each running class once a day; returns how
    many were compared. Raises CellsDiffer, when all is put right, with a line for each class and
    table that differed."""
    local = timezone.localtime(now)
    if local.time() < BEGINS:
        return 0
    night = datetime.combine(local.date(), BEGINS, tzinfo=local.tzinfo)
    until, compared = monotonic() + SECONDS_PER_RUN, 0
    found: list[str] = []
    for cohort in _unchecked(night):
        if monotonic() > until:
            break
        if not _moves(cohort, now):
            found += _compared(cohort, now)
            compared += 1
    if found:
        raise CellsDiffer("\n".join(found))
    return compared


def _unchecked(night: datetime) -> list[Cohort]:
    """Running classes that were not compared since this night began. One query."""
    fresh = Q(cubes__checked_at=None) | Q(cubes__checked_at__lt=night)
    running = Q(closed_at=None, ends_on__gte=night.date() - RUNS_ON)
    rows = Cohort.objects.filter(fresh, running, cubes__isnull=False).order_by("pk")
    return list(rows.select_related("congress", "cubes")[:AT_ONCE])


def _moves(cohort: Cohort, now: datetime) -> bool:
    """Whether a change waits to be counted: then there is nothing to compare yet. Two queries."""
    people = Enrolment.objects.filter(cohort=cohort).order_by().values("learner_id")
    return Stirred.objects.filter(learner__in=people).exists() or needs_counting(cohort, now)


def _compared(cohort: Cohort, now: datetime) -> list[str]:
    lines = differences(cohort, now, tables=CHECKED)
    if lines and _moves(cohort, now):  # it came while we compared
        return []
    CohortCubes.objects.filter(cohort=cohort).update(checked_at=now)
    for line in lines:
        log.error("cells differ from a fresh count: %s", line)
    if lines:
        count_class(cohort=cohort, now=now)
    return lines
