"""seed_bench: the people and records that `make bench` measures with. Invented, bulk, always the
same.

One congress (bench) with a programme of 18 lessons and 2 quizzes of 20 single choice questions, and
a class for each of --sizes. Learners u00001… have one password; each is in one class. Learner n has
completed activity k (lessons 1–18, quizzes 19–20) when (7k + 13n) % 10 < 6: sixty per cent.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import CongressRootPage, HomePage, KnowledgePoint
from courses.models import (
    Category,
    Choice,
    CoursePage,
    LessonPage,
    ProgrammePage,
    ProgrammeSession,
    Question,
    Quiz,
    QuizSection,
    QuizSlot,
    SingleChoiceQuestion,
)
from courses.questions.services import freeze
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.services import CohortPlan, open_cohort
from training.learning import evidence
from training.learning.models import Statement
from training.learning.progress import keeping
from training.people.models import Congress, Membership, Organisation, User

KEY = "bench"
NAMESPACE = UUID("0b3c7b9e-5f3f-5c2e-8d55-1f0a1a6f3a10")
LESSONS_A_DAY = (4, 4, 4, 3, 3)
QUESTIONS = 20
UNITS, GROUPS = 14, 6
BATCH = 2000
PEOPLE_AT_ONCE = 200
# The class is in its third day at noon whatever the date, so that every run shows the same page.
DAYS_AGO, HELD_ON, HELD_AT = 3, 2, time(12, 0)
SENTENCE = "代表在大会期间审议报告、提出议案和建议，闭会期间联系群众、参加视察和执法检查，把群众的话带上来。"


@dataclass(frozen=True)
class Activity:
    """Something to complete: its number in the pattern, and what a statement says about it."""

    number: int
    uuid: UUID
    kind: str
    at: datetime

    def done_by(self, learner: int) -> bool:
        """The pattern of the completions."""
        return (7 * self.number + 13 * learner) % 10 < 6


@dataclass
class Content:
    """What the classes learn from."""

    congress: Congress
    programme: ProgrammePage
    lessons: list[LessonPage]
    quizzes: list[Quiz]


class Command(BaseCommand):
    help = "装入测速用的虚构人员、班次和学习记录（只用于测速的数据库）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Sizes of the classes, the one password, and a report for programs."""
        parser.add_argument("--sizes", default="65,1000,10000", help="各班人数，用逗号分开。")
        parser.add_argument("--password", default="bench-2026", help="所有人的密码。")
        parser.add_argument("--json", action="store_true", help="用 JSON 报告地址和编号。")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing; refused where sample accounts are, and on a database that has it
        already."""
        if not settings.SAMPLE_ACCOUNTS:
            raise CommandError("正式环境不能装入测速数据：它的密码是公开的。")
        if Congress.objects.filter(key=KEY).exists():
            raise CommandError("这个数据库里已经有测速数据。")
        sizes = [int(size) for size in options["sizes"].split(",")]
        people = People(make_password(options["password"]))
        content = lay_out()
        people.add_staff(content.congress)
        cohorts = [open_class(content, size) for size in sizes]
        people.fill(content, cohorts, sizes)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # what autovacuum would have done by the next morning
        self._report(content, cohorts, sizes, options)

    def _report(
        self, content: Content, cohorts: list[Cohort], sizes: list[int], options: dict[str, Any]
    ) -> None:
        told = {
            "password": options["password"],
            "manager": "manager1",
            "learners": sum(sizes),
            "quiz": str(content.quizzes[0].uuid),
            "lessons": [
                {"url": page.url, "page": page.pk, "sections": [s.key for s in page.sections()]}
                for page in content.lessons
            ],
            "course": {str(n): cohort.key for n, cohort in zip(sizes, cohorts, strict=True)},
        }
        counted = f"人员 {sum(sizes)} 名，学习记录 {Statement.objects.count()} 条。"
        self.stdout.write(json.dumps(told) if options["json"] else counted)


# ---- content


def lay_out() -> Content:
    """Congress, pages, questions and quizzes."""
    congress = Congress.objects.create(key=KEY, name="测速用人大", office_phone="0000-0000000")
    kinds = Organisation.Kind
    named = [(kinds.OFFICE, "测速办公室")]
    named += [(kinds.TOWNSHIP, f"测速镇{n:02d}") for n in range(1, UNITS + 1)]
    named += [(kinds.GROUP, f"测速小组{n}") for n in range(1, GROUPS + 1)]
    Organisation.objects.bulk_create(
        Organisation(congress=congress, kind=kind, name=name, order=order)
        for order, (kind, name) in enumerate(named)
    )
    root = _home().add_child(
        instance=CongressRootPage(title=congress.name, slug=KEY, congress_key=KEY)
    )
    programme = root.add_child(instance=ProgrammePage(title="测速班", slug="ban", key=KEY))
    lessons = _add_lessons(programme)
    quizzes = _add_quizzes(root)
    _add_sessions(programme, lessons, quizzes)
    return Content(congress, programme, lessons, quizzes)


def _home() -> HomePage:
    """The home page of the content pack, or one of our own on an empty site."""
    if found := HomePage.objects.first():
        return found
    home: HomePage = Page.objects.get(depth=1).add_child(
        instance=HomePage(title="测速", slug="bench-home")
    )
    Site.objects.update(root_page=home)
    return home


def _body(number: int) -> list[dict[str, Any]]:
    """About 2,000 characters in six sections, as long as a real lesson."""
    blocks: list[dict[str, Any]] = []
    for section in range(1, 7):
        identity = str(uuid5(NAMESPACE, f"section:{number}:{section}"))
        blocks += [
            {"type": "heading", "value": f"第 {number} 课第 {section} 节", "id": identity},
            {"type": "text", "value": f"<p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"},
            {"type": "note", "value": {"title": "记住", "text": f"<p>{SENTENCE}</p>"}},
        ]
    steps = [
        {"type": "item", "value": f"<p>第 {n} 步。{SENTENCE}</p>", "id": f"step-{n}"}
        for n in range(1, 5)
    ]
    return [*blocks, {"type": "steps", "value": {"title": "怎么做", "steps": steps}}]


def _add_lessons(programme: ProgrammePage) -> list[LessonPage]:
    """Five courses, eighteen lessons of no minimum time: a machine may complete one at once."""
    lessons: list[LessonPage] = []
    for day, count in enumerate(LESSONS_A_DAY, start=1):
        course = programme.add_child(
            instance=CoursePage(title=f"第 {day} 天", slug=f"day-{day}", day=day)
        )
        for _ in range(count):
            number = len(lessons) + 1
            page = LessonPage(
                title=f"第 {number} 课",
                slug=f"lesson-{number}",
                summary=SENTENCE,
                minutes=1,
                body=_body(number),
            )
            lessons.append(course.add_child(instance=page))
    # Behind the model's back: no author may ask for no time at all.
    LessonPage.objects.filter(pk__in=[page.pk for page in lessons]).update(minutes=0)
    return lessons


def _add_quizzes(root: CongressRootPage) -> list[Quiz]:
    """Two quizzes of twenty questions, each with its own questions."""
    points = [
        KnowledgePoint.objects.create(key=f"{KEY}-{n}", name=f"测速知识点{n}") for n in range(1, 6)
    ]
    drawer = Category.objects.create(key=KEY, name="测速题库", owner_root=root)
    quizzes = []
    for number in (1, 2):
        quiz = Quiz.objects.create(
            owner_root=root,
            key=f"{KEY}-{number}",
            title=f"测速测验{number}",
            purpose=Quiz.Purpose.EARLY,
            time_limit=45,
        )
        section = QuizSection.objects.create(quiz=quiz)
        for place in range(QUESTIONS):
            question = _add_question(root, drawer, (number, place), points[place % len(points)])
            QuizSlot.objects.create(section=section, question=question, sort_order=place)
        quizzes.append(quiz)
    return quizzes


def _add_question(
    root: CongressRootPage, drawer: Category, place: tuple[int, int], point: KnowledgePoint
) -> Question:
    """A published question; option number `place % 4` is right, and the first sign tells options
    apart."""
    quiz, nth = place
    question = SingleChoiceQuestion(
        number=f"B{quiz}-{nth:02d}",
        category=drawer,
        owner_root=root,
        use=Question.Use.EXAMINATION,
        stem=f"测验 {quiz} 第 {nth + 1} 题。{SENTENCE}下面哪一种做法对？",
        explanation=SENTENCE,
    )
    question.save()
    Choice.objects.bulk_create(
        Choice(question=question, text=f"{sign}：{SENTENCE[:20]}", right=n == nth % 4, sort_order=n)
        for n, sign in enumerate("甲乙丙丁")
    )
    question.points.set([point])
    question.save()
    freeze(question=question, by=None, at=timezone.now())
    return question


def _add_sessions(
    programme: ProgrammePage, lessons: Sequence[LessonPage], quizzes: Sequence[Quiz]
) -> None:
    """A session for every lesson; the first quiz opens the first day, the second ends the last."""
    taught = iter(lessons)
    rows: list[tuple[int, Any, Any]] = []
    for day, count in enumerate(LESSONS_A_DAY, start=1):
        rows += [(day, None, quizzes[0])] if day == 1 else []
        rows += [(day, lesson, None) for lesson in islice(taught, count)]
    rows.append((len(LESSONS_A_DAY), None, quizzes[1]))
    kinds = ProgrammeSession.Kind
    for order, (day, lesson, quiz) in enumerate(rows):
        ProgrammeSession.objects.create(
            page=programme,
            sort_order=order,
            code=f"B{order + 1:02d}",
            day=day,
            starts=time(9 + order % 5),
            minutes=45,
            title=lesson.title if lesson else quiz.title,
            kind=kinds.LECTURE if lesson else kinds.TEST,
            lesson=lesson,
            quiz=quiz,
        )


def open_class(content: Content, size: int) -> Cohort:
    """A class in its third day."""
    starts_on = timezone.localdate() - timedelta(days=DAYS_AGO)
    held = timezone.make_aware(datetime.combine(starts_on + timedelta(days=HELD_ON), HELD_AT))
    plan = CohortPlan(f"{KEY}-{size}", f"测速班 {size} 人", f"Class of {size}", starts_on, held)
    return open_cohort(
        congress=content.congress,
        programme=content.programme,
        plan=plan,
        now=held - timedelta(days=HELD_ON + 2),
    )


# ---- people and what they did


class People:
    """Writes people and records in batches; the password is hashed once for all of them."""

    since: ClassVar = datetime(2022, 2, 14).date()  # noqa: DTZ001 - a day, without a clock

    def __init__(self, password: str) -> None:
        self.password = password

    def _user(self, username: str, name: str) -> User:
        return User(
            id=uuid5(NAMESPACE, f"person:{username}"),
            username=username,
            number=username,
            name=name,
            password=self.password,
            is_sample=True,
        )

    def add_staff(self, congress: Congress) -> None:
        """manager1 at the congress's desk."""
        manager = self._user("manager1", "测速经办")
        manager.save()
        office = congress.organisations.get(kind=Organisation.Kind.OFFICE)
        Membership.objects.create(
            user=manager,
            organisation=office,
            role=Membership.Role.OFFICE,
            starts_on=self.since,
        )

    def fill(self, content: Content, cohorts: list[Cohort], sizes: list[int]) -> None:
        """Every class with its learners, numbered on from class to class."""
        first = 1
        for cohort, size in zip(cohorts, sizes, strict=True):
            for numbers in _batches(range(first, first + size)):
                self._add(content, cohort, numbers)
            first += size

    def _add(self, content: Content, cohort: Cohort, numbers: list[int]) -> None:
        organisations = list(content.congress.organisations.order_by("order"))
        units, groups = organisations[1 : UNITS + 1], organisations[UNITS + 1 :]
        users = [self._user(f"u{n:05d}", f"测速代表{n}") for n in numbers]
        User.objects.bulk_create(users)
        Membership.objects.bulk_create(
            Membership(
                user=user,
                organisation=units[n % UNITS],
                role=Membership.Role.DEPUTY,
                starts_on=self.since,
            )
            for n, user in zip(numbers, users, strict=True)
        )
        enrolled_at = cohort.clock(timezone.now()) - timedelta(days=HELD_ON + 1)
        enrolments = [
            Enrolment(
                id=uuid5(NAMESPACE, f"enrolment:{cohort.key}:{n}"),
                learner=user,
                cohort=cohort,
                unit=units[n % UNITS],
                group=groups[n % GROUPS],
                first_term=n % 3 == 0,
                enrolled_at=enrolled_at,
            )
            for n, user in zip(numbers, users, strict=True)
        ]
        Enrolment.objects.bulk_create(enrolments)
        record(activities_of(content, enrolled_at), numbers, enrolments)


