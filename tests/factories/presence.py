"""The first taught session of the class, people beside 王代表, and what the screen shows."""

from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.factories.world import World, moment, person
from training.cohorts.models import Enrolment, ScheduledSession
from training.learning.attendance import codes
from training.learning.attendance.models import Attendance
from training.learning.attendance.services import (
    Arrival,
    Entered,
    Scan,
    check_in,
    enter,
    session_of,
)
from training.people.models import Membership, User

BEFORE, ON_TIME, LATE, AFTER = moment(1, 8), moment(1, 8, 50), moment(1, 9, 20), moment(1, 10, 30)
"""Around D1-1, which is held on the first day from 9 to 10: too early, in time, late, over."""


def taught(world: World, code: str = "D1-1") -> ScheduledSession:
    """A session with all that checking in reads."""
    found = session_of(world.cohort.timetable.get(session__code=code).pk)
    assert found is not None
    return found


def classmate(world: World, number: str, name: str = "同学") -> User:
    """Another deputy in the class."""
    made = person(number, name, world.unit, Membership.Role.DEPUTY)
    world.enrol(made)
    return made


def scans(who: User, scheduled: ScheduledSession, at: datetime, **more: Any) -> Entered:
    """A person checks in by the code on the screen."""
    scan = Scan(scheduled.pk, at, Attendance.How.QR, **more)
    return check_in(learner=who, scan=scan, now=at)


def noted(who: User, scheduled: ScheduledSession, at: datetime, by: User) -> Attendance:
    """Staff note that a person was there."""
    enrolment = Enrolment.objects.get(learner=who, cohort=scheduled.cohort)
    arrival = Arrival(scheduled, at, Attendance.How.STAFF, by)
    return enter(enrolment=enrolment, arrival=arrival, now=at).attendance


def on_screen(scheduled: ScheduledSession, at: datetime) -> str:
    """The address in the QR code at a moment."""
    return reverse("attendance:scan", args=[codes.room_code(scheduled.pk, at)])


def browser(who: User) -> Client:
    """Somebody's browser, signed in."""
    client = Client()
    client.force_login(who)
    return client
