"""What an administrator does about a failed task."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from training.learning.jobs.doing import BACKEND
from training.people import audit
from training.people.models import User


def do_again(*, task_id: UUID, by: User, now: datetime) -> bool:
    """Put a failed task back into the queue, its interruptions forgotten. False, and nothing is
    changed, where it is not failed any more: somebody else was faster."""
    with transaction.atomic():
        task = _failed(task_id)
        if task is None:
            return False
        task.status, task.finished_at, task.worker_ids = TaskResultStatus.READY, None, []
        task.exception_class_path = task.traceback = ""
        task.save()
        audit.note(actor=by, action="jobs.again", at=now, target=task.task_path, task=str(task.pk))
    return True


def dismiss(*, task_id: UUID, by: User, now: datetime) -> bool:
    """Take a failed task off the list; what it was and how it failed stays in the audit log. False
    where it is not failed any more."""
    with transaction.atomic():
        task = _failed(task_id)
        if task is None:
            return False
        audit.note(
            actor=by,
            action="jobs.dismiss",
            at=now,
            target=task.task_path,
            task=str(task.pk),
            error=task.exception_class_path,
        )
        task.delete()
    return True


def _failed(task_id: UUID) -> DBTaskResult | None:
    ours = DBTaskResult.objects.filter(backend_name=BACKEND).failed()
    found: DBTaskResult | None = ours.select_for_update().filter(pk=task_id).first()
    return found
