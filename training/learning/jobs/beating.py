"""A worker's sign of life: a row that it renews."""

import os
import secrets
import socket
from datetime import datetime, timedelta

from training.learning.jobs.models import Worker

EVERY = timedelta(seconds=5)
SILENT_AFTER = timedelta(seconds=30)
"""A worker that has not been heard of for so long is taken for killed. Six signs may be missed:
a database that is busy for some seconds must not cost a worker its task."""
KEPT_FOR = timedelta(days=1)


def new_id() -> str:
    """A name that no worker had before: a process number alone comes again after a restart."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(8)}"


def beat(*, worker_id: str, now: datetime) -> None:
    """Say that the worker lives; the first time this makes its row. One or two queries."""
    if not Worker.objects.filter(pk=worker_id).update(seen_at=now):
        told = {"started_at": now, "seen_at": now}
        place = {"host": socket.gethostname()[:80], "process": os.getpid()}
        Worker.objects.create(pk=worker_id, **place, **told)


def leave(*, worker_id: str, now: datetime) -> None:
    """The worker ends in good order; rows of killed ones go after a day."""
    Worker.objects.filter(pk=worker_id).delete()
    Worker.objects.filter(seen_at__lt=now - KEPT_FOR).delete()


def alive(now: datetime) -> set[str]:
    """The workers that have been heard of lately. One query."""
    recent = Worker.objects.filter(seen_at__gte=now - SILENT_AFTER)
    return set(recent.values_list("pk", flat=True))
