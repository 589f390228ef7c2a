"""From a plan to the bank: batch by batch and unseen, then all at once.

New questions are written as arriving, new drafts of old ones as revisions that nobody points to.
One short transaction then makes all of it seen. Whatever happens before it, nothing has happened;
a worker that dies is followed by another, which goes on where it stopped (docs/decisions/0012).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import sleep
from typing import Any

from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from courses.exchange.arriving import Shelf, fill, make_ready, revision_of, write
from courses.exchange.collecting import little_to_search
from courses.exchange.errors import ExchangeRefused
from courses.exchange.models import ImportJob, ImportRow
from courses.exchange.planning import claim
from courses.questions.models import Question
from courses.questions.selectors import all_questions, next_number
from courses.questions.versions.naming import models_by_kind

AT_ONCE = 40
"""Questions written at once: in two transactions of less than a tenth of a second each."""
PAUSE = 0.01
"""Seconds between two transactions, so that others get their turn."""
TOLD = 10
State, Outcome = ImportJob.State, ImportRow.Outcome


class _Overtaken(Exception):
    """The bank changed after the plan was made."""


@dataclass(frozen=True)
class Choice:
    """Which of the ticked rows of a plan are taken, and what is done with them afterwards."""

    outcomes: frozenset[str] = frozenset({Outcome.NEW, Outcome.UPDATE})
    then: str = ImportJob.Then.DRAFT


def tick(*, job: ImportJob, shown: Collection[int], ticked: Collection[int]) -> None:
    """Remember which of some shown rows a person wants; before the import only."""
    rows = job.rows.filter(pk__in=shown, outcome__in={Outcome.NEW, Outcome.UPDATE})
    with transaction.atomic():
        if ImportJob.objects.filter(pk=job.pk, state=State.READY).exists():
            rows.filter(pk__in=ticked).update(chosen=True)
            rows.exclude(pk__in=ticked).update(chosen=False)


def choose(*, job: ImportJob, choice: Choice) -> None:
    """Queue what is ticked; raises ExchangeRefused when nothing is, or when somebody was faster."""
    with transaction.atomic():
        mine = ImportJob.objects.filter(pk=job.pk, state=State.READY)
        if not mine.update(state=State.APPLYING, worked_at=None):
            raise ExchangeRefused("taken", _("这次导入已经在进行，或者已经做完。"))
        job.rows.filter(chosen=True).exclude(outcome__in=choice.outcomes).update(chosen=False)
        taken = job.rows.filter(chosen=True).count()
        if not taken:
            raise ExchangeRefused("nothing", _("没有选中要导入的题。请至少选一道。"))
        ImportJob.objects.filter(pk=job.pk).update(
            then=choice.then, total=taken, done=0, failure=""
        )
    job.refresh_from_db()


def apply(*, job: ImportJob, now: datetime) -> ImportJob:
    """Bring the chosen questions in; safe to run again after any interruption.

    When the bank has changed meanwhile, everything is taken back, and `failure` says why.
    """
    if not claim(job, {State.APPLYING}, now):
        return job
    try:
        with little_to_search():
            _sweep(job)
            _number(job)
            _write_new(job, now)
            _write_updates(job, now)
            settle(job=job, now=now)
    except _Overtaken as why:
        take_back(job)
        ImportJob.objects.filter(pk=job.pk).update(
            state=State.READY, failure=str(why), worked_at=None
        )
    job.refresh_from_db()
    return job


def _chosen(job: ImportJob, outcome: str) -> "QuerySet[ImportRow]":
    return ImportRow.objects.filter(job=job, chosen=True, outcome=outcome)


def _sweep(job: ImportJob) -> None:
    """Nothing arrives for this job but what a row knows: batches are whole transactions."""
    known = _chosen(job, Outcome.NEW).exclude(revision=None).count()
    if known != all_questions().filter(arriving=job).count():
        take_back(job)


def _number(job: ImportJob) -> None:
    """Give questions without a number one that nobody has."""
    rows = list(_chosen(job, Outcome.NEW).filter(number="").only("pk", "number"))
    if not rows:
        return
    planned = set(job.rows.exclude(number="").values_list("number", flat=True))
    number = int(next_number(job.owner_root_id)[1:])
    for row in rows:
        while f"Q{number:03d}" in planned:
            number += 1
        row.number = f"Q{number:03d}"
        number += 1
    for batch in _batches(rows, 500):
        ImportRow.objects.bulk_update(batch, ["number"])


def _batches(rows: Sequence[Any], size: int | None = None) -> list[Sequence[Any]]:
    size = size or AT_ONCE
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _write_new(job: ImportJob, now: datetime) -> None:
    # By kind, because tables and search index take what is alike in one go.
    left = _chosen(job, Outcome.NEW).filter(revision=None).order_by("kind", "place")
    keys = list(left.values_list("pk", flat=True))
    shelf = Shelf()
    for batch in _batches(keys):
        rows = list(ImportRow.objects.filter(pk__in=batch))
        taken = all_questions().filter(
            owner_root=job.owner_root_id, number__in=[row.number for row in rows]
        )
        if used := list(taken.values_list("number", flat=True)):
            told = _("题号 %s 刚刚被别人用了，一道题也没有导入。请再读一次文件。")
            raise _Overtaken(told % "、".join(used[:TOLD]))
        ready = make_ready(rows, job, shelf)
        write(ready, job, now)
        _tick(job, len(rows))


def _tick(job: ImportJob, count: int) -> None:
    """Say how far it is, and let others have their turn."""
    ImportJob.objects.filter(pk=job.pk).update(done=F("done") + count, worked_at=timezone.now())
    _tidy_log()
    sleep(PAUSE)


def _tidy_log() -> None:
    """On SQLite, bring what the batch wrote from the log into the database now. Else that falls to
    whoever commits next, and a deputy's save waits for all of it. It hinders nobody. Within a
    transaction SQLite refuses it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _write_updates(job: ImportJob, now: datetime) -> None:
    keys = list(_chosen(job, Outcome.UPDATE).filter(revision=None).values_list("pk", flat=True))
    shelf = Shelf()
    for batch in _batches(keys):
        rows = list(ImportRow.objects.filter(pk__in=batch))
        _refuse_overtaken(ImportRow.objects.filter(pk__in=batch))
        revisions = [revision_of(_redrafted(row, shelf), job, now) for row in rows]
        with transaction.atomic():
            Revision.objects.bulk_create(revisions)
            for row, revision in zip(rows, revisions, strict=True):
                row.revision = revision
            ImportRow.objects.bulk_update(rows, ["revision"])
        _tick(job, len(rows))


