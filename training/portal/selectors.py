"""What the deputy's own pages show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField
from django.utils import timezone

from cms.core.prepared import prepared
from cms.site.models import CongressRootPage
from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort, Enrolment, RequirementVersion
from training.cohorts.requirements import DRAFT
from training.cohorts.selectors import (
    Planned,
    current_of,
    last_day_that_counts,
    planned,
)
from training.learning.attempts.selectors import practice_quizzes
from training.learning.progress.models import CourseProgress
from training.learning.readings.opening import AskedLesson, Hold, order_for, sees_everything
from training.learning.submissions.selectors import TaskRow, calling, class_tasks, in_order
from training.people.models import User


@dataclass(frozen=True)
class Step:
    """A session of the class as one deputy sees it."""

    session: Planned
    required: bool
    done: bool
    now: datetime
    hold: Hold | None = None
    """Why its lesson is not open to her yet."""

    @property
    def lesson_url(self) -> str:
        """Where the lesson is read; empty without one that is live and open to her."""
        return "" if self.hold else self.session.lesson_url

    @property
    def title(self) -> str:
        """The session's title in the reader's language."""
        return self.session.title

    @property
    def date(self) -> date:
        """The date it is held on."""
        return timezone.localdate(self.session.starts_at)

    @property
    def cancelled(self) -> bool:
        """Whether it is not held."""
        return self.session.cancelled_at is not None

    @property
    def state(self) -> str:
        """done, due (its time has passed), today or ahead."""
        if self.done:
            return "done"
        if self.session.ends_at <= self.now:
            return "due" if self.required else "ahead"
        same = timezone.localdate(self.session.starts_at) == timezone.localdate(self.now)
        return "today" if same else "ahead"

    @property
    def opens(self) -> bool:
        """Whether there is something to do here on the phone."""
        return bool(self.session.quiz or self.lesson_url)


@dataclass(frozen=True)
class Day:
    """A day of the class."""

    number: int
    date: date
    title: str
    steps: list[Step]

    @property
    def done(self) -> int:
        """Required steps that are done."""
        return sum(step.done for step in self.steps if step.required)

    @property
    def required(self) -> int:
        """Required steps."""
        return sum(step.required for step in self.steps)


@dataclass(frozen=True)
class Path:
    """A deputy's way through her class."""

    enrolment: Enrolment
    days: list[Day]
    required: int
    done: int
    satisfied_at: datetime | None
    now: datetime
    draft_lacks: bool = False
    """Whether an assessed draft is asked for and there is none yet."""

    @property
    def cohort(self) -> Cohort:
        """The class."""
        return self.enrolment.cohort

    @property
    def percent(self) -> int:
        """Share of what is required now, rounded down; 100 only when all of it is done."""
        return self.done * 100 // self.required if self.required else 0

    @property
    def missing(self) -> int:
        """How many required steps are left."""
        return self.required - self.done

    @property
    def last_day(self) -> date:
        """The last day whose evidence counts for the class, the same that the checklist names."""
        return last_day_that_counts(self.enrolment)

    @property
    def today(self) -> Day | None:
        """What is held today, by the class's clock, whatever programme day it belongs to; None on
        a day without sessions."""
        date = timezone.localdate(self.now)
        steps = [step for day in self.days for step in day.steps if step.date == date]
        if not steps:
            return None
        like = next((day for day in self.days if day.date == date), None)
        dates = sorted({step.date for day in self.days for step in day.steps})
        return Day(
            number=like.number if like else dates.index(date) + 1,
            date=date,
            title=like.title if like else "",
            steps=sorted(steps, key=lambda step: step.session.starts_at),
        )

    @property
    def now_or_next(self) -> Step | None:
        """The session that is under way by the class's clock, else the next one; None when all are
        over. No query."""
        steps = (step for day in self.days for step in day.steps if not step.cancelled)
        ahead = [step for step in steps if step.session.ends_at > self.now]
        return min(ahead, key=lambda step: step.session.starts_at, default=None)

    @property
    def writes(self) -> bool:
        """Whether there is anything to write in this class."""
        steps = (step for day in self.days for step in day.steps)
        return any(step.session.task_live for step in steps)

    @property
    def next_step(self) -> Step | None:
        """The first required step that is not done and can be done on the phone."""
        steps = (step for day in self.days for step in day.steps)
        return next(
            (step for step in steps if step.required and not step.done and step.opens), None
        )


