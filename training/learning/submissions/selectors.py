"""What deputies' pages show of writing: the tasks of one's own, and one draft with its marks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from courses.workshops import wording
from courses.workshops.models import WritingTask
from courses.workshops.scoring import band_of
from courses.workshops.services import body_of
from training.cohorts.models import Enrolment
from training.learning.submissions.models import Assessment, CriterionMark, Draft, Submission
from training.learning.submissions.services import newest_submission, why_not_start

State = Draft.State


@dataclass(frozen=True)
class Go:
    """One draft of a person and what it was given last; no assessment while it waits."""

    draft: Draft
    assessment: Assessment | None = None

    @property
    def passed(self) -> bool:
        """Whether it reached the pass score, or its pass was left standing."""
        found = self.assessment
        return found is not None and (found.passed or found.pass_kept)

    @property
    def band(self) -> str:
        """The band of its total in words."""
        return str(wording.BANDS[band_of(self.assessment.total)]) if self.assessment else ""

    @property
    def unread(self) -> bool:
        """Whether it came back marked and she has not said that she read it."""
        return self.draft.state == State.ASSESSED and self.draft.seen_at is None


@dataclass(frozen=True)
class TaskRow:
    """A task as one deputy sees it. `begins_at` is when its session starts in her class, None for
    a task that is not on its timetable."""

    task: WritingTask
    goes: Sequence[Go]
    required: bool = False
    begins_at: datetime | None = None

    @property
    def last(self) -> Go | None:
        """Her newest draft."""
        return self.goes[-1] if self.goes else None

    @property
    def passed(self) -> bool:
        """Whether any draft did it."""
        return any(go.passed for go in self.goes)

    @property
    def unread(self) -> bool:
        """Whether the newest draft came back marked and she has not read it."""
        return bool(self.last and self.last.unread)

    @property
    def state(self) -> str:
        """new, writing, returned, waiting, passed (some draft did it) or failed."""
        last = self.last
        if last is None:
            return "new"
        if last.draft.state == State.HANDED_IN:
            return "waiting"
        if last.draft.state == State.WRITING:
            return "returned" if last.draft.returned else "writing"
        return "passed" if self.passed else "failed"


def calling(rows: Sequence[TaskRow], now: datetime) -> list[TaskRow]:
    """The tasks of which the home page speaks: marked and unread, under way, or to be mended; and
    where she has written nothing for her class yet, the first one whose session has begun. One
    passed draft is enough for all that are required."""
    asked = [row for row in rows if row.required]
    quiet = any(row.passed or row.state in {"writing", "returned", "waiting"} for row in asked)
    found = [
        row
        for row in rows
        if row.unread
        or row.state in {"writing", "returned"}
        or (row.required and row.state == "failed" and not quiet)
    ]
    if not any(row.goes for row in asked):
        begun = (row for row in asked if row.begins_at and row.begins_at <= now)
        found += [*begun][:1]
    return found


def _goes(learner_id: UUID, tasks: Iterable[int]) -> dict[int, list[Go]]:
    """A person's drafts by task with what counts of each. Two queries."""
    drafts = Draft.objects.filter(learner_id=learner_id, task__in=list(tasks)).order_by("number")
    newest: dict[UUID, Assessment] = {}
    rows = Assessment.objects.filter(
        learner_id=learner_id, submission__learner_id=learner_id, submission__draft__in=drafts
    )
    for row in rows.select_related("submission").order_by("submission__number", "number"):
        newest[row.submission.draft_id] = row
    found: dict[int, list[Go]] = defaultdict(list)
    for draft in drafts:
        # Once reopened, what an earlier submission was given counts no more.
        counts = newest.get(draft.pk) if draft.state == State.ASSESSED else None
        found[draft.task_id].append(Go(draft, counts))
    return found


Planned = Mapping[UUID, tuple[bool, datetime]]
"""The tasks of a class by uuid, in the order of its timetable: whether one is required, and when
its session begins."""


