"""Lessons: who opens them, who reads them through, and after which section people stop."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q
from django.db.models.functions import Cast, Floor
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.sections import OPENING
from courses.models import LessonPage
from training.insight.content.asking import Looking
from training.insight.content.keeping import kept
from training.insight.definitions import percent
from training.insight.suppression import shown_for
from training.learning.progress.models import ActivityProgress
from training.learning.readings.models import Reading
from training.learning.readings.services import GONE_AFTER

BEFORE_ANY = -1
"""Stopped before any section had been on screen for long enough to count."""


@dataclass(frozen=True)
class Stop:
    """A place where people stop: after which section (number from 1, its heading; 0 before the
    first), how many, and the block to look at next in the editor ('' where the body begins)."""

    number: int
    heading: str
    people: int
    block: str
    at_end: bool

    @property
    def words(self) -> str:
        """The place in words."""
        if not self.number:
            return _("一节也没看完就离开")
        if self.at_end:
            return _("读到了最后，没有按“学完了”")
        told = {"n": self.number, "heading": self.heading}
        return _("第 %(n)d 节“%(heading)s”") % told if self.heading else _("第 %(n)d 节") % told


@dataclass(frozen=True)
class LessonLine:
    """One lesson; people each once. `median` is whole minutes, None for fewer than five."""

    pk: int
    code: str
    title: str
    opened: int
    through: int
    completed: int
    minutes: int
    median: int | None
    stops: tuple[Stop, ...]

    @property
    def lost(self) -> int:
        """Opened and not completed."""
        return self.opened - self.completed

    @property
    def share(self) -> int | None:
        """Per cent of those who opened it who did not complete it."""
        return percent(self.lost, self.opened)

    @property
    def worst(self) -> Stop | None:
        """Where most stop."""
        return self.stops[0] if self.stops else None

    @property
    def url(self) -> str:
        """The editor, at the section that comes after the place where most stop."""
        at = f"#block-{self.worst.block}-section" if self.worst and self.worst.block else ""
        return reverse("wagtailadmin_pages:edit", args=[self.pk]) + at


@dataclass(frozen=True)
class LessonReport:
    """All lessons, those that lose most first."""

    as_of: datetime
    people: int
    lines: tuple[LessonLine, ...]


@dataclass(frozen=True)
class _Headings:
    """The sections of a lesson in order: their keys and headings."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]


def lesson_report(look: Looking) -> LessonReport:
    """The report, at most five minutes old. Four queries when it is made."""
    return kept("lessons", look, _made)


def _made(look: Looking) -> LessonReport:
    lessons = look.lessons()
    activities = [lesson.activity_uuid for lesson in lessons]
    spent, seen = _spent(look, activities), _broken_off(look, activities)
    lines = [_line(one, spent[one.activity_uuid], seen[one.activity_uuid]) for one in lessons]
    lines.sort(key=lambda line: (-line.lost, -(line.share or 0)))
    return LessonReport(look.now, look.how_many(), tuple(lines))


def _spent(look: Looking, activities: list[UUID]) -> dict[UUID, Counter[tuple[bool, int]]]:
    """By lesson how many people opened it, by (completed, whole minutes spent). One query."""
    rows = (
        ActivityProgress.objects.filter(learner_id__in=look.learners(), activity__in=activities)
        .filter(Q(seen_at__isnull=False) | Q(completed_at__isnull=False))
        .order_by()
        .values(
            "activity",
            done=Q(completed_at__isnull=False),
            minutes=Cast(Floor(F("seconds") / 60.0), IntegerField()),
        )
        .annotate(n=Count("pk"))
    )
    found: dict[UUID, Counter[tuple[bool, int]]] = defaultdict(Counter)
    for row in rows:
        found[row["activity"]][bool(row["done"]), row["minutes"]] += row["n"]
    return found


def _broken_off(look: Looking, activities: list[UUID]) -> dict[UUID, list[tuple[list[str], int]]]:
    """By lesson the sections seen by those who have not completed it and are gone, and how many
    have seen just these. One query, grouped by the sections: there are few patterns."""
    done = ActivityProgress.objects.filter(
        learner_id=OuterRef("learner_id"),
        activity=OuterRef("activity"),
        completed_at__isnull=False,
    )
    rows = (
        Reading.objects.filter(learner_id__in=look.learners(), activity__in=activities)
        .filter(~Exists(done), beacon_at__lt=look.now - GONE_AFTER)
        .order_by()
        .values("activity", "sections")
        .annotate(n=Count("pk"))
    )
    found: dict[UUID, list[tuple[list[str], int]]] = defaultdict(list)
    for row in rows:
        found[row["activity"]].append((row["sections"], row["n"]))
    return found


def _headings(lesson: Any) -> _Headings:
    """Read off the stored body: no block is built."""
    keys: list[str] = []
    titles: list[str] = []
    for stored in lesson.body.raw_data:
        if stored["type"] == "heading":
            keys.append(str(stored["id"]))
            titles.append(str(stored["value"]))
        elif not keys:
            keys.append(OPENING)
            titles.append("")
    return _Headings(tuple(keys), tuple(titles))


def _line(
    lesson: LessonPage, spent: Counter[tuple[bool, int]], seen: list[tuple[list[str], int]]
) -> LessonLine:
    headings = _headings(lesson)
    stops = _stops(headings, seen)
    completed = {minutes: n for (done, minutes), n in spent.items() if done}
    at_end = sum(stop.people for stop in stops if stop.at_end)
    return LessonLine(
        pk=lesson.pk,
        code=lesson.code,
        title=lesson.local_title,
        opened=sum(spent.values()),
        through=sum(completed.values()) + at_end,
        completed=sum(completed.values()),
        minutes=lesson.minutes,
        median=_median(completed),
        stops=stops,
    )


def _stops(headings: _Headings, seen: list[tuple[list[str], int]]) -> tuple[Stop, ...]:
    """Where people stopped, most people first; of equals the earlier place."""
    places = {key: place for place, key in enumerate(headings.keys)}
    people: Counter[int] = Counter()
    for sections, n in seen:
        people[max((places[key] for key in sections if key in places), default=BEFORE_ANY)] += n
    last = len(headings.keys) - 1
    found = [_stop(headings, place, n, last) for place, n in sorted(people.items())]
    return tuple(sorted(found, key=lambda stop: -stop.people))


def _stop(headings: _Headings, place: int, people: int, last: int) -> Stop:
    after = headings.keys[min(place + 1, last)] if last >= 0 else ""
    return Stop(
        number=place + 1,
        heading=headings.titles[place] if place >= 0 else "",
        people=people,
        block="" if after == OPENING else after,
        at_end=place == last and last >= 0,
    )


def _median(completed: Mapping[int, int]) -> int | None:
    """The middle one of whole minutes, the lower of two; None for fewer than five people."""
    people = sum(completed.values())
    if not shown_for(people):
        return None
    passed = 0
    for minutes in sorted(completed):
        passed += completed[minutes]
        if 2 * passed >= people:
            return minutes
    return None
