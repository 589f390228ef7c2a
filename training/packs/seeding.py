"""Progress for the sample class, as of the moment its clock stands still.

Everything goes through the services that real people's clicks go through, so the sample's
statements, folds and verdicts cannot differ in kind from real ones. Who does what is drawn from
each person's number: the same people are behind on every machine.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from courses.catalogue.models import LessonPage
from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.cohorts.selectors import timetable
from training.learning import evidence
from training.learning.attempts import services as attempts
from training.learning.attempts.marking import mark
from training.learning.attempts.models import AttemptItem
from training.learning.attempts.saving import Asked
from training.learning.attendance.services import record_presence
from training.learning.readings import services as readings
from training.packs.sample_answers import posted_answer
from training.people.models import User
from training.people.tour import seen

# Starts with nothing, so that whoever tries the site sees a class from its first step.
FRESH = "daibiao"
NOT_STARTED = 4
POINTS_A_PERSON_FINDS_HARD = 3
LEFT_OPEN = 0.03


@dataclass(frozen=True)
class Habits:
    """How a sample person takes the class."""

    kind: str
    attends: float
    catches_up: float
    sits_tests: float
    ability: float


KINDS = {
    "steady": Habits("steady", attends=0.96, catches_up=0.9, sits_tests=0.98, ability=0.82),
    "partial": Habits("partial", attends=0.62, catches_up=0.4, sits_tests=0.75, ability=0.7),
    "behind": Habits("behind", attends=0.25, catches_up=0.15, sits_tests=0.45, ability=0.58),
}


@dataclass
class Student:
    """One sample person at work."""

    enrolment: Enrolment
    habits: Habits
    rng: random.Random
    low_bandwidth: bool
    hard: frozenset[str]
    talent: float
    until: datetime

    @property
    def learner_id(self) -> UUID:
        """Whose rows are written."""
        return self.enrolment.learner_id

    def chance(self, item: Asked, practised: float) -> float:
        """How likely she is right about a question."""
        version = item.version
        chance = self.habits.ability + self.talent + practised - 0.05 * (version.difficulty - 2)
        # Some questions are harder than their author thought: the same for everybody.
        chance -= random.Random(f"question:{version.digest}").uniform(-0.12, 0.22)  # noqa: S311
        if self.hard & set(version.points):
            chance -= 0.25
        return min(max(chance, 0.1), 0.97)


def _habits(number: str, low_bandwidth: bool) -> Habits:
    # A weak line costs people the evenings on the phone: they fall behind more often.
    luck = random.Random(f"habits:{number}").random() - (0.4 if low_bandwidth else 0)  # noqa: S311
    return KINDS["behind" if luck < 0.06 else "partial" if luck < 0.35 else "steady"]


def students(
    cohort: Cohort, slow: frozenset[str], points: list[str], until: datetime
) -> list[Student]:
    """Everybody who has done something; four people and the fresh account have not."""
    enrolments = cohort.enrolments.select_related("learner", "cohort").exclude(
        learner__username=FRESH
    )
    everybody = {enrolment.learner.number: enrolment for enrolment in enrolments}
    shuffled = sorted(everybody)
    random.Random("not started").shuffle(shuffled)  # noqa: S311
    idle = [n for n in shuffled if everybody[n].learner.username == n][:NOT_STARTED]
    students = []
    for number in sorted(set(everybody) - set(idle)):
        rng = random.Random(f"student:{number}")  # noqa: S311 - a story, not a secret
        students.append(
            Student(
                enrolment=everybody[number],
                habits=_habits(number, number in slow),
                rng=rng,
                low_bandwidth=number in slow,
                # People differ more than their habits tell, or no question could tell them apart.
                talent=random.Random(f"talent:{number}").gauss(0, 0.2),  # noqa: S311
                hard=frozenset(rng.sample(points, min(POINTS_A_PERSON_FINDS_HARD, len(points)))),
                until=until,
            )
        )
    return students


def _evening(scheduled: ScheduledSession, student: Student) -> datetime | None:
    """Some time after eight on the evening of a session's day, unless that is still to come."""
    local = timezone.localtime(scheduled.starts_at)
    evening = local.replace(hour=20, minute=0) + timedelta(minutes=student.rng.randrange(5, 75))
    return evening if evening < student.until else None


