"""Taking many people into a class at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from training.cohorts.models import Cohort, Enrolment
from training.cohorts.stirring import stir
from training.people.delegations import delegations_of

AT_ONCE = 500


@dataclass(frozen=True)
class Joining:
    """Somebody who joins a class, with the unit she comes from."""

    learner: UUID
    unit: int
    group: int | None = None
    first_term: bool | None = None


@transaction.atomic
def enrol_many(*, cohort: Cohort, people: Sequence[Joining], now: datetime) -> list[Enrolment]:
    """Take people into a class, as `services.enrol` does with one. Raises IntegrityError when one
    of them is in it already; the caller holds the learners' rows."""
    learners = [one.learner for one in people]
    day = timezone.localdate(now)
    delegations = delegations_of(learners, congress_id=cohort.congress_id, day=day)
    places = [
        Enrolment(
            learner_id=one.learner,
            cohort=cohort,
            unit_id=one.unit,
            delegation_id=delegations.get(one.learner),
            group_id=one.group,
            first_term=one.first_term,
            enrolled_at=now,
        )
        for one in people
    ]
    Enrolment.objects.bulk_create(places, batch_size=AT_ONCE)
    stir(learner_ids=learners, now=now)
    return places


@transaction.atomic
def regroup_many(*, cohort: Cohort, groups: dict[UUID, int], now: datetime) -> None:
    """Put people of a class into groups, by learner."""
    learners = list(groups)
    for start in range(0, len(learners), AT_ONCE):
        places = list(
            cohort.enrolments.filter(learner__in=learners[start : start + AT_ONCE]).only(
                "pk", "learner_id", "group_id"
            )
        )
        for place in places:
            place.group_id = groups[place.learner_id]
        Enrolment.objects.bulk_update(places, ["group"])
    stir(learner_ids=learners, now=now)
