"""Who was spoken to, when and by whom."""

from collections.abc import Collection
from uuid import UUID

from training.cohorts.models import Cohort
from training.learning.contacts.models import Contact


def last_contacts(cohort: Cohort, learners: Collection[UUID]) -> dict[UUID, Contact]:
    """The latest note about each of some people in a class. One query."""
    rows = Contact.objects.standing().filter(cohort=cohort, learner__in=list(learners))
    return {one.learner_id: one for one in rows.select_related("by").order_by("at", "pk")}
