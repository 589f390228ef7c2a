"""Reading classes, enrolments and requirements."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from cms.core.prepared import prepared
from courses.catalogue.models import CoursePage, LessonPrerequisite, ProgrammeSession
from training.cohorts.models import Cohort, Enrolment, RequirementVersion, ScheduledSession
from training.people.models import Congress, User

# Evidence counts from enrolment to this long after the class (rules.md).
CREDIT_TAIL = timedelta(days=30)


# What pages need of a class and its programme; above all not the programme's body.
OF_A_CLASS = (
    "cohort__key",
    "cohort__name",
    "cohort__name_en",
    "cohort__congress_id",
    "cohort__starts_on",
    "cohort__ends_on",
    "cohort__clock_held_at",
    "cohort__cancelled_at",
    "cohort__programme__path",
    "cohort__programme__depth",
    "cohort__programme__translation_key",
)


def current_enrolments(learner: User) -> QuerySet[Enrolment]:
    """The person's active classes with cohort and programme, the newest first; not evaluated.
    A cancelled class is none."""
    return current_of(learner.pk)


def current_of(learner_id: Any) -> QuerySet[Enrolment]:
    """The same by her key, for prepared queries."""
    return (
        Enrolment.objects.filter(
            learner_id=learner_id, status=Enrolment.Status.ACTIVE, cohort__cancelled_at=None
        )
        .select_related("cohort__programme")
        .only("learner_id", "enrolled_at", "unit_id", "group_id", *OF_A_CLASS)
        .order_by("-cohort__starts_on")
    )


def current_enrolment(learner: User) -> Enrolment | None:
    """The person's newest active class, with cohort and programme. One query."""
    return _newest.first(learner=learner.pk)


@prepared(learner=UUIDField())
def _newest(learner: Any) -> QuerySet[Enrolment]:
    return current_of(learner)[:1]


def requirement_in_force(programme_id: int) -> RequirementVersion | None:
    """The newest version. One query, however often the requirements changed."""
    return RequirementVersion.objects.filter(programme_id=programme_id).order_by("-number").first()


def requirement_versions(programme_id: int) -> list[RequirementVersion]:
    """All versions in order; the last is in force. One query."""
    return list(RequirementVersion.objects.filter(programme_id=programme_id).order_by("number"))


def timetable(cohort: Cohort) -> list[ScheduledSession]:
    """The class's sessions with lesson and quiz. One query."""
    return list(
        cohort.timetable.select_related("session__lesson", "session__quiz").order_by("starts_at")
    )


def sessions_on(cohort: Cohort, day: date) -> list[ScheduledSession]:
    """What is held on a day by the site's clock, in order, with session, lesson and quiz;
    cancelled ones are left out. One query."""
    begins = datetime.combine(day, time(0), tzinfo=timezone.get_default_timezone())
    held = cohort.timetable.filter(cancelled_at=None, starts_at__gte=begins)
    held = held.filter(starts_at__lt=begins + timedelta(days=1))
    return list(held.select_related("session__lesson", "session__quiz").order_by("starts_at"))


def now_or_next(cohort: Cohort, now: datetime) -> ScheduledSession | None:
    """The session that is under way at a moment of the class's clock, else the next one; None when
    everything is over. With session, lesson and quiz. One query."""
    ahead = cohort.timetable.filter(cancelled_at=None, ends_at__gt=now)
    ahead = ahead.select_related("session__lesson", "session__quiz")
    return ahead.order_by("starts_at", "pk").first()


KINDS = dict(ProgrammeSession.Kind.choices)


