"""为什么还没结业？ Every required item of one's class: what is done and by what, what is missing and
what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.cohorts.models import Enrolment
from training.cohorts.selectors import (
    Planned,
    credit_window,
    current_enrolment,
    last_day_that_counts,
    planned,
)
from training.learning.progress.acts import acts_of
from training.learning.progress.checklist import Checklist, Line, checklist_of
from training.learning.readings.opening import Hold
from training.learning.titles import activity_titles
from training.learning.waivers.selectors import Told, named
from training.people.models import User
from training.portal.selectors import holds_of


@dataclass(frozen=True)
class Todo:
    """One way to do a missing item: the words, and where; `calls` when only the office can
    help."""

    words: str
    url: str = ""
    hold: Hold | None = None
    calls: bool = False


@dataclass(frozen=True)
class Missing:
    """An item that is not done, and the ways to do it."""

    line: Line
    todo: tuple[Todo, ...]
    minutes: int

    @property
    def only_office(self) -> bool:
        """Whether nothing but a call to the office helps."""
        return all(one.calls for one in self.todo)


@dataclass(frozen=True)
class DoneItem:
    """An item that is done, with the act of the office if it rests on one."""

    line: Line
    act: Told | None


@dataclass(frozen=True)
class Why:
    """The checklist of a person's current class."""

    enrolment: Enrolment
    checklist: Checklist
    missing: tuple[Missing, ...]
    done: tuple[DoneItem, ...]
    last_day: date
    """The last day that counts."""
    over: bool

    @property
    def minutes(self) -> int:
        """What the missing items take together, as far as that is known."""
        return sum(one.minutes for one in self.missing)


def why_of(learner: User, now: datetime) -> Why | None:
    """The checklist of a person's current class; None without one. Eight queries, and at most
    seven for lessons that are not open."""
    enrolment = current_enrolment(learner)
    if enrolment is None:
        return None
    enrolment.learner = learner  # the same person, whose standing is known already
    checklist = checklist_of(enrolment)
    acts = {told.act.statement_id: told for told in named(acts_of(learner.pk, enrolment.pk))}
    until = credit_window(enrolment)[1]
    return Why(
        enrolment=enrolment,
        checklist=checklist,
        missing=_missing(enrolment, checklist, enrolment.cohort.clock(now)),
        done=tuple(_done(line, acts) for line in checklist.done),
        last_day=last_day_that_counts(enrolment),
        over=until <= now,
    )


def _done(line: Line, acts: Mapping[UUID, Told]) -> DoneItem:
    return DoneItem(line, next((acts[one] for one in line.ids if one in acts), None))


def _missing(enrolment: Enrolment, checklist: Checklist, clock: datetime) -> tuple[Missing, ...]:
    lacking = checklist.missing
    if not lacking:
        return ()
    sessions = planned(enrolment.cohort)
    by_code = {session.code: session for session in sessions}
    holds = holds_of(enrolment, sessions)
    unknown = _unplanned(lacking, by_code)
    return tuple(_ways(line, by_code.get(line.code), holds, (clock, unknown)) for line in lacking)


def _unplanned(lacking: list[Line], by_code: Mapping[str, Planned]) -> dict[UUID, tuple[str, str]]:
    """Titles and addresses of what no session of the timetable leads to. Four queries, none where
    everything is on it."""
    wanted = [
        UUID(way["activity"])
        for line in lacking
        for way in line.ways
        if line.code not in by_code and way.get("what") != "writing"
    ]
    return activity_titles(wanted) if wanted else {}


def _ways(
    line: Line, session: Planned | None, holds: Mapping[int, Hold], known: tuple[datetime, Any]
) -> Missing:
    """What to do about one item: its ways that are still open, the office where there is none."""
    clock, unknown = known
    todo: list[Todo] = []
    for way in line.ways:
        if way.get("what") == "writing":
            words = _("写一份稿子交给讲师评阅，其中一份合格就算完成。")
            todo = [Todo(words, reverse("writing:tasks"))]
            break
        if found := _way(way, session, holds, clock, unknown):
            todo.append(found)
    if not todo:
        todo = [Todo(_("这一项只能到课签到，课已经上过了。请联系工作机构。"), calls=True)]
    return Missing(line, tuple(todo), _minutes(line, session))


def _minutes(line: Line, session: Planned | None) -> int:
    """How long the shortest way takes: the lesson on the phone, else the session."""
    if session and session.lesson_live and session.lesson_minutes:
        return session.lesson_minutes
    return line.minutes


def _way(
    way: Mapping[str, str],
    session: Planned | None,
    holds: Mapping[int, Hold],
    clock: datetime,
    unknown: Mapping[UUID, tuple[str, str]],
) -> Todo | None:
    if session is None:
        title, url = unknown.get(UUID(way["activity"]), ("", ""))
        return Todo(_("完成《%s》。") % title, url) if url else None
    if way["how"] == "attended":
        return _attend(session, clock)
    if session.quiz and str(session.quiz) == way["activity"]:
        return _sit(session, way["how"])
    return _read(session, holds)


def _attend(session: Planned, clock: datetime) -> Todo | None:
    if session.ends_at <= clock or session.cancelled_at:
        return None
    starts = timezone.localtime(session.starts_at)
    when = f"{date_format(starts, _('n月j日'))} {starts:%H:%M}"
    return Todo(_("%s 到课签到。") % when)


def _sit(session: Planned, how: str) -> Todo:
    url = reverse("attempts:intro", args=[session.quiz])
    if how == "passed" and session.pass_mark:
        return Todo(_("参加测验，达到 %s 分。") % session.pass_mark, url)
    return Todo(_("参加测验，交卷就算。"), url)


def _read(session: Planned, holds: Mapping[int, Hold]) -> Todo | None:
    if not session.lesson_url:
        return None
    hold = holds.get(session.lesson_pk or 0)
    words = _("学完这一课。")
    return Todo(words, "" if hold else session.lesson_url, hold)
