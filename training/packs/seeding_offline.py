"""Phones of the sample class that were at sea: who has a bad line took the first course along."""

from collections.abc import Collection
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from courses.models import CoursePage
from training.cohorts.models import Cohort, Enrolment
from training.learning.offline.arriving import Call
from training.learning.offline.packing import pack_of
from training.learning.offline.services import hear
from training.packs.seeding import FRESH
from training.people.devices import words_of

PHONES = ("harmony|huawei|", "android|chrome|", "iphone|safari|")
OLD = "000000000000-1"
"""A version that was there before the course was published anew."""


@transaction.atomic
def seed_offline(*, cohort: Cohort, slow: Collection[str]) -> int | None:
    """Every one with a bad line was heard of on Tuesday or Wednesday; every fourth keeps something
    back, every fifth holds an old copy. Returns how many; None while no pack can be made."""
    course = CoursePage.objects.live().child_of(cohort.programme).order_by("path").first()
    if course is None or cohort.clock_held_at is None:
        return 0
    try:
        pack, key = pack_of(course), str(course.activity_uuid)
    # The styles that a pack holds are not collected yet: another load of the content does it.
    except ValueError:
        return None
    places = Enrolment.objects.filter(cohort=cohort, learner__username__in=slow)
    places = places.exclude(learner__username=FRESH).order_by("learner__number")
    for n, place in enumerate(places):
        version = OLD if n % 5 == 4 else pack.version
        call = Call(
            device=uuid5(NAMESPACE_URL, f"{cohort.key}:{place.learner_id}"),
            name=words_of(PHONES[n % len(PHONES)]),
            sent_at=None,
            waiting=2 + n % 3 if n % 4 == 3 else 0,
            packs={key: version},
        )
        heard_at = cohort.clock_held_at - timedelta(hours=1 + 7 * (n % 4))
        hear(learner_id=place.learner_id, call=call, now=heard_at)
    return len(places)
