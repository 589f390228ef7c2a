"""Telling a class what changed: one notice a person and change, however many sessions it moved."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.core.language import localised
from courses.catalogue.models import ProgrammeSession
from training.cohorts.changes import Slot, Step, local
from training.cohorts.models import Cohort, Enrolment, TimetableChange
from training.notices.services import tell
from training.people.models import User

CHINESE, ENGLISH = "zh-hans", "en"
SHOWN = 2
"""So many sessions are named in one notice, which also goes out as a text message; of more, the
first ones and how many."""

Titles = Mapping[int, ProgrammeSession]


def _in_both(key: str, words: Callable[[], str]) -> dict[str, str]:
    """The words in Chinese, and in English beside them."""
    with override(CHINESE):
        told = {key: words()}
    with override(ENGLISH):
        told[f"{key}_en"] = words()
    return told


def members_of(cohort: Cohort) -> set[UUID]:
    """Who is in the class now. One query."""
    found = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    return set(found.values_list("learner_id", flat=True))


def trainers_of(cohort: Cohort) -> set[UUID]:
    """Who teaches in the class. One query."""
    taught = cohort.timetable.filter(trainers__isnull=False)
    return set(taught.values_list("trainers", flat=True))


def when(slot: Slot) -> str:
    """Day and time of a session in words."""
    begins = local(slot.starts_at)
    return f"{date_format(begins, _('n月j日（D）'))} {begins:%H:%M}"


def _name(step: Step, titles: Titles) -> str:
    return f"{step.code} {localised(titles[step.scheduled], 'title')}"


def words_of(step: Step, titles: Titles, trainers: Mapping[UUID, str]) -> str:
    """What became of one session."""
    about = {"session": _name(step, titles), "when": when(step.after), "place": step.after.place}
    if step.after.cancelled:
        return _("%(session)s取消") % about
    if step.moves or step.before.cancelled:
        told = _("%(session)s照常上，%(when)s") if step.before.cancelled else ""
        told = (told or _("%(session)s改到 %(when)s")) % about
        return _("，").join([told, about["place"]]) if about["place"] else told
    if step.changes_place:
        return _("%(session)s（%(when)s）改在%(place)s") % about
    names = [trainers.get(UUID(one), "") for one in sorted(step.after.trainers)]
    about["who"] = _("、").join(name for name in [*names, step.after.guest] if name) or _("待定")
    return _("%(session)s（%(when)s）改由%(who)s讲") % about


def _several(steps: Sequence[Step], titles: Titles, trainers: Mapping[UUID, str]) -> str:
    steps = sorted(steps, key=lambda step: step.after.starts_at)
    told = _("；").join(words_of(step, titles, trainers) for step in steps[:SHOWN])
    if len(steps) > SHOWN:
        return _("共 %(n)d 节课有变动：%(first)s等") % {"n": len(steps), "first": told}
    return told


def _titles(cohort: Cohort, steps: Iterable[Step]) -> dict[int, ProgrammeSession]:
    rows = cohort.timetable.filter(pk__in=[step.scheduled for step in steps])
    return {row.pk: row.session for row in rows.select_related("session")}


def _advice(session: ProgrammeSession) -> str:
    """What then counts for a cancelled session."""
    if not session.required:
        return ""
    if session.lesson_id or session.quiz_id or session.task_id:
        return _("这一项还在结业要求里，可以在手机上学完对应的课、做完测验来完成")
    return _("这一项还在结业要求里，怎么补由工作机构另行通知")


@dataclass(frozen=True)
class News:
    """What is to be told about a class, by whom and when."""

    cohort: Cohort
    kind: str
    key: str
    about: Mapping[str, str]
    by: User | None
    now: datetime

    def to(self, people: Iterable[UUID], link: str = "") -> int:
        """Tell people; returns how many had not been told."""
        return tell(
            people=people,
            kind=self.kind,
            key=self.key,
            about=_in_both("cohort", lambda: localised(self.cohort, "name")) | {**self.about},
            now=self.now,
            link=link,
            by=self.by,
            congress=self.cohort.congress,
        )

    def to_class(self, members: set[UUID], trainers: set[UUID]) -> int:
        """Tell members and trainers. Members are led to their timetable; a trainer has none."""
        return self.to(members, reverse("timetable:mine")) + self.to(trainers - members)


def of_change(made: TimetableChange, steps: Sequence[Step], *, now: datetime) -> int:
    """Tell the class and the trainers concerned; only what is news to them. Returns how many were
    told. Changes of the past are told to nobody."""
    clock = made.cohort.clock(now)
    news = [
        one for one in steps if one.is_news and max(one.before.ends_at, one.after.ends_at) > clock
    ]
    teaching = {UUID(pk) for one in steps for pk in one.before.trainers | one.after.trainers}
    shown = news or list(steps)
    titles = _titles(made.cohort, steps)
    members = members_of(made.cohort) if news else set()
    if all(one.after.ends_at <= clock for one in steps):
        return 0
    names = dict(User.objects.filter(pk__in=teaching).values_list("pk", "name"))
    about = {"reason": made.reason}
    kind = "class_changed"
    if all(one.after.cancelled for one in shown) and len(shown) == 1:
        kind, session = "session_cancelled", titles[shown[0].scheduled]
        about |= _in_both("session", lambda: _name(shown[0], titles))
        about |= _in_both("advice", lambda: _advice(session))
    else:
        kind = "session_moved" if any(one.moves or one.changes_place for one in news) else kind
        about |= _in_both("changes", lambda: _several(shown, titles, names))
    key = f"timetable-{made.cohort_id}-{made.number}"
    return News(made.cohort, kind, key, about, made.by, now).to_class(members, teaching)


def of_cancelling(cohort: Cohort, *, now: datetime, by: User) -> int:
    """Tell everybody in the class and its trainers that it is not held; returns how many."""
    key = f"cancelled-{cohort.pk}-{cohort.timetable_version}"
    about = {"reason": cohort.cancelled_reason}
    news = News(cohort, "class_cancelled", key, about, by, now)
    return news.to_class(members_of(cohort), trainers_of(cohort))


def of_resuming(cohort: Cohort, *, now: datetime, by: User) -> int:
    """Tell them that it is held after all; returns how many."""
    key = f"resumed-{cohort.pk}-{cohort.timetable_version}"
    about = _in_both("changes", lambda: _("班次照常举办"))
    news = News(cohort, "class_changed", key, about, by, now)
    return news.to_class(members_of(cohort), trainers_of(cohort))


def of_opening(cohort: Cohort, *, people: Iterable[UUID], now: datetime, by: User) -> int:
    """Tell people that they are in the class; each of them once. Returns how many."""
    first = cohort.timetable.filter(cancelled_at=None).order_by("starts_at").first()
    about = {"place": first.place if first else ""}
    about |= _in_both("starts", lambda: date_format(cohort.starts_on, _("n月j日")))
    about |= _in_both("ends", lambda: date_format(cohort.ends_on, _("n月j日")))
    news = News(cohort, "class_opened", f"opened-{cohort.pk}", about, by, now)
    return news.to(people, reverse("timetable:mine"))
