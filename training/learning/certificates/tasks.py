"""Work left to the jobs worker."""

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from training.learning.certificates import runs


@task(backend="jobs")
def print_run(run_id: str) -> bool:
    """Make the file of a print run; may run again from the start."""
    return runs.carry_out(run_id=UUID(run_id), now=timezone.now())
