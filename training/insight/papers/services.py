"""Freezing a report under the next number, and declaring one void."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from training.insight.figures import Overview
from training.insight.papers.freezing import digest_of, packed, unpacked
from training.insight.papers.models import Snapshot, SnapshotVoided
from training.insight.papers.wording import report_of
from training.people import audit
from training.people.models import Congress, User


def newest_of(cohort_id: int) -> Snapshot | None:
    """The last report of a class that is not void. One query."""
    rows = Snapshot.objects.filter(cohort=cohort_id, voided=None)
    return rows.order_by("-taken_at", "-pk").first()


@transaction.atomic
def freeze(*, told: Overview, remark: str, by: User, now: datetime) -> Snapshot:
    """Keep a report as it is under the next number of the congress's year. Two who press at once
    wait for each other, so that numbers have no gap."""
    congress = Congress.objects.select_for_update().get(pk=told.scope.congress.pk)
    before = newest_of(told.cohort.pk)
    figures = unpacked(before.payload).figures if before else None
    payload = packed(report_of(told, remark=remark, before=figures))
    year = timezone.localtime(now).year
    last = Snapshot.objects.filter(congress=congress, year=year).aggregate(n=Max("number"))["n"]
    made = Snapshot.objects.create(
        congress=congress,
        cohort=told.cohort,
        year=year,
        number=(last or 0) + 1,
        taken_at=now,
        by=by,
        payload=payload,
        digest=digest_of(payload),
    )
    audit.note(
        actor=by,
        action="report.frozen",
        at=now,
        target=str(made),
        digest=made.digest,
        cohort=told.cohort.key,
    )
    return made


@transaction.atomic
def declare_void(*, snapshot: Snapshot, reason: str, by: User, now: datetime) -> bool:
    """Say that a report is not to be used; False when that was said before."""
    Congress.objects.select_for_update().get(pk=snapshot.congress_id)
    if SnapshotVoided.objects.filter(snapshot=snapshot).exists():
        return False
    SnapshotVoided.objects.create(snapshot=snapshot, reason=reason, at=now, by=by)
    audit.note(actor=by, action="report.voided", at=now, target=str(snapshot), reason=reason)
    return True
