"""Whether a lesson is open to a deputy yet: its day in her class, and the lessons to do first.

A rule of training, not of access: who belongs to the congress may see the page, and what she has
opened or done once stays open. Trainers and editors see everything before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from django.db.models import F, Min
from django.utils import timezone

from courses.catalogue.models import LessonPage, ProgrammeSession
from courses.catalogue.order import loop_through
from courses.catalogue.selectors import First, Link, firsts_of, lesson_pairs
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.learning import evidence
from training.learning.readings.models import Reading
from training.people.access import standing
from training.people.models import Membership, User

Role = Membership.Role


class Lesson(Protocol):
    """What the rule needs to know of a lesson."""

    @property
    def pk(self) -> int: ...
    @property
    def path(self) -> str: ...
    @property
    def translation_key(self) -> UUID: ...
    @property
    def opens_ahead(self) -> int | None: ...


@dataclass(frozen=True)
class AskedLesson:
    """A lesson as a list has it, without its page."""

    pk: int
    path: str
    translation_key: UUID
    opens_ahead: int | None


@dataclass(frozen=True)
class Hold:
    """Why a lesson is not open yet."""

    opens_at: datetime | None = None
    firsts: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Order:
    """What stands before lessons for one person: holds, and advice on what to do first."""

    holds: dict[int, Hold] = field(default_factory=dict)
    advice: dict[int, tuple[Link, ...]] = field(default_factory=dict)


def order_for(*, learner_id: UUID, lessons: Sequence[Lesson], now: datetime) -> Order:
    """What is not open yet, and what is better done first. One query where nothing is asked for;
    at most six more, however many lessons."""
    # A page that was read together with the question whether it asks for others need not ask again.
    firsts = firsts_of([lesson.pk for lesson in lessons if getattr(lesson, "has_firsts", True)])
    dated = [lesson for lesson in lessons if lesson.opens_ahead is not None]
    if not firsts and not dated:
        return Order()
    done = _done(learner_id, firsts, lessons)
    missing = [first for first in firsts if first.first not in done]
    asked = _out_of_loops([first for first in missing if first.required])
    opening = _opening_times(learner_id, dated, now) if dated else {}
    held = {
        lesson.pk: Hold(
            opens_at=opening.get(lesson.pk),
            firsts=tuple(first.link for first in asked if first.lesson == lesson.pk),
        )
        for lesson in lessons
    }
    holds = {pk: hold for pk, hold in held.items() if hold.opens_at or hold.firsts}
    for pk in done | _opened(learner_id, [one for one in lessons if one.pk in holds]):
        holds.pop(pk, None)
    advice = {
        lesson.pk: tuple(
            first.link for first in missing if first.lesson == lesson.pk and lesson.pk not in holds
        )
        for lesson in lessons
    }
    return Order(holds, {pk: links for pk, links in advice.items() if links})


def _done(learner_id: UUID, firsts: list[First], lessons: Sequence[Lesson]) -> set[int]:
    """Which of the lessons and of those before them are done: completed here, or attended where
    they are taught."""
    ways = {first.activity: first.first for first in firsts}
    ways |= {lesson.translation_key: lesson.pk for lesson in lessons}
    taught = ProgrammeSession.objects.filter(lesson__in=set(ways.values()))
    ways |= dict(taught.values_list("uuid", "lesson_id"))
    done = evidence.done_among(learner_id=learner_id, activities=ways)
    return {ways[activity] for activity in done}


def _out_of_loops(asked: list[First]) -> list[First]:
    """Lessons that would have to come before each other hold up nobody. The form refuses them, but
    two drafts published one after the other can still close a loop."""
    if not asked:
        return []
    pairs = lesson_pairs()
    return [first for first in asked if first.first not in loop_through(first.lesson, pairs)]


def _opened(learner_id: UUID, lessons: Sequence[Lesson]) -> set[int]:
    """Those that she has opened before."""
    if not lessons:
        return set()
    by_activity = {lesson.translation_key: lesson.pk for lesson in lessons}
    begun = Reading.objects.filter(learner_id=learner_id, activity__in=by_activity)
    return {by_activity[activity] for activity in begun.values_list("activity", flat=True)}


def _opening_times(
    learner_id: UUID, lessons: Sequence[Lesson], now: datetime
) -> dict[int, datetime]:
    """When lessons open that are not open yet. Who is in no class of the programme waits for
    nothing; who is in two has the lesson with the earlier one."""
    places = Enrolment.objects.filter(learner_id=learner_id, status=Enrolment.Status.ACTIVE)
    cohorts = {
        cohort.pk: cohort
        for cohort in Cohort.objects.filter(
            pk__in=places.values("cohort_id"), cancelled_at=None
        ).annotate(below=F("programme__path"))
    }
    taught = ScheduledSession.objects.filter(
        cohort__in=cohorts, session__lesson__in=[lesson.pk for lesson in lessons]
    )
    rows = taught.order_by().values_list("cohort_id", "session__lesson_id")
    planned = {(c, lesson): at for c, lesson, at in rows.annotate(first=Min("starts_at"))}
    found: dict[int, datetime] = {}
    for lesson in lessons:
        times = [
            (_opens(lesson, cohort, planned.get((cohort.pk, lesson.pk))), cohort.clock(now))
            for cohort in cohorts.values()
            if lesson.path.startswith(cohort.below)
        ]
        if times and all(opens > clock for opens, clock in times):
            found[lesson.pk] = min(opens for opens, _clock in times)
    return found


def _opens(lesson: Lesson, cohort: Cohort, starts_at: datetime | None) -> datetime:
    """The beginning of the day so many days before the lesson is taught; before the class begins
    where it is on no timetable."""
    zone = timezone.get_current_timezone()
    day = timezone.localdate(starts_at) if starts_at else cohort.starts_on
    opens_on = day - timedelta(days=lesson.opens_ahead or 0)
    return datetime.combine(opens_on, time(0), tzinfo=zone)


def hold_on(*, learner_id: UUID, lesson: LessonPage, now: datetime) -> Hold | None:
    """Why a lesson is not open to her yet, if so; remembered on the page for its template."""
    order = order_for(learner_id=learner_id, lessons=[lesson], now=now)
    lesson._order = order
    return order.holds.get(lesson.pk)


def sees_everything(user: User) -> bool:
    """Whether she works on the content, and so sees it before it opens."""
    held = standing(user, timezone.localdate())
    return not held.learns or held.has(Role.TRAINER, Role.EDITOR, Role.ADMINISTRATOR)
