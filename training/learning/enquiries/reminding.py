"""Telling those who should answer that questions wait. Run by the jobs worker."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from training.learning.enquiries.access import trainers_of
from training.learning.enquiries.models import Enquiry
from training.notices.services import tell
from training.people.access import Role
from training.people.models import Congress, Membership

PATIENCE = timedelta(days=3)
AT_ONCE = 500


def overdue(now: datetime) -> Q:
    """The questions that have waited for three days, as a condition."""
    return Q(state=Enquiry.State.WAITING, waiting_since__lte=now - PATIENCE)


@transaction.atomic
def remind_unanswered(*, now: datetime) -> int:
    """Tell trainers and offices of questions that have waited for three days and of which they were
    not told in the last three; one notice a day to each. Returns of how many questions."""
    told_before = Q(reminded_at=None) | Q(reminded_at__lte=now - PATIENCE)
    rows = Enquiry.objects.select_for_update(of=("self",), skip_locked=True)
    waiting = list(rows.filter(overdue(now), told_before).order_by("learner_id", "pk")[:AT_ONCE])
    by_desk: dict[tuple[int, bool], dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    for one in waiting:
        for person in _responsible(one):
            by_desk[one.congress_id, one.with_office][person] += 1
    for (congress, at_office), people in by_desk.items():
        link = "enquiry_office:queue" if at_office else "enquiry_desk:queue"
        tell(
            people=people,
            kind="enquiry_waiting",
            key=f"{congress}:{at_office}:{timezone.localdate(now)}",
            about={},
            each={person: {"count": str(count)} for person, count in people.items()},
            now=now,
            congress=Congress.objects.get(pk=congress),
            link=reverse(link),
        )
    for one in waiting:
        one.reminded_at = now
        one.save(update_fields=["reminded_at"])
    return len(waiting)


def _responsible(enquiry: Enquiry) -> list[UUID]:
    """Who should answer: the office, the colleague it was handed to, or all trainers."""
    if enquiry.with_office:
        return _officers(enquiry.congress_id)
    if enquiry.handed_to_id:
        return [enquiry.handed_to_id]
    return [trainer.pk for trainer in trainers_of(enquiry.congress_id)]


def _officers(congress: int) -> list[UUID]:
    today = timezone.localdate()
    held = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        organisation__congress=congress,
        role=Role.OFFICE,
        starts_on__lte=today,
    )
    return list(held.values_list("user", flat=True))
