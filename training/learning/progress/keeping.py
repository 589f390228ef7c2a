"""Keeping the folds: applying one statement, and rebuilding a person from her statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from training.cohorts.models import Enrolment, RequirementVersion
from training.cohorts.selectors import credit_window
from training.learning.ledger.models import Statement
from training.learning.progress.folds import (
    ActivityState,
    Requirement,
    Verdict,
    Window,
    fold,
    fold_all,
    judge,
)
from training.learning.progress.models import ActivityProgress, CourseProgress

STATE_FIELDS = [*asdict(ActivityState())]


def _store(learner_id: UUID, states: dict[UUID, ActivityState]) -> None:
    """Write states of activities, new or known, in one statement."""
    ActivityProgress.objects.bulk_create(
        [
            ActivityProgress(learner_id=learner_id, activity=activity, **asdict(state))
            for activity, state in states.items()
        ],
        update_conflicts=True,
        unique_fields=["learner", "activity"],
        update_fields=STATE_FIELDS,
    )


States = dict[UUID, ActivityState]


def states_of(learner_id: UUID) -> States:
    """All of a person's activity states, by activity. One query."""
    rows = ActivityProgress.objects.filter(learner_id=learner_id)
    return {row.activity: ActivityState.of(row) for row in rows}


def apply(learner_id: UUID, statements: Sequence[Statement]) -> States:
    """Fold newly stored statements of one person into her activity states; returns all of these.

    A voiding statement makes its activity be folded again from the log. Two queries, and one for
    each activity folded again.
    """
    by_activity: dict[UUID, list[Statement]] = defaultdict(list)
    for told in statements:
        by_activity[told.activity].append(told)
    again = {told.activity for told in statements if told.voids}
    known = states_of(learner_id)
    states: States = {}
    for activity, told_now in by_activity.items():
        if activity in again:
            log = Statement.objects.filter(learner_id=learner_id, activity=activity)
            states[activity] = fold_all(log)
            continue
        state = known.get(activity, ActivityState())
        for told in told_now:
            state = fold(state, told)
        states[activity] = state
    _store(learner_id, states)
    return known | states


def _requirements(versions: Iterable[RequirementVersion]) -> list[Requirement]:
    return [Requirement(v.number, v.valid_from, v.items) for v in versions]


def _narrowed(versions: Sequence[Requirement], course: str) -> list[Requirement]:
    """The same versions, only the items of one course."""
    return [
        Requirement(v.number, v.valid_from, [i for i in v.items if i["course"] == course])
        for v in versions
    ]


def verdicts(
    enrolment: Enrolment, versions: Sequence[Requirement], states: dict[str, ActivityState]
) -> dict[UUID, Verdict]:
    """The verdicts of an enrolment: over the programme, and over every course that requires
    anything."""
    window = Window(*credit_window(enrolment))
    programme = enrolment.cohort.programme.translation_key
    found = {programme: judge(versions, states, window)}
    for course in dict.fromkeys(item["course"] for item in versions[-1].items):
        if course:
            found[UUID(course)] = judge(_narrowed(versions, course), states, window)
    return found


def _rows(
    enrolment: Enrolment, found: dict[UUID, Verdict], last_at: datetime | None
) -> list[CourseProgress]:
    programme = enrolment.cohort.programme.translation_key
    return [
        CourseProgress(
            learner_id=enrolment.learner_id,
            enrolment=enrolment,
            course=course,
            whole=course == programme,
            required=verdict.required,
            done=len(verdict.done),
            done_codes=list(verdict.done),
            satisfied_at=verdict.satisfied_at,
            requirement_version=verdict.number,
            last_at=last_at,
        )
        for course, verdict in found.items()
    ]


VERDICT_FIELDS = [
    "whole",
    "required",
    "done",
    "done_codes",
    "satisfied_at",
    "requirement_version",
    "last_at",
]


def judged(enrolment: Enrolment, known: States | None = None) -> list[CourseProgress]:
    """The unsaved verdict rows of an enrolment as her activity states stand. Two queries, one when
    the states are known."""
    versions = _requirements(
        RequirementVersion.objects.filter(programme_id=enrolment.cohort.programme_id).order_by(
            "number"
        )
    )
    if not versions:
        return []
    by_activity = states_of(enrolment.learner_id) if known is None else known
    states = {str(activity): state for activity, state in by_activity.items()}
    last_at = max((state.last_at for state in states.values() if state.last_at), default=None)
    return _rows(enrolment, verdicts(enrolment, versions, states), last_at)


def rejudge(enrolment: Enrolment, known: States | None = None) -> list[CourseProgress]:
    """Judge an enrolment again and store its verdicts. Three queries, two when the states are
    known."""
    rows = judged(enrolment, known)
    CourseProgress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["learner", "enrolment", "course"],
        update_fields=VERDICT_FIELDS,
    )
    return rows


def active_enrolments(learner_id: UUID) -> list[Enrolment]:
    """The person's active classes with their programmes. One query."""
    return list(
        Enrolment.objects.filter(learner_id=learner_id, status=Enrolment.Status.ACTIVE)
        .select_related("cohort__programme")
        .defer("cohort__programme__body")
    )


def rebuilt_activities(learner_id: UUID) -> dict[UUID, ActivityState]:
    """Every activity state of a person, from her statements alone."""
    by_activity: dict[UUID, list[Any]] = defaultdict(list)
    for told in Statement.objects.filter(learner_id=learner_id).iterator():
        by_activity[told.activity].append(told)
    return {activity: fold_all(told) for activity, told in by_activity.items()}


def rebuild(learner_id: UUID) -> None:
    """Throw a person's folds away and make them again from her statements."""
    states = rebuilt_activities(learner_id)
    ActivityProgress.objects.filter(learner_id=learner_id).delete()
    CourseProgress.objects.filter(learner_id=learner_id).delete()
    _store(learner_id, states)
    for enrolment in active_enrolments(learner_id):
        rejudge(enrolment)


def differences(learner_id: UUID) -> list[str]:
    """How the stored folds differ from those rebuilt from the log; empty when they agree."""
    rebuilt = rebuilt_activities(learner_id)
    rows = ActivityProgress.objects.filter(learner_id=learner_id)
    stored = {row.activity: ActivityState.of(row) for row in rows}
    found = [
        f"{learner_id} 活动 {activity}"
        for activity in {*rebuilt, *stored}
        if rebuilt.get(activity) != stored.get(activity)
    ]
    for enrolment in active_enrolments(learner_id):
        kept = _told(CourseProgress.objects.filter(learner_id=learner_id, enrolment=enrolment))
        wanted = _told(judged(enrolment))
        # Nothing is stored before the first statement, when nothing required can be done.
        untouched = not kept and not any(row["done"] for row in wanted.values())
        if kept != wanted and not untouched:
            found.append(f"{learner_id} 结业判定 {enrolment.pk}")
    return found


def _told(rows: Iterable[CourseProgress]) -> dict[UUID, dict[str, Any]]:
    """What verdict rows say, by course."""
    return {row.course: {field: getattr(row, field) for field in VERDICT_FIELDS} for row in rows}
