"""Counting every class again: small classes many at a time, so that a nation of them takes queries
by the hundred and not by the hundred thousand. The cells are those that `keeping` counts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from cms.core.processes import worked
from training.cohorts.models import Cohort, Enrolment, RequirementVersion, ScheduledSession
from training.insight.cubes import counting, keeping
from training.insight.cubes.measures import (
    ATTENDANCE,
    DRAFTS,
    HOURS,
    SATISFACTION,
    TESTS,
    measures_of,
)
from training.insight.models import Cell, CohortCubes
from training.insight.selectors import Item, items_by
from training.learning.attempts.models import Attempt
from training.learning.attendance.models import Attendance
from training.learning.feedback.models import FeedbackAnswer
from training.learning.hours.models import HourEntry
from training.learning.mastery.models import PointMastery
from training.learning.progress.models import CourseProgress
from training.learning.submissions.models import Assessment

PEOPLE_AT_ONCE = 8000
CLASSES_AT_ONCE = 150
"""Small enough for a short transaction: a learner's request waits for none of these rows."""
ACTIVE = Enrolment.Status.ACTIVE


def rebuild(
    *, now: datetime, processes: int = 1, say: Callable[[int], object] = lambda _done: None
) -> int:
    """Count every class anew and store the cells; returns how many classes there are. `say` is told
    after each batch how many are done. Raises cms.core.processes.Broken."""
    done = 0
    for batch, _none in worked(partial(_count_again, now=now), _batches(), processes):
        done += len(batch)
        say(done)
    return done


def _count_again(keys: Sequence[int], *, now: datetime) -> None:
    """Count some classes by key; a large one alone, as its people are many."""
    cohorts = list(Cohort.objects.filter(pk__in=keys).select_related("congress").order_by("pk"))
    if len(cohorts) == 1:
        keeping.count_class(cohort=cohorts[0], now=now)
    elif cohorts:
        count_batch(cohorts=cohorts, now=now)


def _batches() -> Iterator[list[int]]:
    """The keys of all classes in their order, so many at a time that their people stay few. One
    query for each 1,000 classes."""
    active = Count("enrolments", filter=Q(enrolments__status=ACTIVE))
    last, batch, weight = 0, [], 0  # type: int, list[int], int
    while True:
        found = Cohort.objects.filter(pk__gt=last).order_by("pk").annotate(size=active)
        some = list(found.values_list("pk", "size")[:1000])
        for cohort, size in some:
            if batch and (weight + size > PEOPLE_AT_ONCE or len(batch) == CLASSES_AT_ONCE):
                yield batch
                batch, weight = [], 0
            batch.append(cohort)
            weight += size
        if not some:
            break
        last = some[-1][0]
    if batch:
        yield batch


def count_batch(*, cohorts: Sequence[Cohort], now: datetime) -> None:
    """Count some classes and put their cells in the place of the old, in one transaction; those
    that somebody else counted meanwhile are left as they are then. About twenty queries, and a
    dozen more for each class with attendance, hours, drafts, sittings or forms."""
    rows = CohortCubes.objects.filter(cohort__in=cohorts)
    waiting: dict[type[Cell], list[Any]] = defaultdict(list)
    before, numbers = dict(rows.values_list("cohort", "round")), _numbers(cohorts)
    fresh = dict(_counted(cohorts, now))
    with transaction.atomic():
        held = dict(rows.select_for_update().order_by("pk").values_list("cohort", "round"))
        mine = [one for one in cohorts if held.get(one.pk, 0) == before.get(one.pk, 0)]
        notes = [
            keeping.note_of(
                held.get(one.pk, 0), one, fresh[one.pk], numbers.get(one.programme_id, 0), now
            )
            for one in mine
        ]
        if notes:
            CohortCubes.objects.bulk_create(
                [CohortCubes(cohort=one, **told) for one, told in zip(mine, notes, strict=True)],
                update_conflicts=True,
                unique_fields=["cohort"],
                update_fields=list(notes[0]),
            )
        for table in (*keeping.FAST, *keeping.SLOW):
            table._default_manager.filter(cohort__in=mine).delete()
        for one in mine:
            for table, cells in fresh[one.pk].cells:
                waiting[table].extend(cells)
        for table, cells in waiting.items():
            table._default_manager.bulk_create(cells, batch_size=keeping.AT_ONCE)


def _numbers(cohorts: Sequence[Cohort]) -> dict[int, int]:
    """The newest requirement version of each programme. One query."""
    versions = RequirementVersion.objects.filter(
        programme__in={one.programme_id for one in cohorts}
    )
    return dict(versions.order_by("number").values_list("programme_id", "number"))


def _counted(cohorts: Sequence[Cohort], now: datetime) -> Iterator[tuple[int, keeping.Counted]]:
    items = _items(cohorts, now)
    members = _members(cohorts)
    rows = _rows(cohorts, members, now)
    for cohort in cohorts:
        told = (cohort, members[cohort.pk], items[cohort.pk])
        completion = counting.completion_cells(*told, rows[cohort.pk])
        slow = counting.slow_cells(*told, now, rows[cohort.pk])
        yield cohort.pk, keeping.Counted(items[cohort.pk], completion, slow)


