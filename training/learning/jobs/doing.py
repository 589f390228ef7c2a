"""Doing the tasks of the queue `jobs`, one at a time.

In place of django-tasks-db's own command: that one is a process more (some 90 MiB), and leaves the
tasks of a killed process running for ever.
"""

import logging
from typing import Any

from django.db import transaction
from django_tasks.base import TaskContext
from django_tasks_db.models import DBTaskResult

log = logging.getLogger("training.jobs")

BACKEND = "jobs"


def claim(*, worker_id: str) -> DBTaskResult | None:
    """Take the first task that is ready, so that no other worker takes it; None without one. One
    query as long as there is nothing to do."""
    ready = DBTaskResult.objects.ready().filter(backend_name=BACKEND)
    if not ready.exists():
        return None
    # SQLite begins with the write lock (see SQLITE_OPTIONS); PostgreSQL locks the row, and others
    # pass over it.
    with transaction.atomic():
        task: DBTaskResult | None = ready.get_locked()
        if task is not None:
            task.claim(worker_id)
    return task


def do(task: DBTaskResult) -> bool:
    """Do a claimed task and write down how it ended. Says whether it went well; raises nothing
    that the task raised."""
    try:
        returned = _call(task)
        task.set_successful(returned)
    except (Exception, SystemExit) as failure:
        log.exception("task %s (%s) failed", task.pk, task.task_path)
        task.set_failed(failure)
        return False
    log.info("task %s (%s) done", task.pk, task.task_path)
    return True


def _call(task: DBTaskResult) -> Any:
    asked: Any = task.task_result
    if asked.task.takes_context:
        return asked.task.call(TaskContext(task_result=asked), *asked.args, **asked.kwargs)
    return asked.task.call(*asked.args, **asked.kwargs)


def do_ready(*, worker_id: str) -> tuple[int, int]:
    """Do tasks until none is ready; returns how many went well and how many failed."""
    well = badly = 0
    while (task := claim(worker_id=worker_id)) is not None:
        if do(task):
            well += 1
        else:
            badly += 1
    return well, badly
