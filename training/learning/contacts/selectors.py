"""Who was spoken to, when and by whom."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef

from training.cohorts.models import Cohort
from training.learning.contacts.models import Contact, ContactTakenBack


def last_contacts(cohort: Cohort, learners: Collection[UUID]) -> dict[UUID, Contact]:
    """The latest note about each of some people in a class. One query."""
    rows = Contact.objects.standing().filter(cohort=cohort, learner__in=list(learners))
    return {one.learner_id: one for one in rows.select_related("by").order_by("at", "pk")}


def contacts_with(cohort: Cohort, learner: UUID) -> list[Contact]:
    """Every note about a person in a class, newest first; `withdrawn` says that it was taken back.
    One query."""
    back = ContactTakenBack.objects.filter(learner=OuterRef("learner"), contact=OuterRef("pk"))
    rows = Contact.objects.filter(cohort=cohort, learner=learner).annotate(withdrawn=Exists(back))
    return list(rows.select_related("by").order_by("-at", "-pk"))
