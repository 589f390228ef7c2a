"""A round: every job once, each by itself."""

import logging
import traceback
from collections.abc import Mapping
from datetime import datetime
from threading import Event
from time import monotonic

from django.utils import timezone

from training.learning.jobs.above import Job
from training.learning.jobs.keeping import Run, keep

log = logging.getLogger("training.jobs")


def round_of(jobs: Mapping[str, Job], stop: Event) -> bool:
    """Every job once, unless it is told to stop in between; says whether all went well."""
    runs: list[Run] = []
    for name, job in jobs.items():
        if not stop.is_set():
            runs.append(run(name, job, timezone.now()))
    try:
        keep(runs)
    except Exception:  # the jobs have run; that it is not written down must not stop the next ones
        log.exception("the round could not be written down")
    return not any(one.error for one in runs)


def run(name: str, job: Job, now: datetime) -> Run:
    """Do one job and say how it went; a failure is logged and stops no other job."""
    begun, done, error = monotonic(), 0, ""
    try:
        done = job(now=now)
    except Exception:  # whatever one job meets, the next one must still run
        log.exception("job %s failed", name)
        error = traceback.format_exc()
    if done:
        log.info("job %s: %d done", name, done)
    return Run(name, now, int((monotonic() - begun) * 1000), did=int(done or 0), error=error)
