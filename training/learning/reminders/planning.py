"""Who would be reminded of what now. It writes nothing: the page shows it, the worker does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from training.cohorts.models import Cohort
from training.cohorts.selectors import CREDIT_TAIL
from training.learning.reminders.standings import Item, Standing, items_of, standings
from training.notices.models import Notice
from training.notices.reaching import rules_of
from training.notices.services import notice_id
from training.people.models import User

DUE_SOON, BEHIND = "due_soon", "behind"
WEEK = timedelta(days=7)
DRAFT_AHEAD = timedelta(days=2)
SHOWN = 3
CHINESE, ENGLISH = "zh-hans", "en"


@dataclass(frozen=True)
class Reminder:
    """One thing and the people who would be told of it now; what differs from person to person
    stands in `each`."""

    kind: str
    key: str
    name: str
    about: Mapping[str, str]
    people: Sequence[User]
    each: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """All reminders of a class as of a moment, and who is left out because of the weekly cap."""

    cohort: Cohort
    reminders: Sequence[Reminder]
    held_back: Sequence[User]
    cap: int

    @property
    def people(self) -> int:
        """How many different people would be told something."""
        return len({person.pk for one in self.reminders for person in one.people})


def plan(cohort: Cohort, now: datetime) -> Plan:
    """Who would be reminded of what now. Seven queries, and one for each thing."""
    cap = rules_of(cohort.congress).weekly_cap
    if cohort.cancelled_at or cohort.clock(now) >= _window_end(cohort):
        return Plan(cohort, (), (), cap)
    people = standings(cohort, now)
    left = _allowance(people, cap, now)
    held_back: dict[UUID, User] = {}
    planned = []
    for reminder in [*_due_soon(cohort, people, now), *_behind(cohort, people, now)]:
        told = _told_already(reminder)
        chosen = []
        for person in reminder.people:
            if person.pk in told:
                continue
            if left[person.pk] <= 0:
                held_back[person.pk] = person
                continue
            left[person.pk] -= 1
            chosen.append(person)
        if chosen:
            planned.append(Reminder(**{**vars(reminder), "people": chosen}))
    return Plan(cohort, planned, list(held_back.values()), cap)


def _told_already(reminder: Reminder) -> set[UUID]:
    ids = [notice_id(person.pk, reminder.kind, reminder.key) for person in reminder.people]
    learners = [person.pk for person in reminder.people]
    known = Notice.objects.filter(learner__in=learners, pk__in=ids)
    return set(known.values_list("learner_id", flat=True))


def _allowance(people: Sequence[Standing], cap: int, now: datetime) -> dict[UUID, int]:
    """How many more reminders each may get within seven days. One query."""
    learners = [one.learner.pk for one in people]
    lately = Notice.objects.filter(
        learner__in=learners, kind__in=[DUE_SOON, BEHIND], told_at__gt=now - WEEK
    )
    counted = dict(lately.values_list("learner_id").annotate(n=Count("pk")))
    return {pk: cap - counted.get(pk, 0) for pk in learners}


def _window_end(cohort: Cohort) -> datetime:
    """The first moment at which evidence no longer counts."""
    day = datetime.combine(
        cohort.ends_on, datetime.min.time(), tzinfo=timezone.get_default_timezone()
    )
    return day + timedelta(days=1) + CREDIT_TAIL


def _day(moment: datetime, *, at_time: bool) -> dict[str, str]:
    """A moment in words, in both languages, as the field `until`."""
    words = {}
    local = timezone.localtime(moment)
    for language, key in ((CHINESE, "until"), (ENGLISH, "until_en")):
        with override(language):
            told = date_format(local, _("n月j日"))
            words[key] = f"{told} {local:%H:%M}" if at_time else told
    return words


def _in_both(key: str, words: str) -> dict[str, str]:
    """A sentence of ours in both languages; `words` is the Chinese one, known to gettext."""
    with override(CHINESE):
        told = {key: _(words)}
    with override(ENGLISH):
        return told | {f"{key}_en": _(words)}


def _of_class(cohort: Cohort) -> dict[str, str]:
    return {"cohort": cohort.name, "cohort_en": cohort.name_en or cohort.name}


def _due_soon(cohort: Cohort, people: Sequence[Standing], now: datetime) -> list[Reminder]:
    """Tests of tomorrow, the draft before the class ends, and everything before nothing counts
    any more."""
    clock = cohort.clock(now)
    found = [
        _about_item(cohort, item, people)
        for item in items_of(cohort, now)
        if item.own_time and not item.due and _is_near(item, clock)
    ]
    if timedelta() < _window_end(cohort) - clock <= WEEK:
        found.append(_closing(cohort, people))
    return [reminder for reminder in found if reminder.people]


def _is_near(item: Item, clock: datetime) -> bool:
    """Whether it is time to speak of it: the evening before a test, two days before the end for
    a draft."""
    if item.starts_at is None or item.ends_at is None:
        return False
    if item.starts_at == item.ends_at:  # no session of its own: a draft
        return clock < item.ends_at <= clock + DRAFT_AHEAD
    tomorrow = timezone.localdate(clock) + timedelta(days=1)
    return item.starts_at > clock and timezone.localdate(item.starts_at) <= tomorrow


def _about_item(cohort: Cohort, item: Item, people: Sequence[Standing]) -> Reminder:
    missing = [one.learner for one in people if item.code in {m.code for m in one.missing}]
    assert item.ends_at is not None  # noqa: S101 - _is_near has seen it
    about = {
        **_of_class(cohort),
        "what": item.named(),
        "what_en": item.named(english=True),
        **_day(item.ends_at, at_time=True),
        **_in_both("advice", gettext_noop("登录后在“课程安排”里打开")),
    }
    key = f"class-{cohort.pk}-{item.code}"
    return Reminder(DUE_SOON, key, _("快到时间：%s") % item.named(), about, missing)


def _closing(cohort: Cohort, people: Sequence[Standing]) -> Reminder:
    missing = [one.learner for one in people if one.missing]
    last = _window_end(cohort) - timedelta(minutes=1)
    about = {
        **_of_class(cohort),
        **_in_both("what", gettext_noop("还差的各项")),
        **_day(last, at_time=False),
        **_in_both("advice", gettext_noop("过了这一天再学，就不算进这个班了")),
    }
    key = f"class-{cohort.pk}-closing"
    return Reminder(DUE_SOON, key, _("快到截止：还差的各项"), about, missing)


def _behind(cohort: Cohort, people: Sequence[Standing], now: datetime) -> list[Reminder]:
    """Those for whom something is overdue: once a week, each with her own list."""
    behind = [one for one in people if one.is_behind]
    if not behind:
        return []
    year, week, _day_of_week = timezone.localdate(now).isocalendar()
    key = f"class-{cohort.pk}-{year}-{week}"
    last = _window_end(cohort) - timedelta(minutes=1)
    about = {**_of_class(cohort), **_day(last, at_time=False)}
    each = {one.learner.pk: _list_of(one.overdue) for one in behind}
    name = _("还有课没有完成")
    return [Reminder(BEHIND, key, name, about, [one.learner for one in behind], each)]


def _list_of(items: Sequence[Item]) -> dict[str, str]:
    told = {"count": str(len(items))}
    for key, english in (("what", False), ("what_en", True)):
        words = ("、", "等") if not english else (", ", " …")
        names = words[0].join(item.named(english=english) for item in items[:SHOWN])
        told[key] = names + (words[1] if len(items) > SHOWN else "")
    return told