def _days(enrolment: Enrolment, done: set[str], required: set[str], now: datetime) -> list[Day]:
    days: dict[int, list[Step]] = {}
    sessions = planned(enrolment.cohort)
    holds = holds_of(enrolment, sessions)
    for session in sessions:
        hold = holds.get(session.lesson_pk or 0)
        step = Step(session, session.code in required, session.code in done, now, hold)
        days.setdefault(session.day, []).append(step)
    # A programme day is on the date of most of its sessions; a moved one names its own.
    found = [
        Day(number, _most(steps), steps[0].session.day_title, steps)
        for number, steps in days.items()
    ]
    return sorted(found, key=lambda day: (day.date, day.number))


def _most(steps: list[Step]) -> date:
    """The date of most of these, the earliest of several."""
    counted = Counter(step.date for step in steps)
    return min(counted, key=lambda day: (-counted[day], day))


def holds_of(enrolment: Enrolment, sessions: list[Planned]) -> dict[int, Hold]:
    """Which lessons are not open yet. No query where no lesson asks for anything."""
    lessons = [
        AskedLesson(one.lesson_pk, one.lesson_place, one.lesson_activity, one.opens_ahead)
        for one in sessions
        if one.lesson_pk and one.lesson_place and one.lesson_activity
        if one.has_firsts or one.opens_ahead is not None
    ]
    if not lessons or sees_everything(enrolment.learner):
        return {}
    now = timezone.now()
    return order_for(learner_id=enrolment.learner_id, lessons=lessons, now=now).holds


def classes_of(learner: User) -> list[Any]:
    """Her classes, the newest first, with what each requires now and how far she is in it. One
    query."""
    return _classes.all(learner=learner.pk)


@prepared(learner=UUIDField())
def _classes(learner: Any) -> "QuerySet[Any]":
    programme = OuterRef("cohort__programme_id")
    newest = RequirementVersion.objects.filter(programme_id=programme).order_by("-number")
    whole = CourseProgress.objects.filter(learner_id=learner, enrolment=OuterRef("pk"), whole=True)
    return current_of(learner).annotate(
        required_items=Subquery(newest.values("items")[:1]),
        done_codes=Subquery(whole.values("done_codes")[:1]),
        satisfied_at=Subquery(whole.values("satisfied_at")[:1]),
    )


def path_of(learner: User, classes: Sequence[Any], now: datetime) -> Path | None:
    """The deputy's way through the first of her classes (see classes_of), or None without one. One
    query, however many lessons; two more where lessons wait for others."""
    if not classes:
        return None
    enrolment = classes[0]
    enrolment.learner = learner  # the same person, whose standing is known already
    moment = enrolment.cohort.clock(now)
    done = set(enrolment.done_codes or ())
    required = {item["code"] for item in enrolment.required_items or ()}
    return Path(
        enrolment=enrolment,
        days=_days(enrolment, done & required, required, moment),
        required=len(required),
        done=len(done & required),
        satisfied_at=enrolment.satisfied_at,
        now=moment,
        draft_lacks=DRAFT in required - done,
    )


def writing_of(learner: User, path: Path | None, *, wrote: bool) -> list[TaskRow]:
    """The writing tasks of which the home page speaks. None in a class without; one query, three
    where she `wrote` anything."""
    if path is None:
        return []
    steps = (step for day in path.days for step in day.steps)
    planned = in_order(
        (step.session.task, step.required, step.session.starts_at)
        for step in steps
        if step.session.task and step.session.task_live
    )
    return calling(class_tasks(learner.pk, planned, wrote=wrote) if planned else [], path.now)


def practice_for(path: Path | None) -> list[Quiz]:
    """The practice sets beside a deputy's programme. Two queries at most."""
    if path is None:
        return []
    root = CongressRootPage.objects.ancestor_of(path.cohort.programme).first()
    return practice_quizzes(root.pk if root else None)