def _redrafted(row: ImportRow, shelf: Shelf) -> Any:
    """The question's newest draft with what the row says."""
    question: Any = models_by_kind()[row.kind].objects.get(pk=row.question_id or 0)
    draft = question.get_latest_revision_as_object()
    fill(draft, row, shelf)
    return draft


def _refuse_overtaken(rows: "QuerySet[ImportRow]") -> None:
    """Raise for questions that somebody saved, sent for review or retired since the plan."""
    same = Q(question__latest_revision=F("before")) | Q(
        question__latest_revision=None, before=None, question__isnull=False
    )
    if gone := list(rows.exclude(same).values_list("number", flat=True)[:TOLD]):
        told = _("%s 刚刚被别人改过，一道题也没有导入。请再读一次文件。") % "、".join(gone)
        raise _Overtaken(told)


def settle(*, job: ImportJob, now: datetime) -> None:
    """Make everything seen at once; raises when an old question has changed meanwhile."""
    updated = _chosen(job, Outcome.UPDATE)
    with transaction.atomic():
        _refuse_overtaken(updated)
        theirs = updated.filter(question=OuterRef("pk")).values("revision")[:1]
        QuerySet(Question).filter(pk__in=updated.values("question")).update(
            latest_revision=Subquery(theirs), has_unpublished_changes=True
        )
        QuerySet(Question).filter(arriving=job).update(arriving=None)
        ImportJob.objects.filter(pk=job.pk).update(
            state=State.SENDING, applied_at=now, done=0, worked_at=None
        )


def take_back(job: ImportJob) -> None:
    """Remove what arrived but was never seen; old questions are as they were."""
    new = _chosen(job, Outcome.NEW)
    remove(QuerySet(Question).filter(arriving=job))
    new.update(question=None, revision=None)
    lost = _chosen(job, Outcome.UPDATE).exclude(revision=None)
    for batch in _batches(list(lost.values_list("revision", flat=True)), 200):
        Revision.objects.filter(pk__in=batch).delete()


def remove(questions: "QuerySet[Question]") -> int:
    """Delete unseen questions with all that hangs on them, some at a time; how many."""
    kinds = models_by_kind().values()
    done = 0
    for model in kinds:
        keys = list(
            QuerySet(model).filter(pk__in=questions.values("pk")).values_list("pk", flat=True)
        )
        for batch in _batches(keys):
            with transaction.atomic():
                doomed: Any = QuerySet(model).filter(pk__in=batch)
                for question in doomed:
                    question.delete()
            done += len(batch)
            sleep(PAUSE)
    return done
