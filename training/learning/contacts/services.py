"""Noting that people were spoken to, and taking such a note back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from training.cohorts.models import Cohort, Enrolment
from training.learning.contacts.models import Contact, ContactTakenBack
from training.people import audit
from training.people.models import User

AT_ONCE = 500


@dataclass(frozen=True)
class Word:
    """How people were spoken to, about what and when; `asked` is the form's own id."""

    asked: UUID
    how: str
    note: str
    at: datetime


@transaction.atomic
def note_contacts(
    *, cohort: Cohort, people: Sequence[UUID], word: Word, by: User, now: datetime
) -> int:
    """Note that people of a class were spoken to; those who are not in it are passed over, and the
    same form noted twice is noted once. Returns for how many it is noted now."""
    places = Enrolment.objects.filter(cohort=cohort, learner__in=list(people))
    here = set(places.order_by().values_list("learner_id", flat=True))
    before = Contact.objects.filter(learner__in=here, asked=word.asked)
    known = set(before.values_list("learner_id", flat=True))
    new = [
        Contact(
            learner_id=one,
            cohort=cohort,
            asked=word.asked,
            how=word.how,
            note=word.note,
            at=word.at,
            by=by,
        )
        for one in people
        if one in here and one not in known
    ]
    Contact.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    if new:
        audit.note(
            actor=by,
            action="contact.noted",
            at=now,
            target=cohort.key,
            how=word.how,
            people=[str(one.learner_id) for one in new],
        )
    return len(new)


@transaction.atomic
def take_back(*, contact: Contact, reason: str, by: User, now: datetime) -> bool:
    """Take a note back; False when it was taken back before."""
    _row, new = ContactTakenBack.objects.get_or_create(
        learner_id=contact.learner_id,
        contact=contact,
        defaults={"reason": reason, "at": now, "by": by},
    )
    if new:
        audit.note(
            actor=by,
            action="contact.taken_back",
            at=now,
            target=str(contact.learner_id),
            reason=reason,
        )
    return new
