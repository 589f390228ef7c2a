"""Check-in for the sample class at the moment its clock stands still: the afternoon's session is
open, some have checked in; leave and late check-ins that wait, and some that were answered."""

import random
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.learning import evidence
from training.learning.attendance import claims, leaves, refusals, rules
from training.learning.attendance.errors import CheckInRefused
from training.learning.attendance.models import Attendance, LeaveRequest
from training.learning.attendance.services import Arrival, enter, session_of
from training.people.models import User

EARLY = 9
"""How many came before lunch was over."""


def _sessions(cohort: Cohort, now: datetime) -> tuple[ScheduledSession | None, ...]:
    """The session held last, and the next one of that day."""
    taught = cohort.timetable.filter(session__quiz=None, cancelled_at=None)
    last = taught.filter(ends_at__lte=now).order_by("-ends_at").first()
    following = taught.filter(starts_at__gt=now).order_by("starts_at").first()
    return tuple(session_of(one.pk) if one else None for one in (last, following))


def _class(cohort: Cohort) -> list[Enrolment]:
    """Everybody who has begun, in an order that is the same on every machine."""
    begun = evidence.learners_with_evidence()
    rows = cohort.enrolments.select_related("learner").filter(learner__in=list(begun))
    found = sorted(rows, key=lambda one: one.learner.number)
    random.Random("attendance").shuffle(found)  # noqa: S311 - a story, not a secret
    return found


def _waiting(people: list[Enrolment], session: ScheduledSession, now: datetime) -> int:
    """Two who were there without a network: their late check-ins wait."""
    there = Attendance.objects.filter(scheduled=session).values_list("learner", flat=True)
    known = set(there)
    missed = [one for one in people if one.learner_id not in known][:2]
    words = ("会议室后排没有信号，坐在第六排靠窗。", "")
    for one, said in zip(missed, words, strict=False):
        client_id = uuid5(NAMESPACE_URL, f"claim:{one.learner.number}")
        wish = claims.Wish(client_id, scheduled_id=session.pk, words=said)
        claims.claim(learner=one.learner, wish=wish, now=now)
    return len(missed)


def _on_leave(people: list[Enrolment], session: ScheduledSession, by: User, now: datetime) -> int:
    """Three who asked for leave: one is answered, two wait."""
    reasons = (("duty", "镇里防台会议，下午赶回来。"), ("ill", "牙疼，下午看医生。"))
    for one, (kind, said) in zip(people[-2:], reasons, strict=True):
        wish = leaves.Wish([session.pk], kind, said)
        leaves.ask(learner=one.learner, wish=wish, now=now - timedelta(hours=2))
    told = leaves.Wish([session.pk], LeaveRequest.Kind.PRIVATE, "打电话来：孩子家长会。")
    leaves.grant(learner=people[-3].learner, wish=told, by=by, now=now - timedelta(hours=1))
    return 3


def _coming(people: list[Enrolment], session: ScheduledSession, now: datetime) -> int:
    """The first ones check in with the code on the screen."""
    for place, one in enumerate(people[:EARLY]):
        at = now - timedelta(seconds=20 * place)
        how = Attendance.How.NUMBER if place % 4 == 3 else Attendance.How.QR
        enter(enrolment=one, arrival=Arrival(session, at, how), now=now)
    return EARLY


@transaction.atomic
def seed_attendance(*, cohort: Cohort, by: User | None) -> int:
    """Give the sample class its check-in of the day; returns how many people are in it. Nothing
    for a class without a held clock, and none without an officer."""
    now = cohort.clock_held_at
    if now is None or by is None:
        return 0
    last, following = _sessions(cohort, now)
    people = _class(cohort)
    if last is None or following is None or len(people) < EARLY + 5:
        return 0
    concerned = _waiting(people, last, now) + _on_leave(people, following, by, now)
    try:
        rules.open_early(scheduled=following, by=by, now=now)
    except CheckInRefused:  # the next session is on another day
        return concerned
    opened = session_of(following.pk)
    told = CheckInRefused("expired", "这个码已经过期，请再扫一次大屏幕上的码。")
    for one in people[EARLY : EARLY + 2]:
        refusals.note(learner_id=one.learner_id, scheduled_id=following.pk, refused=told, now=now)
    return concerned + (_coming(people, opened, now) if opened else 0)
