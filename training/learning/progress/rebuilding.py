"""Progress of many people at once, from logs that were read already: for `rebuild_learning`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from training.cohorts.models import Enrolment
from training.learning.ledger.models import Verb
from training.learning.ledger.reading import Logs, Told
from training.learning.progress import keeping
from training.learning.progress.folds import ActivityState, fold_all
from training.learning.progress.judging import OF_STAFF, OWN, Requirement
from training.learning.progress.models import ActivityProgress, CourseProgress

FIELDS = tuple(field.name for field in fields(ActivityState))
AT_ONCE = 2000
DECISIVE = frozenset([*OWN, *OF_STAFF, Verb.ASSESSED])
_fields = attrgetter(*FIELDS)
_ground = attrgetter(*keeping.GROUND_FIELDS)

States = dict[UUID, ActivityState]
Lines = dict[UUID, list[str]]


def rebuild_batch(logs: Logs, write: bool) -> Lines:
    """How stored progress differs from the logs, in lines by person; with `write` it is put right.

    Two queries for all activities and three for all verdicts, and one a programme.
    """
    states = {learner_id: _states(told) for learner_id, told in logs.items()}
    found = _activities(states, write)
    for learner_id, lines in _verdicts(logs, states, write).items():
        found.setdefault(learner_id, []).extend(lines)
    return found


def _states(log: Iterable[Told]) -> States:
    by_activity: dict[UUID, list[Told]] = defaultdict(list)
    for told in log:
        by_activity[told.activity].append(told)
    return {activity: fold_all(told) for activity, told in by_activity.items()}


def _activities(states: dict[UUID, States], write: bool) -> Lines:
    """Activity states: one query, and two when something is put right."""
    lines: Lines = {}
    odd: list[UUID] = []
    missing = {
        (who, what): _fields(one) for who, all_ in states.items() for what, one in all_.items()
    }
    rows = ActivityProgress.objects.filter(learner_id__in=states)
    for key, who, what, *stored in rows.values_list("pk", "learner_id", "activity", *FIELDS):
        wanted = missing.get((who, what))
        if wanted == tuple(stored):
            del missing[who, what]
        elif wanted is None:
            odd.append(key)
            lines.setdefault(who, []).append(_line(who, what))
    for who, what in missing:
        lines.setdefault(who, []).append(_line(who, what))
    if write and odd:
        ActivityProgress.objects.filter(learner_id__in=states, pk__in=odd).delete()
    if write and missing:
        _store(missing)
    return lines


def _line(learner_id: UUID, activity: UUID) -> str:
    return f"{learner_id} 活动 {activity}"


def _store(wanted: dict[tuple[UUID, UUID], tuple[Any, ...]]) -> None:
    ActivityProgress.objects.bulk_create(
        [
            ActivityProgress(learner_id=who, activity=what, **dict(zip(FIELDS, state, strict=True)))
            for (who, what), state in wanted.items()
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["learner", "activity"],
        update_fields=FIELDS,
    )


def _verdicts(logs: Logs, states: dict[UUID, States], write: bool) -> Lines:
    """Verdicts over active enrolments: two queries and one a programme, two more when something is
    put right."""
    versions: dict[int, list[Requirement]] = {}
    stored: dict[UUID, list[CourseProgress]] = defaultdict(list)
    for row in CourseProgress.objects.filter(learner_id__in=logs):
        stored[row.enrolment_id].append(row)
    lines: Lines = {}
    wanted: list[CourseProgress] = []
    for enrolment in _active_enrolments(logs):
        programme, learner_id = enrolment.cohort.programme_id, enrolment.learner_id
        if programme not in versions:
            versions[programme] = keeping.versions_of(programme)
        if not versions[programme]:
            continue
        last_at = max((s.last_at for s in states[learner_id].values() if s.last_at), default=None)
        rows = _judged(enrolment, versions[programme], logs[learner_id], last_at)
        had = stored[enrolment.pk]
        # Nothing need be stored before the first statement.
        if _said(had) == _said(rows) or not (had or logs[learner_id]):
            continue
        wanted += rows
        lines.setdefault(learner_id, []).append(f"{learner_id} 结业判定 {enrolment.pk}")
    if write and wanted:
        _store_verdicts(wanted)
    return lines


def _judged(
    enrolment: Enrolment,
    versions: Sequence[Requirement],
    log: Iterable[Told],
    last_at: datetime | None,
) -> list[CourseProgress]:
    """The rows of an enrolment, as `keeping.judged` would make them."""
    activities = {*keeping.ways_of(versions), str(enrolment.cohort.programme.translation_key)}
    grounds = [
        keeping.ground_of(_ground(told))
        for told in log
        if told.verb in DECISIVE or told.voids or told.completion
        if str(told.activity) in activities
    ]
    return keeping.rows_of(enrolment, keeping.verdicts(enrolment, versions, grounds), last_at)


def _active_enrolments(learner_ids: Iterable[UUID]) -> list[Enrolment]:
    active = Enrolment.objects.filter(
        learner_id__in=list(learner_ids), status=Enrolment.Status.ACTIVE
    )
    # What credit windows and titles never ask of a programme is long.
    return list(active.select_related("cohort__programme").defer("cohort__programme__body"))


def _said(rows: Iterable[CourseProgress]) -> dict[UUID, list[Any]]:
    return {row.course: [getattr(row, name) for name in keeping.VERDICT_FIELDS] for row in rows}


def _store_verdicts(wanted: Sequence[CourseProgress]) -> None:
    enrolments = {row.enrolment_id for row in wanted}
    learners = {row.learner_id for row in wanted}
    CourseProgress.objects.filter(learner_id__in=learners, enrolment_id__in=enrolments).delete()
    CourseProgress.objects.bulk_create(wanted, batch_size=AT_ONCE)
