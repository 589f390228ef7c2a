"""Keeping the folds: applying new statements, judging enrolments, and rebuilding a person from her
statements.

Every statement moves the state of its activity. Verdicts are judged again only when a statement can
change one; they are read from the log itself, so that evidence from before the credit window, of
which the state knows only the first moment, hides nothing that came later.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from cms.core.inserting import insert
from cms.core.prepared import Several, prepared
from training.cohorts.models import Enrolment, RequirementVersion
from training.cohorts.selectors import credit_window
from training.cohorts.stirring import stir
from training.learning.ledger.models import Statement, Verb
from training.learning.outbox import queue
from training.learning.progress.folds import ActivityState, fold, fold_all
from training.learning.progress.judging import (
    OF_STAFF,
    OWN,
    Book,
    Done,
    Ground,
    Requirement,
    Verdict,
    Window,
    judge,
)
from training.learning.progress.models import ActivityProgress, CourseProgress
from training.people.models import User

STATE_FIELDS = [one.name for one in fields(ActivityState)]
DECISIVE = frozenset([*OWN, *OF_STAFF])
States = dict[UUID, ActivityState]


def _store(learner_id: UUID, states: States) -> None:
    """Write states of activities, new or known, in one statement."""
    insert(
        [
            ActivityProgress(learner_id=learner_id, activity=activity, **vars(state))
            for activity, state in states.items()
        ],
        unique=["learner", "activity"],
        update=STATE_FIELDS,
    )


def states_of(learner_id: UUID, activities: Iterable[UUID] | None = None) -> States:
    """A person's activity states, by activity; all of them, or some. One query."""
    if activities is None:
        rows: Iterable[Any] = ActivityProgress.objects.filter(learner_id=learner_id)
    else:
        rows = _states.all(learner=learner_id, activities=list(activities))
    return {row.activity: ActivityState.of(row) for row in rows}


@prepared(learner=UUIDField(), activities=Several(UUIDField()))
def _states(learner: Any, activities: Any) -> "QuerySet[ActivityProgress]":
    return ActivityProgress.objects.filter(learner_id=learner, activity__in=activities)


def apply(learner_id: UUID, statements: Sequence[Statement], now: datetime) -> None:
    """Fold newly stored statements of one person into her states, and judge her enrolments again
    where that can change a verdict.

    Three queries, and one for each activity folded again after a voiding. A statement that decides
    something takes two more, and two for each of her classes.
    """
    latest = max(_fold_in(learner_id, statements), default=None)
    known = 0
    if not any(decides(told) for told in statements):
        known = _note_last(learner_id, latest) if latest else 1
    if not known:
        for enrolment in judged_enrolments(learner_id):
            rejudge(enrolment, now=now)


def _fold_in(learner_id: UUID, statements: Sequence[Statement]) -> list[datetime]:
    """Bring the states up to date; returns the last moments of the activities concerned."""
    by_activity: dict[UUID, list[Statement]] = defaultdict(list)
    for told in statements:
        by_activity[told.activity].append(told)
    again = {told.activity for told in statements if told.voids}
    known = states_of(learner_id, by_activity)
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
    return [state.last_at for state in states.values() if state.last_at]


def decides(told: Any) -> bool:
    """Whether a statement can change a verdict."""
    return bool(
        told.verb in DECISIVE or told.voids or told.completion or told.context.get("pass_kept")
    )


def _note_last(learner_id: UUID, at: datetime) -> int:
    """Move the last moment of learning on in her verdicts; returns how many she has. One query."""
    moment = Value(at, output_field=DateTimeField())
    return CourseProgress.objects.filter(learner_id=learner_id).update(
        last_at=Greatest(Coalesce("last_at", moment), moment)
    )


def requirements_of(versions: Iterable[RequirementVersion]) -> list[Requirement]:
    """Requirement versions as the judge reads them."""
    return [Requirement(v.number, v.valid_from, v.items) for v in versions]


def versions_of(programme_id: int) -> list[Requirement]:
    """Every requirement version of a programme in order. One query."""
    return requirements_of(_versions.all(programme=programme_id))


@prepared(programme=BigIntegerField())
def _versions(programme: Any) -> "QuerySet[RequirementVersion]":
    return RequirementVersion.objects.filter(programme_id=programme).order_by("number")


def _narrowed(versions: Sequence[Requirement], course: str) -> list[Requirement]:
    """The same versions, only the items of one course."""
    return [
        Requirement(v.number, v.valid_from, [i for i in v.items if i["course"] == course])
        for v in versions
    ]


def ways_of(versions: Iterable[Requirement]) -> set[str]:
    """Every activity by which an item of any version may be done."""
    return {way["activity"] for v in versions for item in v.items for way in item["ways"]}


GROUND_FIELDS = (*Ground._fields[:5], "registration_id", *Ground._fields[6:])


