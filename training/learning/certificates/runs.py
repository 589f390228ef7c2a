"""Printing many certificates at once, in the background, into a file that goes after some days."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.papers.errors import PaperRefused
from training.cohorts.models import Cohort
from training.learning.certificates import printing
from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.models import Certificate, PrintRun, Seal
from training.learning.certificates.selectors import Shown
from training.people import audit
from training.people.models import User

log = logging.getLogger("training.certificates")
KEPT_FOR = timedelta(days=7)
STEP = 25
"""Progress is written after so many."""
SECONDS, SECONDS_EACH = 30, 0.2
"""What the press is given at most: as a whole, and for each page."""
MOST = 2000
UNFINISHED = (PrintRun.State.WAITING, PrintRun.State.RUNNING)
STALE = timedelta(minutes=10)
"""An unfinished run older than this is not waited for by a new request."""


@transaction.atomic
def ask(
    *, cohort: Cohort, certificates: Sequence[Certificate], base: str, by: User, now: datetime
) -> PrintRun:
    """Have certificates of a class printed as one file, in the order given. Asked for again while
    the same ones are still being made, it is the same run. CertificateRefused for none, or for too
    many."""
    if not certificates:
        raise CertificateRefused("none", _("没有可以打印的证书。"))
    if len(certificates) > MOST:
        told = _("一次最多打印 %d 份，请分几次。") % MOST
        raise CertificateRefused("too_many", told)
    wanted = [[str(one.learner_id), str(one.pk)] for one in certificates]
    Cohort.objects.select_for_update().get(pk=cohort.pk)  # two clicks at once are one run
    same = PrintRun.objects.filter(cohort=cohort, state__in=UNFINISHED, asked_at__gt=now - STALE)
    for run in same.defer("file"):
        if run.certificates == wanted:
            return run
    run = PrintRun.objects.create(
        cohort=cohort,
        certificates=wanted,
        address=base,
        asked_at=now,
        asked_by=by,
        total=len(wanted),
    )
    audit.note(
        actor=by, action="certificate.printed", at=now, target=cohort.key, people=len(wanted)
    )
    from training.learning.certificates.tasks import print_run

    transaction.on_commit(partial(print_run.enqueue, str(run.pk)))
    return run


def carry_out(*, run_id: UUID, now: datetime) -> bool:
    """Make the file of a run; whether it is there in the end. Done again after a worker was killed
    it begins anew, and for a finished run it changes nothing."""
    run = PrintRun.objects.defer("file").select_related("cohort").get(pk=run_id)
    if run.state == PrintRun.State.DONE:
        return True
    rows = PrintRun.objects.filter(pk=run_id)
    rows.update(state=PrintRun.State.RUNNING, done=0, message="")
    try:
        made = _pressed(run)
    except PaperRefused as why:
        log.error("print run %s: %s", run_id, why.code)
        rows.update(state=PrintRun.State.FAILED, message=str(why)[:200], finished_at=now)
        return False
    rows.update(state=PrintRun.State.DONE, done=run.total, file=made, finished_at=timezone.now())
    return True


def _pressed(run: PrintRun) -> bytes:
    learners, ids = zip(*run.certificates, strict=True)
    rows = Certificate.objects.filter(learner__in=set(learners), pk__in=ids)
    found = {str(row.pk): row for row in rows}
    certificates = [Shown(found[one]) for one in ids]
    digests = {one.row.seal for one in certificates} - {""}
    kept = Seal.objects.filter(congress=run.cohort.congress_id, digest__in=digests)
    mine = PrintRun.objects.filter(pk=run.pk)

    def told(done: int) -> None:
        if done % STEP == 0:
            mine.update(done=done)

    return printing.pressed(
        certificates,
        base=run.address,
        seals={seal.digest: bytes(seal.image) for seal in kept},
        seconds=int(SECONDS + SECONDS_EACH * len(certificates)),
        told=told,
    )


def file_of(run: PrintRun) -> bytes:
    """The file; b'' when it is not there yet or no more. One query."""
    kept = PrintRun.objects.filter(pk=run.pk).values_list("file", flat=True).first()
    return bytes(kept) if kept else b""


def forget_old(*, now: datetime) -> int:
    """The worker's job: throw away files that were kept long enough. Returns how many."""
    old = PrintRun.objects.filter(finished_at__lt=now - KEPT_FOR, file__isnull=False)
    return old.update(file=None)
