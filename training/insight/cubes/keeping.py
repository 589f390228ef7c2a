"""Storing what was counted, and knowing which classes to count again."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery

from training.cohorts.models import Cohort, Enrolment, RequirementVersion, Stirred
from training.insight.cubes import counting
from training.insight.models import (
    Cell,
    CohortCubes,
    CompletionCell,
    DayCell,
    MeasureCell,
    PointCell,
)
from training.insight.selectors import Item

log = logging.getLogger("training.checks")

AT_ONCE = 2000
LARGE = 1000
"""Classes of more people have their slow part counted at most every half minute."""
PAUSE = timedelta(seconds=30)
STALE = timedelta(minutes=10)
"""A class that still runs is counted again after so long even if nobody left word."""
SWEPT = 20
NEW = 30
"""So many classes that were never counted are taken up in a round: thousands may come at once."""
WORD = 5000
SECONDS_PER_RUN = 20
"""Then the round ends; what was not counted has its turn in the next."""
TOTALS = ("should", "finished", "on_track", "behind", "not_started", "done", "required")
RUNS_ON = timedelta(days=31)
FAST: tuple[type[Cell], ...] = (CompletionCell,)
SLOW: tuple[type[Cell], ...] = (DayCell, PointCell, MeasureCell)


@dataclass(frozen=True)
class Counted:
    """The cells of a class as they are now; no slow ones where they were not counted."""

    items: tuple[Item, ...]
    completion: list[CompletionCell]
    slow: counting.Slow | None

    @property
    def cells(self) -> list[tuple[type[Cell], list[Any]]]:
        """Every table with its cells."""
        found: list[tuple[type[Cell], list[Any]]] = [(CompletionCell, self.completion)]
        if self.slow:
            found += [
                (DayCell, self.slow.days),
                (PointCell, self.slow.points),
                (MeasureCell, self.slow.measures),
            ]
        return found


def counted(cohort: Cohort, now: datetime, *, slow: bool = True) -> Counted:
    """Count a class from the folds and store nothing. Five queries, about twenty with the slow
    part, however many people there are."""
    items = counting.items_now(cohort, now)
    members = counting.members_of(cohort)
    return Counted(
        items,
        counting.completion_cells(cohort, members, items),
        counting.slow_cells(cohort, members, items, now) if slow else None,
    )


def count_class(*, cohort: Cohort, now: datetime, slow: bool = True) -> bool:
    """Count a class and put its new cells in the place of the old; False, and nothing stored, when
    somebody else stored a count meanwhile."""
    before = CohortCubes.objects.filter(cohort=cohort).first()
    slow = slow or before is None
    number = _requirement_number(cohort)  # before counting: what comes meanwhile is counted again
    fresh = counted(cohort, now, slow=slow)
    with transaction.atomic():
        held = CohortCubes.objects.select_for_update().filter(cohort=cohort).first()
        if (held.round if held else 0) != (before.round if before else 0):
            return False
        noted = note_of(held.round if held else 0, cohort, fresh, number, now)
        CohortCubes.objects.update_or_create(cohort=cohort, defaults=noted)
        for table, cells in fresh.cells:
            table._default_manager.filter(cohort=cohort).delete()
            table._default_manager.bulk_create(cells, batch_size=AT_ONCE)
    return True


def note_of(
    before: int, cohort: Cohort, fresh: Counted, number: int, now: datetime
) -> dict[str, Any]:
    """What the row of a class says of this count, the one after number `before`."""
    clock = cohort.clock(now)
    ahead = [item.ends_at for item in fresh.items if item.ends_at and item.ends_at > clock]
    told: dict[str, Any] = {
        "told_at": now,
        "round": before + 1,
        "timetable_version": cohort.timetable_version,
        "requirement_version": number,
        "due_next": min(ahead, default=None),
    }
    told |= {name: sum(getattr(cell, name) for cell in fresh.completion) for name in TOTALS}
    if fresh.slow is not None:
        told["slow_told_at"] = now
    return told


def _requirement_number(cohort: Cohort) -> int:
    newest = RequirementVersion.objects.filter(programme=cohort.programme_id)
    return newest.order_by("-number").values_list("number", flat=True).first() or 0


# ---- which classes


def refresh_due(*, now: datetime) -> int:
    """The worker's job: count every class again whose figures may have changed. Returns how many.

    Rows of word are deleted only when the classes of their people were counted after they had been
    read; what comes meanwhile is left for the next round.
    """
    word = list(Stirred.objects.order_by("at").values_list("pk", "learner_id")[:WORD])
    stirred = _classes_of({learner for _pk, learner in word})
    acted: set[int] = set()
    done, until = 0, monotonic() + SECONDS_PER_RUN
    # The longest not counted first, so that under any load every class has its turn.
    waiting = _with_cubes(Q(pk__in=stirred) | Q(pk__in=_changed(now)))
    for cohort in waiting.order_by(F("cubes__told_at").asc(nulls_last=True), "pk"):
        if monotonic() > until:
            break
        slow = _slow_is_due(cohort, now)
        stored = _count_surely(cohort, now, slow)
        done += stored
        if stored and slow:
            acted.add(cohort.pk)
    _forget(word, stirred, acted)
    return done + _sweep(now)


def _count_surely(cohort: Cohort, now: datetime, slow: bool) -> bool:
    """Count a class; where that fails it is told in the log, and stops no other."""
    try:
        return count_class(cohort=cohort, now=now, slow=slow)
    except Exception:
        log.exception("class %s could not be counted", cohort.pk)
        return False


def _classes_of(learners: Iterable[UUID]) -> dict[int, set[UUID]]:
    """The classes that people are or were in, with those people. One query for each thousand."""
    found: dict[int, set[UUID]] = {}
    asked = list(learners)
    for start in range(0, len(asked), 1000):
        places = Enrolment.objects.filter(learner__in=asked[start : start + 1000]).order_by()
        for cohort, learner in places.values_list("cohort_id", "learner_id"):
            found.setdefault(cohort, set()).add(learner)
    return found


def _changed(now: datetime) -> list[int]:
    """Classes that need counting, and some of those that were never counted. Two queries."""
    stale = list(_out_of_date(now).values_list("cohort_id", flat=True))
    new = Cohort.objects.filter(cubes=None).order_by("-starts_on", "pk")
    return [*stale, *new.values_list("pk", flat=True)[:NEW]]


def needs_counting(cohort: Cohort, now: datetime) -> bool:
    """Whether a class's cells are out of date without anybody having left word. One query."""
    return _out_of_date(now).filter(cohort=cohort).exists()


