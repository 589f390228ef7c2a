"""Tasks whose worker is no more: taken up again, three times, then failed and shown."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from training.learning.jobs.beating import SILENT_AFTER, alive
from training.learning.jobs.doing import BACKEND
from training.learning.jobs.models import JobRun

log = logging.getLogger("training.jobs")

AGAIN = 3
"""How often a task is taken up again before it counts as failed: one that kills its worker (too
much memory) must not do so for ever."""
LOST = "training.learning.jobs.reclaiming.Lost"
FINISHED_KEPT_FOR = timedelta(days=7)
FAILED_KEPT_FOR = timedelta(days=90)
AT_ONCE = 500


def running() -> Any:
    """The tasks that a worker has taken; not evaluated."""
    return DBTaskResult.objects.running().filter(backend_name=BACKEND)


def take_up_lost(*, now: datetime) -> int:
    """Put tasks of workers that are silent back into the queue; who was interrupted for the fourth
    time has failed. Returns how many. One query while nothing runs.

    A change is made only where the same worker still holds the task: a second worker that looks
    at the same time does not count an interruption twice."""
    held = list(running().only("pk", "worker_ids", "started_at", "task_path"))
    if not held:
        return 0
    living = alive(now)
    lost = [task for task in held if _is_lost(task, living, now)]
    return sum(_take_up(task.pk, task.worker_ids, now) for task in lost)


def _is_lost(task: DBTaskResult, living: set[str], now: datetime) -> bool:
    if task.worker_ids and task.worker_ids[-1] in living:
        return False
    # Just claimed, by a worker whose first sign of life is not yet written.
    return task.started_at is None or task.started_at <= now - SILENT_AFTER


def _take_up(pk: Any, seen: list[str], now: datetime) -> bool:
    with transaction.atomic():
        task = running().select_for_update().filter(pk=pk).first()
        if task is None or task.worker_ids != seen:
            return False
        again = len(seen) <= AGAIN
        if again:
            task.status = TaskResultStatus.READY
        else:
            task.status, task.finished_at = TaskResultStatus.FAILED, now
            task.exception_class_path = LOST
            task.traceback = "\n".join(seen)
        task.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
    log.warning(
        "task %s (%s) lost its worker: %s", pk, task.task_path, "again" if again else "failed"
    )
    return True


def give_back(*, worker_id: str) -> int:
    """A worker that is told to stop puts back what it has not finished; an orderly stop is no
    fault of the task and is not counted. Returns how many."""
    count = 0
    for held in running().only("pk", "worker_ids"):
        if held.worker_ids[-1:] != [worker_id]:
            continue
        with transaction.atomic():
            task = running().select_for_update().filter(pk=held.pk).first()
            if task is None or task.worker_ids[-1:] != [worker_id]:
                continue
            task.status, task.worker_ids = TaskResultStatus.READY, task.worker_ids[:-1]
            task.save(update_fields=["status", "worker_ids"])
        log.warning("task %s (%s) given back at the end", task.pk, task.task_path)
        count += 1
    return count


def prune(*, now: datetime) -> int:
    """Forget tasks that went well a week ago, and failed ones after three months. Returns how
    many; some hundred a time."""
    ours = DBTaskResult.objects.filter(backend_name=BACKEND)
    well = ours.successful().filter(finished_at__lt=now - FINISHED_KEPT_FOR)
    badly = ours.failed().filter(finished_at__lt=now - FAILED_KEPT_FOR)
    old = [*well.values_list("pk", flat=True)[:AT_ONCE]]
    old += badly.values_list("pk", flat=True)[:AT_ONCE]
    if old:
        DBTaskResult.objects.filter(pk__in=old).delete()
    # A job that the table of run_due no longer has.
    JobRun.objects.filter(ran_at__lt=now - FINISHED_KEPT_FOR).delete()
    return len(old)