def planned_for(enrolment: Enrolment | None) -> Planned:
    """The published tasks on the timetable of a person's class. One query, none without a class."""
    if enrolment is None:
        return {}
    sessions = enrolment.cohort.timetable.filter(session__task__live=True)
    return in_order(
        sessions.order_by("starts_at").values_list(
            "session__task__uuid", "session__required", "starts_at"
        )
    )


def in_order(sessions: Iterable[tuple[UUID, bool, datetime]]) -> Planned:
    """The same from sessions in order: required where any session with the task is, begun with the
    first of them."""
    planned: dict[UUID, tuple[bool, datetime]] = {}
    for task, required, at in sessions:
        known = planned.get(task, (False, at))
        planned[task] = (known[0] or required, known[1])
    return planned


def class_tasks(learner_id: UUID, planned: Planned, *, wrote: bool = True) -> list[TaskRow]:
    """The tasks of her class in the order of its timetable. Three queries, none without tasks; one
    where she is known to have written nothing."""
    tasks = WritingTask.objects.filter(uuid__in=planned.keys())
    return _rows(learner_id, planned, tasks, wrote=wrote)


def tasks_of(learner_id: UUID, planned: Planned) -> list[TaskRow]:
    """The same, then others she has written for. Three queries."""
    written = Draft.objects.filter(learner_id=learner_id).values("task")
    wanted = Q(uuid__in=planned.keys()) | Q(pk__in=written)
    return _rows(learner_id, planned, WritingTask.objects.filter(wanted))


def _rows(
    learner_id: UUID, planned: Planned, tasks: "QuerySet[WritingTask]", *, wrote: bool = True
) -> list[TaskRow]:
    found = {task.uuid: task for task in tasks.defer("brief")}
    if not found:
        return []
    goes = _goes(learner_id, [task.pk for task in found.values()]) if wrote else {}
    order = [*(uuid for uuid in planned if uuid in found)]
    order += [uuid for uuid in found if uuid not in planned]
    rows = ((found[uuid], goes.get(found[uuid].pk, [])) for uuid in order)
    return [TaskRow(task, gone, *planned.get(task.uuid, ())) for task, gone in rows]


@dataclass(frozen=True)
class TaskPage:
    """A task with its rubric in words, her drafts, and whether another may be begun."""

    row: TaskRow
    lines: Sequence[wording.Line]
    length: str
    why_not: str


def task_page(learner_id: UUID, task: WritingTask, now: datetime) -> TaskPage:
    """Everything about one task. Three queries."""
    goes = _goes(learner_id, [task.pk])[task.pk]
    return TaskPage(
        row=TaskRow(task, goes),
        lines=wording.lines(body_of(task.rubric)),
        length=wording.length_wanted(task),
        why_not=why_not_start(task, [go.draft for go in goes], now),
    )


@dataclass(frozen=True)
class Result:
    """A draft that was handed in: the frozen text, and what it was given, newest first."""

    draft: Draft
    submission: Submission
    assessments: Sequence[Assessment]
    lines: Sequence[wording.Line]
    remarks: dict[str, str]

    @property
    def newest(self) -> Assessment | None:
        """What counts."""
        return self.assessments[0] if self.assessments else None

    @property
    def band(self) -> str:
        """The band of the total in words."""
        return str(wording.BANDS[band_of(self.newest.total)]) if self.newest else ""

    @property
    def passed(self) -> bool:
        """Whether it counts as a pass."""
        return bool(self.newest and (self.newest.passed or self.newest.pass_kept))


def result_of(draft: Draft) -> Result:
    """A draft that was handed in, with its marks. Three queries."""
    submission = newest_submission(draft)
    rows = Assessment.objects.filter(learner_id=draft.learner_id, submission=submission)
    assessments = list(rows.select_related("assessor").order_by("-number"))
    marks = CriterionMark.objects.filter(
        learner_id=draft.learner_id, assessment__in=assessments[:1]
    )
    given = {mark.code: mark for mark in marks}
    body = assessments[0].rubric if assessments else submission.rubric.body
    return Result(
        draft=draft,
        submission=submission,
        assessments=assessments,
        lines=wording.lines(body, {code: mark.level for code, mark in given.items()}),
        remarks={code: mark.comment for code, mark in given.items() if mark.comment},
    )
