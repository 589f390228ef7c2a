"""How the queue and the worker stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django_tasks_db.models import DBTaskResult

from training.learning.jobs import wording
from training.learning.jobs.beating import SILENT_AFTER
from training.learning.jobs.doing import BACKEND
from training.learning.jobs.models import JobRun, Worker
from training.learning.jobs.reclaiming import running

SHOWN = 50
# Where run_due is started by a timer each minute there is no worker in between.
SILENT = timedelta(minutes=3)
BEHIND = timedelta(minutes=10)
"""A task that has been ready for so long wants a look, though the worker lives."""


@dataclass(frozen=True)
class Standing:
    """The queue in numbers, as of a moment."""

    now: datetime
    seen_at: datetime | None
    ready: int
    oldest: datetime | None
    running: int
    failed: int
    failing: int

    @property
    def silent(self) -> bool:
        """Whether no worker has been heard of for minutes, or ever."""
        return self.seen_at is None or self.seen_at < self.now - SILENT

    @property
    def waits(self) -> int:
        """Seconds the oldest ready task has waited; 0 without one."""
        return max(0, int((self.now - self.oldest).total_seconds())) if self.oldest else 0

    @property
    def behind(self) -> bool:
        """Whether a task has waited for long."""
        return self.waits > BEHIND.total_seconds()

    @property
    def word(self) -> str:
        """silent, behind, failing or ok."""
        if self.silent:
            return "silent"
        if self.behind:
            return "behind"
        return "failing" if self.failed or self.failing else "ok"


def standing(now: datetime) -> Standing:
    """The numbers. Three queries."""
    counted = DBTaskResult.objects.filter(backend_name=BACKEND).aggregate(
        ready=Count("pk", filter=Q(status="READY")),
        running=Count("pk", filter=Q(status="RUNNING")),
        failed=Count("pk", filter=Q(status="FAILED")),
        oldest=Min("enqueued_at", filter=Q(status="READY")),
    )
    runs = JobRun.objects.aggregate(
        at=Max("ran_at"), failing=Count("pk", filter=Q(failing_since__isnull=False))
    )
    beat = Worker.objects.aggregate(at=Max("seen_at"))["at"]
    seen = max((at for at in (beat, runs["at"]) if at), default=None)
    return Standing(now=now, seen_at=seen, failing=runs["failing"], **counted)


@dataclass(frozen=True)
class TaskRow:
    """A task as the page shows it."""

    task: DBTaskResult
    name: str
    advice: wording.Advice | None

    @property
    def tries(self) -> int:
        """How often a worker has begun it."""
        return len(self.task.worker_ids)


def _row(task: DBTaskResult) -> TaskRow:
    failed = task.exception_class_path
    return TaskRow(
        task, wording.task_name(task.task_path), wording.advice(failed) if failed else None
    )


@dataclass(frozen=True)
class JobRow:
    """A scheduled job as the page shows it."""

    run: JobRun
    name: str
    advice: wording.Advice | None


@dataclass(frozen=True)
class Board:
    """Everything the page of the queue shows."""

    standing: Standing
    workers: list[Worker]
    waiting: list[TaskRow]
    running: list[TaskRow]
    failed: list[TaskRow]
    done: list[TaskRow]
    jobs: list[JobRow]


def board(now: datetime) -> Board:
    """The queue in full, some fifty tasks of each kind. Nine queries."""
    ours = DBTaskResult.objects.filter(backend_name=BACKEND)
    waiting = ours.filter(status="READY").order_by("-priority", "enqueued_at")
    failed = ours.failed().order_by("-finished_at")
    done = ours.successful().order_by("-finished_at")
    rows = JobRun.objects.order_by("name")
    return Board(
        standing=standing(now),
        workers=list(Worker.objects.filter(seen_at__gte=now - SILENT_AFTER)),
        waiting=[_row(task) for task in waiting[:SHOWN]],
        running=[_row(task) for task in running().order_by("started_at")[:SHOWN]],
        failed=[_row(task) for task in failed[:SHOWN]],
        done=[_row(task) for task in done[:SHOWN]],
        jobs=[_job(run) for run in sorted(rows, key=lambda run: run.failing_since is None)],
    )


def _job(run: JobRun) -> JobRow:
    last = run.error.strip().rsplit("\n", 1)[-1]
    return JobRow(run, wording.job_name(run.name), wording.advice(last) if last else None)
