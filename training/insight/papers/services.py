"""Freezing a report under the next number, and declaring one void."""

from dataclasses import replace
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from training.insight.figures import Overview
from training.insight.papers.freezing import Report, digest_of, packed, unpacked
from training.insight.papers.models import Snapshot, SnapshotVoided
from training.insight.papers.naming import names_of
from training.insight.papers.wording import Before, number_words, report_of
from training.people import audit
from training.people.models import Congress, User


def opened(snapshot: Snapshot) -> Report | None:
    """The report that was kept; None where the row is no longer what was kept: its payload, its
    number, its time."""
    if digest_of(snapshot.payload) != snapshot.digest:
        return None
    report = unpacked(snapshot.payload)
    told = {name: report.stamp.get(name) for name in ("year", "number", "taken_at")}
    sound = not report.stamp or told == {
        "year": snapshot.year,
        "number": snapshot.number,
        "taken_at": snapshot.taken_at.astimezone(UTC).isoformat(),
    }
    return report if sound else None


def before_of(cohort_id: int) -> Before | None:
    """What the next report of a class is compared with: the last one that is sound and not void.
    One query."""
    rows = Snapshot.objects.filter(cohort=cohort_id, voided=None)
    newest = rows.order_by("-taken_at", "-pk").first()
    report = opened(newest) if newest else None
    if newest is None or report is None:
        return None
    return Before(number_words(newest.year, newest.number), report.figures)


@transaction.atomic
def freeze(
    *, told: Overview, remark: str, by: User, now: datetime, names: bool = False
) -> Snapshot:
    """Keep a report as it is under the next number of the congress's year, with the names of those
    behind where that is wanted. Two who press at once wait for each other, so that numbers have no
    gap."""
    congress = Congress.objects.select_for_update().get(pk=told.scope.congress.pk)
    year = timezone.localtime(now).year
    taken = Snapshot.objects.filter(congress=congress, year=year)
    number = (taken.aggregate(n=Max("number"))["n"] or 0) + 1
    annex = names_of(told) if names else None
    report = report_of(told, remark=remark, before=before_of(told.cohort.pk), annex=annex)
    stamp = {
        "year": year,
        "number": number,
        "taken_at": now.astimezone(UTC).isoformat(),
        "by": by.name,
        "release": settings.VERSION,
    }
    payload = packed(replace(report, stamp=stamp))
    made = Snapshot.objects.create(
        congress=congress,
        cohort=told.cohort,
        year=year,
        number=number,
        taken_at=now,
        by=by,
        payload=payload,
        digest=digest_of(payload),
    )
    about = {"digest": made.digest, "cohort": told.cohort.key, "names": names}
    audit.note(actor=by, action="report.frozen", at=now, target=str(made), **about)
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
