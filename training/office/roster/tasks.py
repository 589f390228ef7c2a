"""Long imports, done by the jobs worker."""

from typing import Any

from django.utils import timezone
from django_tasks import task

from training.office.roster import services
from training.people.rosters import RosterImport


@task(backend="jobs")
def carry_on(job: int) -> str:
    """Do the step an import waits for; an import that is gone, or that another worker has, is left
    alone. Returns its state."""
    found = RosterImport.objects.filter(pk=job).first()
    if found is None:
        return ""
    return str(services.go_on(job=found, now=timezone.now()).state)


def later(job: RosterImport) -> Any:
    """Have the worker do it."""
    return carry_on.enqueue(job=job.pk)