def grounds_of(learner_id: UUID, activities: Iterable[str | UUID]) -> list[Ground]:
    """The statements of a person about some activities that a verdict may rest on. One query."""
    return [ground_of(row) for row in _grounds.all(learner=learner_id, activities=activities)]


@prepared(learner=UUIDField(), activities=Several(UUIDField()))
def _grounds(learner: Any, activities: Any) -> "QuerySet[Any, Any]":
    decisive = Q(verb__in=[*OWN, *OF_STAFF, Verb.ASSESSED]) | Q(voids__isnull=False)
    told = Statement.objects.filter(learner_id=learner, activity__in=activities)
    return told.filter(decisive | Q(completion=True)).values_list(*GROUND_FIELDS)


def ground_of(row: Sequence[Any]) -> Ground:
    """A row of GROUND_FIELDS as a ground."""
    return Ground(row[0], row[1], str(row[2]), *row[3:])


def verdicts(
    enrolment: Enrolment, versions: Sequence[Requirement], grounds: Iterable[Ground]
) -> dict[UUID, Verdict]:
    """The verdicts of an enrolment: over the programme, and over every course that requires
    anything."""
    book = Book(grounds, enrolment.pk, Window(*credit_window(enrolment)))
    programme = enrolment.cohort.programme.translation_key
    found = {programme: judge(versions, book, whole=str(programme))}
    for course in dict.fromkeys(item["course"] for item in versions[-1].items):
        if course:
            found[UUID(course)] = judge(_narrowed(versions, course), book)
    return found


def _told_of(ground: Ground) -> dict[str, Any]:
    """An act or a note as it is kept in a verdict: when, by which statement, in whose words."""
    kept = {"at": ground.stored_at.isoformat(), "id": str(ground.statement_id)}
    words = {key: ground.context[key] for key in ("reason", "by", "kind") if key in ground.context}
    if ground.verb in OF_STAFF and "done" in ground.context:
        words["done"] = ground.context["done"]
    return kept | words


def _reason(done: Done) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "how": done.how,
        "at": done.at.isoformat(),
        "ids": [str(one) for one in done.ids],
    }
    if done.kept:
        kept["kept"] = _told_of(done.kept)
    return kept


def reasons_of(verdict: Verdict) -> dict[str, Any]:
    """Why a verdict is as it is, small enough to stay on its row."""
    reasons: dict[str, Any] = {
        "items": {code: _reason(done) for code, done in verdict.by_item.items()}
    }
    if verdict.lost:
        reasons["lost"] = {code: _told_of(gone) for code, gone in verdict.lost.items()}
    if verdict.denied:
        reasons["denied"] = {code: _told_of(said) for code, said in verdict.denied.items()}
    if verdict.ruling:
        reasons["ruling"] = _told_of(verdict.ruling)
    return reasons


def rows_of(
    enrolment: Enrolment, found: dict[UUID, Verdict], last_at: datetime | None
) -> list[CourseProgress]:
    """The unsaved rows that hold an enrolment's verdicts."""
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
            satisfied_version=verdict.satisfied_version,
            requirement_version=verdict.number,
            reasons=reasons_of(verdict) if course == programme else {},
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
    "satisfied_version",
    "requirement_version",
    "reasons",
    "last_at",
]


class Standing(NamedTuple):
    """What is known of an enrolment before it is judged again."""

    satisfied_at: datetime | None
    last_at: datetime | None


def standing_of(enrolment: Any) -> Standing:
    """From an enrolment of `judged_enrolments`; one query for any other."""
    if not hasattr(enrolment, "was_satisfied_at"):
        enrolment = with_standing(Enrolment.objects).get(
            learner_id=enrolment.learner_id, pk=enrolment.pk
        )
    return Standing(enrolment.was_satisfied_at, enrolment.last_learnt_at)


def with_standing(enrolments: Any) -> Any:
    """Enrolments with programme, the verdict as it stands, and her last moment of learning."""
    verdict = CourseProgress.objects.filter(
        learner_id=OuterRef("learner_id"), enrolment=OuterRef("pk"), whole=True
    )
    learnt = ActivityProgress.objects.filter(learner_id=OuterRef("learner_id"))
    newest = learnt.filter(last_at__isnull=False).order_by("-last_at")
    return (
        enrolments.select_related("cohort__programme")
        .defer("cohort__programme__body")
        .annotate(
            was_satisfied_at=Subquery(verdict.values("satisfied_at")[:1]),
            last_learnt_at=Subquery(newest.values("last_at")[:1]),
        )
    )


def judged_enrolments(learner_id: UUID) -> list[Enrolment]:
    """The person's active classes with their programmes and standing. One query."""
    return _judged.all(learner=learner_id)


