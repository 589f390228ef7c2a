"""Writing down how the scheduled jobs went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from training.learning.jobs.models import JobRun

ERROR_KEPT = 4000
WRITTEN = (
    "ran_at",
    "milliseconds",
    "did_at",
    "did",
    "failed_at",
    "failing_since",
    "error",
)


@dataclass(frozen=True)
class Run:
    """One run of a job: how many it did, or the traceback of what went wrong."""

    name: str
    at: datetime
    milliseconds: int
    did: int = 0
    error: str = ""


def keep(runs: Sequence[Run]) -> None:
    """Write a round down, in two queries whatever the number of jobs: every job has its row
    written over, so the table never grows."""
    known = JobRun.objects.in_bulk([run.name for run in runs])
    rows = [_after(known.get(run.name), run) for run in runs]
    JobRun.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=WRITTEN
    )


def _after(row: JobRun | None, run: Run) -> JobRun:
    row = row or JobRun(name=run.name)
    row.ran_at, row.milliseconds = run.at, run.milliseconds
    if run.error:
        row.failed_at, row.error = run.at, run.error[-ERROR_KEPT:]
        row.failing_since = row.failing_since or run.at
        return row
    row.failing_since = None
    if run.did:
        row.did_at, row.did = run.at, run.did
    return row
