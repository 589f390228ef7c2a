"""Waivers and a ruling in the sample class, given through the services by its office."""

from datetime import timedelta

from django.db import transaction

from training.cohorts.models import Cohort, Enrolment
from training.learning.progress.checklist import checklist_of
from training.learning.waivers.services import Ground, Kind, Ruling, rule, waive
from training.packs.seeding import FRESH
from training.people.models import User

WAIVED = (
    (Kind.EQUIVALENT_OUTSIDE, "上月参加过市人大组织的同专题培训，有结业证明。"),
    (Kind.TESTED_OUT, "报到时经讲师面试，已掌握这一课的内容。"),
)
RULED = "当天因签到机故障漏签，有座位表和同组代表证明。"


@transaction.atomic
def seed_waivers(*, cohort: Cohort, by: User | None) -> int:
    """Two waivers and one ruling for the first people who missed something; returns how many."""
    if by is None or cohort.clock_held_at is None:
        return 0
    now = cohort.clock_held_at - timedelta(hours=1)
    enrolled = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    begun = enrolled.filter(progress__whole=True, progress__done__gt=0).distinct()
    people = begun.exclude(learner__username=FRESH).exclude(learner=by)
    over = cohort.timetable.filter(ends_at__lte=now).values_list("session__code", flat=True)
    past, given = set(over), 0
    for place in people.select_related("learner", "cohort__programme").order_by("learner__number"):
        lacking = checklist_of(place).missing
        missing = [line for line in lacking if line.code in past and _taught(line.ways)]
        if not missing:
            continue
        if given == len(WAIVED):
            ruling = Ruling(code=missing[0].code, done=True, reason=RULED)
            rule(enrolment=place, ruling=ruling, by=by, now=now)
            return given + 1
        kind, reason = WAIVED[given]
        ground = Ground(kind=kind, reason=reason, earlier={})
        waive(enrolment=place, code=missing[0].code, ground=ground, by=by, now=now)
        given += 1
    return given


def _taught(ways: tuple[object, ...]) -> bool:
    """Whether an item is a session that was taught: that is what people miss."""
    return any(isinstance(way, dict) and way["how"] == "attended" for way in ways)
