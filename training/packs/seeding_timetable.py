"""Rooms, trainers and seats of the sample class, given through the services by its office."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.catalogue.models import ProgrammeSession
from training.cohorts import members
from training.cohorts.changes import Post, assigned
from training.cohorts.models import Cohort
from training.cohorts.timetabling import Kind, Proposal, change, table_of
from training.people.models import User

Form = ProgrammeSession.Kind
ROWS, PLACES = 8, 9
HALL, SEMINAR, GATE = "一楼报告厅", "二楼研讨室", "东门集合上车"
IN_SEMINAR = frozenset({Form.CASE, Form.EXERCISE})
OUTSIDE = "现场"


@transaction.atomic
def seed_timetable(*, cohort: Cohort, by: User | None, trainer: User | None) -> int:
    """A room for every session, the trainer for what is taught, a seat for everybody; returns how
    many sessions. What the office has named already stays."""
    if by is None or cohort.clock_held_at is None:
        return 0
    noon = datetime.combine(cohort.starts_on, time(12), tzinfo=timezone.get_default_timezone())
    now = noon - timedelta(days=1)
    kinds = dict(cohort.timetable.values_list("pk", "session__kind"))
    bare = [one for one in table_of(cohort) if not one.slot.place]
    taught = frozenset([str(trainer.pk)]) if trainer else frozenset()
    posts = {
        one.pk: Post(
            place=_place(kinds[one.pk], one.title),
            guest="",
            trainers=frozenset() if kinds[one.pk] in {Form.TEST, Form.CEREMONY} else taught,
        )
        for one in bare
    }
    steps = assigned(bare, posts)
    if steps:
        proposal = Proposal(Kind.ASSIGNED, steps, cohort.timetable_version, _("演示"))
        change(cohort=cohort, proposal=proposal, by=by, now=now)
    _seats(cohort, by, now)
    return len(steps)


def _place(kind: str, title: str) -> str:
    if title.startswith(OUTSIDE):
        return GATE
    return SEMINAR if kind in IN_SEMINAR else HALL


def _seats(cohort: Cohort, by: User, now: datetime) -> None:
    here = members.active(cohort)
    if any(one.seat for one in here) or len(here) > ROWS * PLACES:
        return
    seats = members.laid_out(here, rows=ROWS, columns=PLACES, by_group=True)
    members.seat(cohort=cohort, seats=seats, size=(ROWS, PLACES), by=by, now=now)