@dataclass(frozen=True)
class Planned:
    """A session of a class's timetable, with as much of its lesson and quiz as a list shows."""

    starts_at: datetime
    ends_at: datetime
    code: str
    day: int
    chinese: str
    english: str
    kind: str
    minutes: int
    lesson_live: bool | None
    lesson_path: str | None
    lesson_minutes: int | None
    lesson_pk: int | None
    lesson_place: str | None
    lesson_activity: UUID | None
    opens_ahead: int | None
    has_firsts: bool
    quiz: UUID | None
    pass_mark: int | None
    task: UUID | None
    task_live: bool | None
    day_chinese: str | None
    day_english: str | None
    place: str
    cancelled_at: datetime | None
    scheduled: int

    @property
    def day_title(self) -> str:
        """The title of its day's course in the reader's language; empty without a published one."""
        english = self.day_english and (get_language() or "").startswith("en")
        return (self.day_english if english else self.day_chinese) or ""

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        english = self.english and (get_language() or "").startswith("en")
        return self.english if english else self.chinese

    @property
    def kind_name(self) -> str:
        """What kind of session it is, in words."""
        return str(KINDS[self.kind])

    @property
    def lesson_url(self) -> str:
        """Where the lesson is read; empty without a live one."""
        if not self.lesson_live or not self.lesson_path:
            return ""
        return reverse("wagtail_serve", args=(self.lesson_path.split("/", 2)[2],))


def planned(cohort: Cohort) -> list[Planned]:
    """The class's timetable as rows: no page is built and no body read. One query."""
    programme = cohort.programme
    lowest, highest = CoursePage._get_children_path_interval(programme.path)
    depth = programme.depth + 1
    rows = _planned.all(cohort=cohort.pk, depth=depth, lowest=lowest, highest=highest)
    return [Planned(*row) for row in rows]


@prepared(cohort=BigIntegerField(), depth=IntegerField(), lowest=CharField(), highest=CharField())
def _planned(cohort: Any, depth: Any, lowest: Any, highest: Any) -> "QuerySet[Any, Any]":
    firsts = LessonPrerequisite.objects.filter(lesson=OuterRef("session__lesson"))
    of_day = CoursePage.objects.live().filter(depth=depth, path__range=(lowest, highest))
    of_day = of_day.order_by().filter(day=OuterRef("session__day"))
    timetable = ScheduledSession.objects.filter(cohort_id=cohort).order_by("starts_at")
    return timetable.annotate(
        has_firsts=Exists(firsts),
        day_chinese=Subquery(of_day.values("title")[:1]),
        day_english=Subquery(of_day.values("title_en")[:1]),
    ).values_list(
        "starts_at",
        "ends_at",
        "session__code",
        "session__day",
        "session__title",
        "session__title_en",
        "session__kind",
        "session__minutes",
        "session__lesson__live",
        "session__lesson__url_path",
        "session__lesson__minutes",
        "session__lesson",
        "session__lesson__path",
        "session__lesson__translation_key",
        "session__lesson__opens_ahead",
        "has_firsts",
        "session__quiz__uuid",
        "session__quiz__pass_mark",
        "session__task__uuid",
        "session__task__live",
        "day_chinese",
        "day_english",
        "place",
        "cancelled_at",
        "pk",
    )


def cohorts_of(congress: Congress) -> list[Cohort]:
    """The classes of a congress, newest first. One query."""
    return list(congress.cohorts.select_related("programme"))


def credit_window(enrolment: Enrolment) -> tuple[datetime, datetime]:
    """From when until when evidence counts for an enrolment (start inclusive, end exclusive): the
    end of a day by the site's clock."""
    end = datetime.combine(
        enrolment.cohort.ends_on, time(0), tzinfo=timezone.get_default_timezone()
    )
    return enrolment.enrolled_at, end + timedelta(days=1) + CREDIT_TAIL


def last_day_of_class(cohort: Cohort) -> date:
    """The last whole day on which evidence counts for anybody in a class."""
    return cohort.ends_on + CREDIT_TAIL


def last_day_that_counts(enrolment: Enrolment) -> date:
    """The last whole day on which evidence still counts for an enrolment, as pages name it."""
    return timezone.localdate(credit_window(enrolment)[1] - timedelta(seconds=1))