def _out_of_date(now: datetime) -> "models.QuerySet[CohortCubes]":
    """Classes whose timetable or requirements are others than those counted, or of which a session
    has ended since."""
    newest = RequirementVersion.objects.filter(programme=OuterRef("cohort__programme"))
    number = newest.order_by("-number").values("number")[:1]
    cubes = CohortCubes.objects.annotate(
        newest=Subquery(number, output_field=models.PositiveIntegerField())
    )
    held = Q(cohort__clock_held_at=None, due_next__lte=now) | Q(
        due_next__lte=F("cohort__clock_held_at")
    )
    other = ~Q(timetable_version=F("cohort__timetable_version")) | Q(
        newest__gt=F("requirement_version")
    )
    return cubes.filter(held | other)


def _with_cubes(wanted: Q) -> "models.QuerySet[Cohort]":
    return Cohort.objects.filter(wanted).select_related("congress", "cubes").order_by("pk")


def _slow_is_due(cohort: Cohort, now: datetime) -> bool:
    """Whether the slow part may be counted now: always in a small class."""
    told: CohortCubes | None = getattr(cohort, "cubes", None)
    if told is None or now - told.slow_told_at >= PAUSE:
        return True
    return counting.people_in(cohort) <= LARGE


def _forget(
    word: Iterable[tuple[UUID, UUID]], stirred: dict[int, set[UUID]], acted: set[int]
) -> None:
    """Delete the word that was acted upon; that of classes that are not counted whole stays."""
    kept = {
        learner for cohort, people in stirred.items() if cohort not in acted for learner in people
    }
    gone = [pk for pk, learner in word if learner not in kept]
    for start in range(0, len(gone), 500):
        Stirred.objects.filter(pk__in=gone[start : start + 500]).delete()


def _sweep(now: datetime) -> int:
    """Count some running classes that were not counted for long: for what leaves no word, as forms
    that come back, which have no person."""
    old = Q(cubes__told_at__lt=now - STALE, closed_at=None)
    old &= Q(ends_on__gte=(now - RUNS_ON).date())
    found = _with_cubes(old).order_by("cubes__told_at")[:SWEPT]
    return sum(_count_surely(cohort, now, slow=True) for cohort in found)


# ---- all of it again


def _lines(table: type[Cell], cells: Iterable[Any]) -> set[tuple[Any, ...]]:
    names = [f.attname for f in table._meta.concrete_fields if f.name not in ("id", "cohort")]
    return {tuple(getattr(cell, name) for name in names) for cell in cells}


def differences(
    cohort: Cohort, now: datetime, tables: Collection[type[Cell]] = (*FAST, *SLOW)
) -> list[str]:
    """Which cells of a class differ from a fresh count, in lines; empty when they agree."""
    found = []
    for table, cells in counted(cohort, now).cells:
        if table not in tables:
            continue
        stored = _lines(table, table._default_manager.filter(cohort=cohort))
        wanted = _lines(table, cells)
        if stored != wanted:
            gone, new = len(stored - wanted), len(wanted - stored)
            found.append(f"{cohort.key} {table._meta.verbose_name}: -{gone} +{new}")
    return found