def _items(cohorts: Sequence[Cohort], now: datetime) -> dict[int, tuple[Item, ...]]:
    """What each class requires now. Two queries."""
    programmes = {one.programme_id for one in cohorts}
    versions = RequirementVersion.objects.filter(programme__in=programmes).order_by("number")
    required = dict(versions.values_list("programme_id", "items"))  # the newest comes last
    timetables: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    held = ScheduledSession.objects.filter(cohort__in=cohorts).order_by()
    for cohort, code, ends_at in held.values_list("cohort_id", "session__code", "ends_at"):
        timetables[cohort].append((code, ends_at))
    return {
        one.pk: items_by(required.get(one.programme_id, ()), timetables[one.pk], one.clock(now))
        for one in cohorts
    }


def _members(cohorts: Sequence[Cohort]) -> dict[int, dict[UUID, counting.Member]]:
    """Who is in each class. One query."""
    found: dict[int, dict[UUID, counting.Member]] = {one.pk: {} for one in cohorts}
    rows = Enrolment.objects.filter(cohort__in=cohorts, status=ACTIVE).order_by()
    fields = ("cohort_id", "learner_id", "pk", "enrolled_at", *counting.Segment._fields)
    for cohort, learner, pk, enrolled_at, *segment in rows.values_list(*fields).iterator(2000):
        member = counting.Member(pk, counting.Segment(*segment), enrolled_at)
        found[cohort][learner] = member
    return found


def _rows(
    cohorts: Sequence[Cohort], members: dict[int, dict[UUID, counting.Member]], now: datetime
) -> dict[int, counting.Rows]:
    """What counting reads of each class. Eight queries, and those of the measures."""
    standing: dict[int, dict[UUID, Sequence[Any]]] = defaultdict(dict)
    reasons: dict[int, list[tuple[UUID, Any]]] = defaultdict(list)
    active = {"enrolment__cohort__in": cohorts, "enrolment__status": ACTIVE}
    verdicts = CourseProgress.objects.filter(whole=True, **active).order_by()
    fields = ("done_codes", "satisfied_at", "last_at", "reasons__items")
    told = verdicts.values_list("enrolment__cohort", "learner_id", *fields)
    for cohort, learner, *rest, why in told.iterator(2000):
        standing[cohort][learner] = rest
        reasons[cohort].append((learner, why))
    known = _known(cohorts, members)
    busy = _busy(cohorts)
    return {
        one.pk: counting.Rows(
            standing[one.pk],
            reasons[one.pk],
            known.get(one.pk, ()),
            measures_of(one, set(members[one.pk]), now, _parts_of(one, busy)),
        )
        for one in cohorts
    }


def _known(
    cohorts: Sequence[Cohort], members: dict[int, dict[UUID, counting.Member]]
) -> dict[int, list[tuple[UUID, str, float]]]:
    """What is believed of the people of each class, by knowledge point. One query."""
    classes: dict[UUID, list[int]] = defaultdict(list)
    for cohort, people in members.items():
        for learner in people:
            classes[learner].append(cohort)
    enrolled = Enrolment.objects.filter(cohort__in=cohorts, status=ACTIVE).order_by()
    rows = PointMastery.objects.filter(learner__in=enrolled.values("learner_id"), answers__gt=0)
    found: dict[int, list[tuple[UUID, str, float]]] = defaultdict(list)
    told = rows.order_by().values_list("learner_id", "point", "probability")
    for learner, point, probability in told.iterator(5000):
        for cohort in classes[learner]:
            found[cohort].append((learner, point, probability))
    return found


def _parts_of(cohort: Cohort, busy: dict[str, set[int | None]]) -> set[str]:
    return {part for part, classes in busy.items() if cohort.pk in classes}


def _busy(cohorts: Sequence[Cohort]) -> dict[str, set[int | None]]:
    """By part of the measures the classes of which anything was recorded. Five queries."""
    enrolled = Enrolment.objects.filter(cohort__in=cohorts).order_by()
    credited = HourEntry.objects.filter(learner__in=enrolled.values("learner_id")).order_by()

    def classes(rows: Any, cohort: str) -> set[int | None]:
        found = rows.filter(**{f"{cohort}__in": cohorts}).order_by()
        return set(found.values_list(cohort, flat=True).distinct())

    return {
        ATTENDANCE: classes(Attendance.objects, "scheduled__cohort"),
        HOURS: classes(Enrolment.objects.filter(learner__in=credited.values("learner")), "cohort"),
        DRAFTS: classes(Assessment.objects, "submission__draft__enrolment__cohort"),
        TESTS: classes(Attempt.objects, "enrolment__cohort"),
        SATISFACTION: classes(FeedbackAnswer.objects, "form__cohort"),
    }
