"""Keeping mastery: applying new answers, and making one person's points again from the log."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet, UUIDField

from cms.core.inserting import insert
from cms.core.prepared import Several, prepared
from training.learning.ledger.models import Statement
from training.learning.ledger.reading import Logs, logs_of
from training.learning.ledger.told import place_of
from training.learning.mastery.folds import (
    ABOUT,
    PointState,
    fold,
    fold_all,
    points_of,
)
from training.learning.mastery.models import PointMastery

FIELDS = [one.name for one in fields(PointState)]
States = dict[str, PointState]


def apply(learner_id: UUID, statements: Sequence[Statement], now: datetime) -> None:
    """Move the points that new answers speak of. No query when there are none, else two; one or two
    more when something was taken back or came out of order."""
    by_point: dict[str, list[Statement]] = defaultdict(list)
    for told in statements:
        for point in points_of(told):
            by_point[point].append(told)
    again = _taken_back(learner_id, statements)
    touched = {*by_point, *again}
    if not touched:
        return
    states = _stored(learner_id, touched)
    again |= {
        point
        for point, told in by_point.items()
        if point in states and min(map(place_of, told)) <= states[point].place
    }
    replayed = _replayed(learner_id, again) if again else {}
    for point in touched - again:
        for told in sorted(by_point[point], key=place_of):
            states[point] = fold(states.get(point), told)
    kept = {point: state for point, state in states.items() if point not in again} | replayed
    _store(learner_id, kept, gone=[point for point in again if point not in replayed])


def _taken_back(learner_id: UUID, statements: Sequence[Statement]) -> set[str]:
    """The points of the answers that new statements take back. One query if there are any."""
    ids = [told.voids for told in statements if told.voids and told.activity_type in ABOUT]
    if not ids:
        return set()
    rows = Statement.objects.filter(learner_id=learner_id, statement_id__in=ids)
    return {point for told in rows for point in points_of(told)}


def rebuild(learner_id: UUID) -> None:
    """Throw a person's points away and make them again from her statements."""
    PointMastery.objects.filter(learner_id=learner_id).delete()
    rebuild_batch(logs_of([learner_id]), True)


def differences(learner_id: UUID) -> list[str]:
    """How the stored points differ from those made again from the log; empty when they agree."""
    return rebuild_batch(logs_of([learner_id]), False).get(learner_id, [])


def rebuild_batch(logs: Logs, write: bool) -> dict[UUID, list[str]]:
    """How stored points differ from the logs, in lines by person; with `write` they are put right.
    One query, and two for each person whose points differ."""
    stored: dict[UUID, States] = {learner_id: {} for learner_id in logs}
    for row in PointMastery.objects.filter(learner_id__in=logs):
        stored[row.learner_id][row.point] = state_of(row)
    lines: dict[UUID, list[str]] = {}
    for learner_id, log in logs.items():
        had, wanted = stored[learner_id], fold_all(log)
        odd = sorted(point for point in {*had, *wanted} if had.get(point) != wanted.get(point))
        if odd:
            lines[learner_id] = [f"{learner_id} 知识点 {point}" for point in odd]
        if odd and write:
            right = {point: wanted[point] for point in odd if point in wanted}
            _store(learner_id, right, gone=[point for point in odd if point not in wanted])
    return lines


def state_of(row: PointMastery) -> PointState:
    """The state that a stored row holds."""
    state = {name: getattr(row, name) for name in FIELDS}
    return PointState(**{**state, "questions": tuple(row.questions)})


def _stored(learner_id: UUID, points: Iterable[str]) -> States:
    rows = _points.all(learner=learner_id, points=list(points))
    return {row.point: state_of(row) for row in rows}


@prepared(learner=UUIDField(), points=Several(CharField()))
def _points(learner: Any, points: Any) -> "QuerySet[PointMastery]":
    return PointMastery.objects.filter(learner_id=learner, point__in=points)


def _replayed(learner_id: UUID, points: Collection[str]) -> States:
    """Some points as the log has them. One query."""
    log = Statement.objects.filter(learner_id=learner_id, activity_type__in=ABOUT)
    return fold_all(log.order_by(), only=points)


def _store(learner_id: UUID, states: Mapping[str, PointState], gone: Collection[str]) -> None:
    """Write points, new or known, in one statement; take away those no answer speaks of any
    more."""
    insert(
        [_row(learner_id, point, state) for point, state in states.items()],
        unique=["learner", "point"],
        update=[*FIELDS, "probability"],
    )
    if gone:
        PointMastery.objects.filter(learner_id=learner_id, point__in=list(gone)).delete()


def _row(learner_id: UUID, point: str, state: PointState) -> PointMastery:
    return PointMastery(
        learner_id=learner_id,
        point=point,
        probability=state.probability,
        **{name: getattr(state, name) for name in FIELDS if name != "questions"},
        questions=list(state.questions),
    )
