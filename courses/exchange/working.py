"""What the jobs worker does for imports, and what is done at once because it is small."""

from datetime import datetime, timedelta

from courses.exchange.applying import apply
from courses.exchange.following import follow_up
from courses.exchange.models import ImportJob, ImportRow
from courses.exchange.planning import make_plan
from courses.exchange.undoing import clear_away

SMALL_FILE = 200 * 1024
SMALL_IMPORT = 200
"""Files and imports up to this size are done while the trainer waits."""
PLANS_KEPT, DONE_KEPT = timedelta(days=7), timedelta(days=365)
AT_ONCE = 500
State = ImportJob.State

STEPS = {
    State.WAITING: make_plan,
    State.READING: make_plan,
    State.APPLYING: apply,
    State.SENDING: follow_up,
    State.UNDOING: clear_away,
}
"""What comes next in a state that waits for nobody's decision."""


def go_on(*, job: ImportJob, now: datetime) -> ImportJob:
    """Do every step that waits for nobody's decision."""
    seen = None
    while (step := STEPS.get(State(job.state))) and (job.state, job.done) != seen:
        seen = (job.state, job.done)
        job = step(job=job, now=now)
    return job


def carry_on(*, now: datetime) -> int:
    """Go on with every import that is under way, and throw away old plans; how many were done."""
    done = 0
    for job in ImportJob.objects.filter(state__in=STEPS).order_by("created_at"):
        before = (job.state, job.done)
        job = go_on(job=job, now=now)
        done += (job.state, job.done) != before
    return done + throw_away(now=now)


def throw_away(*, now: datetime) -> int:
    """Delete plans that nobody applied, and imports too old to be undone; how many."""
    unused = ImportJob.objects.filter(
        state__in={State.READY, State.FAILED}, created_at__lt=now - PLANS_KEPT
    )
    past = ImportJob.objects.filter(
        state__in={State.APPLIED, State.UNDONE}, created_at__lt=now - DONE_KEPT
    )
    old = [*unused, *past]
    for job in old:
        discard(job=job)
    return len(old)


def discard(*, job: ImportJob) -> None:
    """Delete a plan or an old import, its rows some at a time."""
    while rows := list(ImportRow.objects.filter(job=job).values_list("pk", flat=True)[:AT_ONCE]):
        ImportRow.objects.filter(pk__in=rows).delete()
    job.delete()
