"""Taking an import back: what nobody has built on since, at once; the rest stays and is listed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex, Revision, WorkflowState

from courses.exchange.applying import remove
from courses.exchange.errors import ExchangeRefused
from courses.exchange.models import ImportJob, ImportRow
from courses.exchange.planning import claim
from courses.questions.models import Question

State, Outcome = ImportJob.State, ImportRow.Outcome
AT_ONCE = 200


def imported(job: ImportJob) -> "QuerySet[ImportRow]":
    """The rows whose questions the import made or changed and that are not undone."""
    return ImportRow.objects.filter(
        job=job, chosen=True, undone=False, outcome__in={Outcome.NEW, Outcome.UPDATE}
    ).exclude(question=None, revision=None)


def why_not(job: ImportJob) -> dict[int, str]:
    """By row the reason why it cannot be taken back; five queries."""
    rows = imported(job)
    reasons: dict[int, str] = {}
    _say(reasons, rows.filter(question=None), _("这道题已经删除了。"))
    changed = rows.exclude(question=None).exclude(question__latest_revision=F("revision"))
    _say(reasons, changed, _("导入以后又改过。"))
    published = Q(question__live_revision=F("revision")) | Q(
        outcome=Outcome.NEW, question__live_version__isnull=False
    )
    _say(reasons, rows.filter(published), _("已经发布了；不想再用，可以停用。"))
    _say(reasons, rows.filter(_named(rows)), _("已经用在试卷或课文里。"))
    _say(reasons, rows.filter(_reviewed()), _("正在审核；请先撤回送审。"))
    return reasons


def _say(reasons: dict[int, str], rows: Iterable[Any], reason: str) -> None:
    for row in rows.values_list("pk", flat=True):  # type: ignore[attr-defined]
        reasons.setdefault(row, reason)


def _named(rows: "QuerySet[ImportRow]") -> Q:
    """New questions that a paper or a text names."""
    slots = Question._meta.get_field("slots").related_model._default_manager
    named = set(
        slots.filter(question__in=rows.values("question")).values_list("question", flat=True)
    )
    base = ContentType.objects.get_for_model(Question)
    named |= {
        int(pk)
        for pk in ReferenceIndex.objects.filter(to_content_type=base).values_list(
            "to_object_id", flat=True
        )
        if pk.isdecimal()
    }
    return Q(outcome=Outcome.NEW, question__in=named)


def _reviewed() -> Q:
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Question),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return Q(question__in=[int(pk) for pk in states.values_list("object_id", flat=True)])


def undo(*, job: ImportJob, now: datetime) -> int:
    """Take back what may be taken back, unseen from this moment on; how many questions stay, each
    with its reason in `note`. Raises ExchangeRefused for an import not done, or undone before."""
    kept = why_not(job)
    with transaction.atomic():
        mine = ImportJob.objects.filter(pk=job.pk, state=State.APPLIED)
        if not mine.update(state=State.UNDOING, undone_at=now, worked_at=None, total=0, done=0):
            raise ExchangeRefused("not_done", _("这次导入还没有做完，或者已经撤销过。"))
        going = imported(job).exclude(pk__in=kept)
        new, changed = going.filter(outcome=Outcome.NEW), going.filter(outcome=Outcome.UPDATE)
        QuerySet(Question).filter(pk__in=new.values("question"), live_version=None).update(
            arriving=job
        )
        theirs = changed.filter(question=OuterRef("pk"))
        QuerySet(Question).filter(pk__in=changed.values("question")).update(
            latest_revision=Subquery(theirs.values("before")[:1]),
            has_unpublished_changes=Subquery(theirs.values("was_changed")[:1]),
        )
        going.update(undone=True)
    rows = list(ImportRow.objects.filter(pk__in=kept).only("pk", "note"))
    for row in rows:
        row.note = kept[row.pk]
    ImportRow.objects.bulk_update(rows, ["note"], batch_size=AT_ONCE)
    job.refresh_from_db()
    return len(kept)


def clear_away(*, job: ImportJob, now: datetime) -> ImportJob:
    """Delete what an undone import left behind unseen; safe to run again."""
    if not claim(job, {State.UNDOING}, now):
        return job
    remove(QuerySet(Question).filter(arriving=job))
    undone = ImportRow.objects.filter(job=job, undone=True, outcome=Outcome.UPDATE)
    keys = list(undone.exclude(revision=None).values_list("revision", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        Revision.objects.filter(pk__in=keys[start : start + AT_ONCE]).delete()
        ImportJob.objects.filter(pk=job.pk).update(worked_at=timezone.now())
    ImportJob.objects.filter(pk=job.pk).update(state=State.UNDONE, worked_at=None)
    job.refresh_from_db()
    return job