def _batches(numbers: range) -> Iterator[list[int]]:
    rest = iter(numbers)
    while batch := list(islice(rest, BATCH)):
        yield batch


def activities_of(content: Content, enrolled_at: datetime) -> list[Activity]:
    """Lessons 1–18 and quizzes 19–20, one after the other from the enrolment on."""
    named = [(page.activity_uuid, "lesson") for page in content.lessons]
    named += [(quiz.uuid, "quiz") for quiz in content.quizzes]
    return [
        Activity(number, uuid, kind, enrolled_at + timedelta(hours=2 * number))
        for number, (uuid, kind) in enumerate(named, start=1)
    ]


def record(activities: list[Activity], numbers: list[int], enrolments: list[Enrolment]) -> None:
    """Statements in bulk, and what follows from them as a rebuild makes it."""
    Statement.objects.bulk_create(
        (
            _statement(enrolment, activity)
            for number, enrolment in zip(numbers, enrolments, strict=True)
            for activity in activities
            if activity.done_by(number)
        ),
        batch_size=BATCH,
    )
    learners = [enrolment.learner_id for enrolment in enrolments]
    for start in range(0, len(learners), PEOPLE_AT_ONCE):
        evidence.rebuilt(learners[start : start + PEOPLE_AT_ONCE], write=True)
    _prove(enrolments)


def _statement(enrolment: Enrolment, activity: Activity) -> Statement:
    """With the id that the reading or the attempt would have given it: doing it again is a
    no-op."""
    verb = evidence.Verb.COMPLETED
    about = (verb, enrolment.learner_id) if activity.kind == "lesson" else (verb, enrolment.pk)
    return Statement(
        learner_id=enrolment.learner_id,
        statement_id=evidence.derived_id(*about, activity.uuid),
        registration=enrolment,
        verb=verb,
        activity=activity.uuid,
        activity_type=activity.kind,
        completion=True,
        occurred_at=activity.at,
        effective_at=activity.at,
        stored_at=activity.at,
        source="sample",
    )


def _prove(enrolments: list[Enrolment]) -> None:
    """Raises CommandError when folding the statements would give other folds than those written."""
    for enrolment in enrolments[:3]:
        if differences := keeping.differences(enrolment.learner_id):
            raise CommandError("\n".join(differences))
