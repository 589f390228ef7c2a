"""Which delegation a deputy sits in. A delegation stands beside the township, never above it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from training.people.models import Membership, Organisation

AT_ONCE = 500


def delegations_of(
    learner_ids: Collection[UUID], *, congress_id: int, day: date
) -> dict[UUID, int]:
    """The delegation of each person on a day, by person; who sits in several is counted with the
    one she joined last. One query for each five hundred."""
    found: dict[UUID, int] = {}
    learners = list(learner_ids)
    for start in range(0, len(learners), AT_ONCE):
        rows = Membership.objects.filter(
            user__in=learners[start : start + AT_ONCE],
            organisation__congress=congress_id,
            organisation__kind=Organisation.Kind.DELEGATION,
        ).order_by("starts_on", "pk")
        for held in rows:
            if held.holds_on(day):
                found[held.user_id] = held.organisation_id
    return found
