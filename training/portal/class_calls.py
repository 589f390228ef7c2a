"""What a deputy's class calls her to do now: check in, answer the question of the room, fill in the
day's form, read what she was told, fetch her certificate.

On most days none of it is there: one part of the home page's counting query says what may be, and
only that is asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from training.cohorts.models import Enrolment, ScheduledSession
from training.learning.attendance import selectors as attendance
from training.learning.certificates.models import Certificate
from training.learning.feedback.models import FeedbackForm
from training.learning.feedback.selectors import waiting_for
from training.learning.live.models import LiveRound
from training.learning.live.selectors import open_for
from training.notices.inbox import notices_of, unread_of
from training.people.models import User

AHEAD = timedelta(hours=12)
"""No class lets anybody check in earlier than this before a session."""
FETCHED = timedelta(days=30)
"""So long the home page speaks of a new certificate."""


@dataclass(frozen=True)
class Call:
    """One thing to do now: where, and in a sentence why."""

    title: str
    text: str
    url: str


def may_call(learner: User, now: datetime) -> "Iterator[tuple[str, QuerySet[Any]]]":
    """The rows of which one would be a call, by kind; not evaluated."""
    mine = Enrolment.objects.filter(
        learner=learner,
        cohort=OuterRef("cohort"),
        status=Enrolment.Status.ACTIVE,
        cohort__cancelled_at=None,
    )
    clock = Coalesce("cohort__clock_held_at", Value(now, output_field=DateTimeField()))
    sessions = ScheduledSession.objects.filter(Exists(mine), cancelled_at=None)
    sessions = sessions.filter(ends_at__gte=clock, starts_at__lte=clock + Value(AHEAD))
    yield "checkin", sessions
    yield "live", LiveRound.objects.filter(Exists(mine), state=LiveRound.State.OPEN)
    forms = FeedbackForm.objects.filter(Exists(mine), closed=False)
    yield "forms", forms.filter(opens_at__lte=clock, closes_at__gte=clock)
    yield "unread", notices_of(learner.pk, unread=True)
    valid = Certificate.objects.filter(learner=learner, status=Certificate.Status.VALID)
    yield "certificates", valid.filter(issued_at__gt=now - FETCHED)


def _check_in(learner: User, now: datetime) -> Iterator[Call]:
    if call := attendance.call_of(learner, now):
        yield Call(
            _("现在可以签到"),
            str(call.scheduled.session.local_title),
            reverse("attendance:type"),
        )


def _live(learner: User, now: datetime) -> Iterator[Call]:
    if open_for(learner):
        yield Call(_("课堂互动"), _("现场正在提问，请回答。"), reverse("live:now"))


def _forms(learner: User, now: datetime) -> Iterator[Call]:
    for mine in waiting_for(learner.pk, now)[:1]:
        yield Call(
            _("满意度表"),
            _("“%s”的满意度表，一分钟填完，不记名。") % mine.title,
            reverse("feedback:mine"),
        )


def _unread(learner: User, now: datetime) -> Iterator[Call]:
    unread = unread_of(learner.pk)
    if unread.count:
        title = _("%s 条未读通知") % unread.shown
        yield Call(title, unread.newest, reverse("notices:inbox"))


def _certificates(learner: User, now: datetime) -> Iterator[Call]:
    yield Call(_("结业证书"), _("结业证书可以下载了。"), reverse("certificates:mine"))


ASKED: dict[str, Callable[[User, datetime], Iterator[Call]]] = {
    "checkin": _check_in,
    "live": _live,
    "forms": _forms,
    "unread": _unread,
    "certificates": _certificates,
}
"""In the order in which they stand on the page: what cannot wait comes first."""


def class_calls(learner: User, there: Callable[[str], bool], now: datetime) -> list[Call]:
    """The calls of the kinds that are `there`; one to three queries for each of those."""
    return [call for kind, ask in ASKED.items() if there(kind) for call in ask(learner, now)]
