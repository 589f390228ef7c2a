"""Drafts as trainers take them: what waits, oldest first, who is at it, and what was given."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from courses.workshops import wording
from courses.workshops.models import WritingTask
from courses.workshops.scoring import band_of
from training.learning.submissions.access import at_desk
from training.learning.submissions.models import (
    Assessment,
    CriterionMark,
    Draft,
    Marking,
    Submission,
)
from training.learning.submissions.services import AT_IT
from training.people.models import User

State = Draft.State


@dataclass(frozen=True)
class Waiting:
    """A draft that waits for its marks; `marker` is the colleague who is at it."""

    draft: Draft
    marker: User | None = None
    held: bool = False
    """Whether the person asking has put something down herself."""


@dataclass(frozen=True)
class Wanted:
    """Which drafts are asked for: of one task, of one class (0: of no class); None means all."""

    task: UUID | None = None
    cohort: int | None = None


def _waiting(user: User, wanted: Wanted) -> "QuerySet[Draft]":
    rows = Draft.objects.filter(at_desk(user), state=State.HANDED_IN)
    if wanted.task:
        rows = rows.filter(task__uuid=wanted.task)
    if wanted.cohort is not None:
        rows = rows.filter(enrolment__cohort=wanted.cohort or None)
    return rows


def how_many(user: User) -> int:
    """How many drafts of own classes wait. One query."""
    return _waiting(user, Wanted()).count()


def waiting(user: User, wanted: Wanted, now: datetime) -> list[Waiting]:
    """What waits, in the order in which it was handed in. Two queries."""
    drafts = list(
        _waiting(user, wanted)
        .select_related("task", "learner", "enrolment__cohort")
        .defer("task__brief")
        .order_by("handed_in_at", "pk")
    )
    at_it: dict[UUID, list[Marking]] = defaultdict(list)
    rows = Marking.objects.filter(
        learner_id__in={draft.learner_id for draft in drafts},
        draft__in=[draft.pk for draft in drafts],
    )
    for row in rows.select_related("marker"):
        at_it[row.draft_id].append(row)
    return [_placed(draft, at_it[draft.pk], user, now) for draft in drafts]


def _placed(draft: Draft, markings: Sequence[Marking], user: User, now: datetime) -> Waiting:
    others = [m.marker for m in markings if m.marker_id != user.pk and m.at > now - AT_IT]
    return Waiting(
        draft, others[0] if others else None, any(m.marker_id == user.pk for m in markings)
    )


def following(rows: Sequence[Waiting], here: UUID) -> Draft | None:
    """The next draft to take after one: the next that nobody is at, else the next at all, from
    there on and then from the start."""
    pks = [row.draft.pk for row in rows]
    at = pks.index(here) if here in pks else -1
    onward = [*rows[at + 1 :], *rows[: max(at, 0)]]
    onward = [row for row in onward if row.draft.pk != here]
    free = [row.draft for row in onward if row.marker is None]
    return free[0] if free else (onward[0].draft if onward else None)


@dataclass(frozen=True)
class Told:
    """An assessment with the levels it gave, in words."""

    assessment: Assessment
    lines: Sequence[wording.Line]
    remarks: Mapping[str, str]

    @property
    def band(self) -> str:
        """The band of its total in words."""
        return str(wording.BANDS[band_of(self.assessment.total)])


def history(submission: Submission) -> list[Told]:
    """Every assessment of a submission, newest first. Two queries."""
    mine = {"learner_id": submission.learner_id}
    rows = Assessment.objects.filter(**mine, submission=submission)
    assessments = list(rows.select_related("assessor").order_by("-number"))
    marks: dict[UUID, list[CriterionMark]] = defaultdict(list)
    for mark in CriterionMark.objects.filter(**mine, assessment__in=assessments):
        marks[mark.assessment_id].append(mark)
    return [
        Told(
            one,
            wording.lines(one.rubric, {mark.code: mark.level for mark in marks[one.pk]}),
            {mark.code: mark.comment for mark in marks[one.pk] if mark.comment},
        )
        for one in assessments
    ]


def own_marking(draft: Draft, user: User) -> Marking | None:
    """What the person has put down of a draft so far. One query."""
    return Marking.objects.filter(learner_id=draft.learner_id, draft=draft, marker=user).first()


def others_at_it(draft: Draft, user: User, now: datetime) -> list[Marking]:
    """Who else is marking it now. One query."""
    rows = Marking.objects.filter(
        learner_id=draft.learner_id, draft=draft, at__gt=now - AT_IT
    ).exclude(marker=user)
    return list(rows.select_related("marker"))


@dataclass(frozen=True)
class Result:
    """A draft of a task that was handed in at some time, and what it was given last."""

    draft: Draft
    submission: Submission
    assessment: Assessment | None
    levels: Mapping[str, int]

    @property
    def band(self) -> str:
        """The band of the total in words; empty while it waits."""
        return str(wording.BANDS[band_of(self.assessment.total)]) if self.assessment else ""

    @property
    def passed(self) -> bool:
        """Whether it counts as a pass."""
        return bool(self.assessment and (self.assessment.passed or self.assessment.pass_kept))


def results(user: User, task: WritingTask) -> list[Result]:
    """Every draft of a task in own classes that is handed in, by class, person and number. Four
    queries, however many there are."""
    drafts = list(
        Draft.objects.filter(at_desk(user), task=task)
        .exclude(state=State.WRITING)
        .select_related("learner", "enrolment__cohort", "enrolment__unit")
        .order_by("enrolment__cohort__key", "learner__number", "number")
    )
    mine = {"learner_id__in": {draft.learner_id for draft in drafts}}
    rows = Submission.objects.filter(**mine, draft__in=drafts).order_by("number")
    submissions = {row.draft_id: row for row in rows}
    newest: dict[UUID, Assessment] = {}
    counting = [row.pk for row in submissions.values()]
    given = Assessment.objects.filter(**mine, submission__in=counting).select_related("assessor")
    for one in given.order_by("number"):
        newest[one.submission_id] = one
    levels: dict[UUID, dict[str, int]] = defaultdict(dict)
    for mark in CriterionMark.objects.filter(**mine, assessment__in=newest.values()):
        levels[mark.assessment_id][mark.code] = mark.level
    found = []
    for draft in drafts:
        submission = submissions[draft.pk]
        assessment = newest.get(submission.pk)
        given_levels = levels[assessment.pk] if assessment else {}
        found.append(Result(draft, submission, assessment, given_levels))
    return found
