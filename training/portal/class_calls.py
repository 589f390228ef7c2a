"""What a deputy's class calls her to do now: check in, answer the question of the room, fill in the
day's form, read what she was told, fetch her certificate.

On most days none of it is there: one part of the home page's counting query says what may be, and
only that is asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort, ScheduledSession
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


Clock = tuple[int, datetime, datetime]
"""A class, the moment where its clock stands, and the last at which check-in may open by then."""


def clocks_of(classes: Iterable[Cohort], now: datetime) -> list[Clock]:
    """The clocks of some classes."""
    return [(one.pk, one.clock(now), one.clock(now) + AHEAD) for one in classes]


def may_call(
    learner_id: UUID, clocks: Sequence[Clock], fetched: datetime
) -> "Iterator[tuple[str, QuerySet[Any]]]":
    """The rows of which one would be a call, by kind; not evaluated. The classes are hers; of
    certificates those issued after `fetched`."""
    if clocks:
        sessions = ScheduledSession.objects.filter(cancelled_at=None)
        yield "checkin", sessions.filter(_any(clocks, _soon_or_on))
        open_rounds = LiveRound.objects.filter(state=LiveRound.State.OPEN)
        yield "live", open_rounds.filter(_any(clocks, _whenever))
        forms = FeedbackForm.objects.filter(closed=False)
        yield "forms", forms.filter(_any(clocks, _open))
    yield "unread", notices_of(learner_id, unread=True)
    valid = Certificate.objects.filter(learner=learner_id, status=Certificate.Status.VALID)
    yield "certificates", valid.filter(issued_at__gt=fetched)


def _any(clocks: Sequence[Clock], told: Callable[[datetime, datetime], Q]) -> Q:
    """Of one of these classes, at the moment where its clock stands."""
    return reduce(or_, (Q(cohort=pk) & told(*moments) for pk, *moments in clocks))


def _soon_or_on(clock: datetime, ahead: datetime) -> Q:
    return Q(ends_at__gte=clock, starts_at__lte=ahead)


def _whenever(_clock: datetime, _ahead: datetime) -> Q:
    return Q()


def _open(clock: datetime, _ahead: datetime) -> Q:
    return Q(opens_at__lte=clock, closes_at__gte=clock)


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