@prepared(learner=UUIDField())
def _judged(learner: Any) -> Any:
    active = Enrolment.objects.filter(learner_id=learner, status=Enrolment.Status.ACTIVE)
    return with_standing(active)


def judged(
    enrolment: Enrolment, versions: Sequence[Requirement] | None = None
) -> list[CourseProgress]:
    """The unsaved verdict rows of an enrolment as the log stands; none where nothing was ever
    required. At most three queries."""
    known = versions_of(enrolment.cohort.programme_id) if versions is None else versions
    if not known:
        return []
    activities = {*ways_of(known), str(enrolment.cohort.programme.translation_key)}
    grounds = grounds_of(enrolment.learner_id, activities)
    last_at = standing_of(enrolment).last_at
    return rows_of(enrolment, verdicts(enrolment, known, grounds), last_at)


def judged_by(
    enrolment: Enrolment,
    versions: Sequence[Requirement],
    log: Iterable[Any],
    last_at: datetime | None,
) -> list[CourseProgress]:
    """The same from her whole log (`ledger.reading.Told`), which was read already. No query."""
    if not versions:
        return []
    activities = {*ways_of(versions), str(enrolment.cohort.programme.translation_key)}
    grounds = [
        ground_of([getattr(told, name) for name in GROUND_FIELDS])
        for told in log
        if decides(told) and str(told.activity) in activities
    ]
    return rows_of(enrolment, verdicts(enrolment, versions, grounds), last_at)


def rejudge(
    enrolment: Enrolment, *, now: datetime, versions: Sequence[Requirement] | None = None
) -> list[CourseProgress]:
    """Judge an enrolment again and store its verdicts; a change of the whole verdict leaves word
    for what follows from it. The caller holds the learner's row. At most four queries."""
    before = standing_of(enrolment).satisfied_at
    rows = judged(enrolment, versions)
    keep(rows)
    if any(row.whole and row.satisfied_at != before for row in rows):
        queue.leave(
            learner_id=enrolment.learner_id, kind="satisfied", key=str(enrolment.pk), now=now
        )
    return rows


@transaction.atomic
def begin(enrolment: Enrolment, *, now: datetime) -> None:
    """Give a new enrolment its verdict, so that from then on every statement finds one to move."""
    held = User.objects.select_for_update(no_key=True).filter(pk=enrolment.learner_id)
    held.values_list("pk").first()
    rejudge(enrolment, now=now)
    stir(learner_ids=[enrolment.learner_id], now=now)


def keep(rows: list[CourseProgress]) -> None:
    """Store verdict rows, in the place of those that stand already."""
    insert(rows, unique=["learner", "enrolment", "course"], update=VERDICT_FIELDS)


class Line(NamedTuple):
    """As much of a statement as its activity's state takes: light, for whole logs."""

    activity: UUID
    statement_id: UUID
    verb: str
    scaled: Any
    success: bool | None
    completion: bool | None
    seconds: int
    effective_at: datetime
    voids: UUID | None


def rebuilt_activities(learner_id: UUID) -> States:
    """Every activity state of a person, from her statements alone. One query."""
    by_activity: dict[UUID, list[Any]] = defaultdict(list)
    log = Statement.objects.filter(learner_id=learner_id).values_list(*Line._fields)
    for row in log.iterator():
        by_activity[row[0]].append(Line._make(row))
    return {activity: fold_all(told) for activity, told in by_activity.items()}


def rebuild(learner_id: UUID) -> None:
    """Throw a person's folds away and make them again from her statements."""
    states = rebuilt_activities(learner_id)
    ActivityProgress.objects.filter(learner_id=learner_id).delete()
    CourseProgress.objects.filter(learner_id=learner_id).delete()
    _store(learner_id, states)
    for enrolment in judged_enrolments(learner_id):
        keep(judged(enrolment))


def differences(learner_id: UUID) -> list[str]:
    """How the stored folds differ from those rebuilt from the log; empty when they agree."""
    rebuilt = rebuilt_activities(learner_id)
    stored = states_of(learner_id)
    found = [
        f"{learner_id} 活动 {activity}"
        for activity in {*rebuilt, *stored}
        if rebuilt.get(activity) != stored.get(activity)
    ]
    for enrolment in judged_enrolments(learner_id):
        kept = _told(CourseProgress.objects.filter(learner_id=learner_id, enrolment=enrolment))
        wanted = _told(judged(enrolment))
        # Nothing need be stored before the first statement.
        if kept != wanted and (kept or rebuilt):
            found.append(f"{learner_id} 结业判定 {enrolment.pk}")
    return found


def _told(rows: Iterable[CourseProgress]) -> dict[UUID, dict[str, Any]]:
    """What verdict rows say, by course."""
    return {row.course: {field: getattr(row, field) for field in VERDICT_FIELDS} for row in rows}
