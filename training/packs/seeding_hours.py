"""Hours beside the class for the sample people: two events elsewhere, and two objections."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from training.cohorts.models import Cohort
from training.learning import evidence
from training.learning.crediting import appeals, services
from training.learning.crediting.models import OtherEvent
from training.learning.hours.selectors import entries_of
from training.packs.seeding import FRESH
from training.people.models import User

SHARE, AWAY = 0.6, 6
"""How many of the class came to the meeting, and how many people went to the province."""


def _people(cohort: Cohort) -> list[User]:
    """Whoever has begun the class, never the fresh account; the same on every machine."""
    begun = set(evidence.learners_with_evidence())
    enrolments = cohort.enrolments.select_related("learner").exclude(learner__username=FRESH)
    people = [one.learner for one in enrolments if one.learner_id in begun]
    people.sort(key=lambda person: person.number)
    random.Random("hours").shuffle(people)  # noqa: S311 - a story, not a secret
    return people


def _events(cohort: Cohort, people: list[User], by: User, now: datetime) -> None:
    day = cohort.starts_on - timedelta(days=10)
    study = services.EventDetails(
        name="代表小组学习会（演示）",
        organiser="区人大常委会代表工作委员会",
        kind=OtherEvent.Kind.STUDY,
        starts_on=day,
        ends_on=day,
        minutes=90,
    )
    meeting = services.enter_event(congress=cohort.congress, details=study, by=by, now=now)
    came = people[: int(len(people) * SHARE)]
    services.add_people(event=meeting, people=came, by=by, now=now)
    course = services.EventDetails(
        name="省人大代表履职培训班（演示）",
        organiser="省人大常委会",
        kind=OtherEvent.Kind.PROVINCE,
        starts_on=cohort.starts_on - timedelta(days=5),
        ends_on=cohort.starts_on - timedelta(days=4),
        credit=Decimal("6.5"),
    )
    away = services.enter_event(congress=cohort.congress, details=course, by=by, now=now)
    services.add_people(event=away, people=came[:AWAY], by=by, now=now)


def _objections(cohort: Cohort, people: list[User], by: User, now: datetime) -> None:
    """One that was answered, and one that waits."""
    said = "学习会开到十一点半，一共两个小时，请核对签到表。"
    for person in people[:1]:
        line = entries_of(person.pk).filter(told__kind=OtherEvent.Kind.STUDY).first()
        complaint = appeals.Complaint(cohort.congress, line.day, said, line) if line else None
        if complaint:
            made = appeals.raise_appeal(learner=person, complaint=complaint, now=now)
            answer = "签到表上是 9:30 到 11:00。一堂课三十分钟以上都记 1 学时，不用更正。"
            appeals.decline(appeal=made, answer=answer, by=by, now=now)
    for person in people[-1:]:
        day = cohort.starts_on - timedelta(days=10)
        missing = "上周的小组学习会我去了，签到时写在第二页背面。"
        complaint = appeals.Complaint(cohort.congress, day, missing)
        appeals.raise_appeal(learner=person, complaint=complaint, now=now)


@transaction.atomic
def seed_hours(*, cohort: Cohort, by: User | None) -> int:
    """Give the sample class hours of other kinds, once; returns to how many people.

    Nothing happens for a class without a held clock, and none without an officer.
    """
    if cohort.clock_held_at is None or by is None:
        return 0
    people = _people(cohort)
    now = cohort.clock_held_at
    _events(cohort, people, by, now)
    _objections(cohort, people, by, now)
    return int(len(people) * SHARE)