def _read(student: Student, lesson: LessonPage, at: datetime) -> None:
    """She opens a lesson, reads it to the end and presses 学完了."""
    page = readings.Page(
        activity=lesson.activity_uuid,
        activity_type="lesson",
        sections=tuple(section.key for section in lesson.sections()),
        minutes=lesson.minutes,
    )
    learner = student.learner_id
    token = readings.opened_token(learner_id=learner, activity=page.activity, now=at)
    done = at + timedelta(seconds=int(lesson.minutes * 60 * student.rng.uniform(0.6, 1.4)))
    scripted = not student.low_bandwidth
    if scripted:
        readings.note_sections(learner_id=learner, page=page, seen=list(page.sections), now=done)
    readings.complete(learner_id=learner, page=page, token=token, with_script=scripted, now=done)


def _sit(student: Student, quiz: Quiz, at: datetime, practised: float) -> datetime:
    """She takes a test and hands it in; returns when."""
    rng = student.rng
    attempt = attempts.start(
        quiz=quiz,
        learner_id=student.learner_id,
        enrolment=student.enrolment,
        now=at,
        rng=rng,
    )
    items = AttemptItem.objects.filter(learner_id=student.learner_id, attempt=attempt)
    posted: dict[str, list[str]] = {}
    for item in items.select_related("version"):
        at += timedelta(seconds=rng.randrange(15, 70))
        if rng.random() > LEFT_OPEN:
            posted.update(posted_answer(item, student.chance(item, practised), rng))
    # As a phone without JavaScript does it: the whole paper in one form.
    device = str(uuid5(NAMESPACE_URL, f"sample:{student.learner_id}"))
    attempts.save_whole_form(attempt=attempt, posted=posted, device=device, now=at)
    at += timedelta(seconds=30)
    mark(attempt=attempts.hand_in(attempt=attempt, now=at), now=at)
    return at


def _take_test(student: Student, scheduled: ScheduledSession, quiz: Quiz) -> None:
    habits, rng = student.habits, student.rng
    if rng.random() > habits.sits_tests:
        return
    there = rng.random() < habits.attends
    at = scheduled.starts_at if there else _evening(scheduled, student)
    if at is None:
        return
    practised = 0.0 if quiz.purpose == Quiz.Purpose.PLACEMENT else 0.1
    done = _sit(student, quiz, at + timedelta(minutes=rng.randrange(1, 4)), practised)
    if quiz.attempts_allowed != 1 and rng.random() < 0.12:
        _sit(student, quiz, done + timedelta(minutes=rng.randrange(3, 20)), practised + 0.15)


def _take_part(student: Student, scheduled: ScheduledSession, by: User | None) -> None:
    rng, lesson = student.rng, scheduled.session.lesson
    if rng.random() < student.habits.attends:
        at = scheduled.starts_at - timedelta(minutes=rng.randrange(-3, 15))
        record_presence(enrolment=student.enrolment, scheduled=scheduled, at=at, by=by)
        return
    evening = _evening(scheduled, student)
    if lesson and evening and rng.random() < student.habits.catches_up:
        _read(student, lesson, evening)


def _go_through(student: Student, past: Iterable[ScheduledSession], by: User | None) -> None:
    """The class as this person took it, session by session."""
    for scheduled in past:
        if quiz := scheduled.session.quiz:
            _take_test(student, scheduled, quiz)
        else:
            _take_part(student, scheduled, by)


def seed_progress(
    *, cohort: Cohort, slow: frozenset[str], points: list[str], by: User | None
) -> int:
    """Let the sample class live until its clock; returns how many people did something.

    One transaction a person. Who already has evidence is passed over, so running it again,
    or after an interruption, doubles nothing. `slow` are the numbers of those with a weak line.
    """
    until = cohort.clock_held_at
    if until is None:
        return 0
    past = [scheduled for scheduled in timetable(cohort) if scheduled.ends_at <= until]
    active = set(evidence.learners_with_evidence())
    count = 0
    for student in students(cohort, slow, points, until):
        if student.learner_id in active:
            continue
        with transaction.atomic():
            _go_through(student, past, by)
            seen(person=student.enrolment.learner, now=until)
        count += 1
    return count
