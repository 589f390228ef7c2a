"""What comes after an import is seen: its entry in every question's history, and review or
publication where the trainer asked for it. Question by question; it goes on where it stopped."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from courses.exchange.arriving import kind_type
from courses.exchange.collecting import little_to_search
from courses.exchange.models import ImportJob, ImportRow
from courses.exchange.planning import claim
from courses.questions.versions.naming import models_by_kind

IMPORTED = "courses.import_question"
AT_ONCE = 60
LONGEST_TURN = timedelta(seconds=20)
"""The jobs worker has other things to do, too."""
State, Then = ImportJob.State, ImportJob.Then


def follow_up(*, job: ImportJob, now: datetime) -> ImportJob:
    """Do what is left to do after an import, for some seconds; safe to run again."""
    if not claim(job, {State.SENDING}, now):
        return job
    with little_to_search():
        return _follow_up(job, now)


def _follow_up(job: ImportJob, now: datetime) -> ImportJob:
    until = timezone.now() + LONGEST_TURN
    left = ImportRow.objects.filter(job=job, chosen=True, sent_at=None, question__isnull=False)
    while rows := list(left.select_related("revision")[:AT_ONCE]):
        _log(job, rows, now)
        for row in rows if job.then != Then.DRAFT else []:
            _send(job, row)
        ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=now)
        ImportJob.objects.filter(pk=job.pk).update(
            done=F("done") + len(rows), worked_at=timezone.now()
        )
        if timezone.now() > until:
            ImportJob.objects.filter(pk=job.pk).update(worked_at=None)
            job.refresh_from_db()
            return job
    ImportJob.objects.filter(pk=job.pk).update(state=State.APPLIED, worked_at=None)
    job.refresh_from_db()
    return job


def _log(job: ImportJob, rows: Sequence[ImportRow], now: datetime) -> None:
    """One entry for each question; none twice."""
    models = models_by_kind()
    done = set(
        ModelLogEntry.objects.filter(
            action=IMPORTED, revision__in=[row.revision_id for row in rows]
        ).values_list("revision_id", flat=True)
    )
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind_type(models[row.kind]),
            object_id=str(row.question_id),
            label=f"{row.number} {row.stem}"[:100],
            action=IMPORTED,
            user=job.by,
            uuid=uuid4(),
            timestamp=now,
            revision=row.revision,
            content_changed=True,
            data={"import": str(job.uuid), "file": job.name},
        )
        for row in rows
        if row.revision_id and row.revision_id not in done
    )


def _send(job: ImportJob, row: ImportRow) -> None:
    """Send one question for review, or publish it; what keeps it from that is noted."""
    question: Any = models_by_kind()[row.kind].objects.filter(pk=row.question_id or 0).first()
    if question is None or question.latest_revision_id != row.revision_id:
        return
    try:
        with transaction.atomic():
            if not row.filed["points"]:
                raise ValidationError(_("还没有知识点，留作草稿；补上以后再送审、发布。"))
            if job.then == Then.PUBLISH:
                row.revision.publish(user=job.by)  # type: ignore[union-attr]
            else:
                _start_review(question, job.by)
    except ValidationError as mistake:
        row.note = " ".join(mistake.messages)
        row.save(update_fields=["note"])


def _start_review(question: Any, user: Any) -> None:
    workflow = question.get_workflow()
    if workflow is None:
        raise ValidationError(_("还没有设置审核流程，请到编辑页里处理。"))
    if question.workflow_in_progress:
        return
    question.get_latest_revision_as_object().full_clean()
    workflow.start(question, user)
