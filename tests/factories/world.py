"""A small but whole world: two congresses, a programme of two days, a class."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import CaseLibraryPage, CaseStudyPage, CongressRootPage, HomePage
from courses.models import (
    CoursePage,
    LessonPage,
    ProgrammePage,
    ProgrammeSession,
    Question,
    Quiz,
    QuizSection,
    QuizSlot,
)
from tests.factories import questions
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.services import CohortPlan, enrol, open_cohort
from training.people.models import Congress, Membership, Organisation, Term, User

MONDAY = date(2026, 11, 16)
PASSWORD = "Xuetang-2026"


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time on the n-th day of the class."""
    local = datetime.combine(MONDAY + timedelta(days=day - 1), time(hour, minute))
    return timezone.make_aware(local)


def home() -> HomePage:
    """The home page of the site, made once."""
    found = HomePage.objects.first()
    if found:
        return found
    root = Page.objects.get(depth=1)
    page: HomePage = root.add_child(instance=HomePage(title="履职学堂", slug="lvzhi"))
    Site.objects.update(root_page=page)
    return page


def congress(key: str, name: str) -> Congress:
    """A congress with term, two units, an office and a group."""
    made = Congress.objects.create(key=key, name=name, office_phone="0580-0000000")
    Term.objects.create(congress=made, number=18)
    kinds = Organisation.Kind
    for kind, unit in (
        (kinds.OFFICE, "常委会机关"),
        (kinds.STREET, "昌国街道"),
        (kinds.TOWNSHIP, "金塘镇"),
        (kinds.GROUP, "政法组"),
    ):
        Organisation.objects.create(congress=made, kind=kind, name=unit)
    return made


def person(username: str, name: str, unit: Organisation, role: str, **extra: Any) -> User:
    """A person with a role since long ago."""
    extra.setdefault("toured_at", moment(-300, 9))
    user = User.objects.create(username=username, number=username, name=name, **extra)
    user.set_password(PASSWORD)
    user.save()
    Membership.objects.create(
        user=user, organisation=unit, role=role, starts_on=date(2022, 2, 14), first_term=True
    )
    return user


LESSON_BODY = [
    {"type": "heading", "value": "先看一件事", "id": "11111111-0000-0000-0000-000000000001"},
    {"type": "text", "value": "<p>代表在会上可以怎么做？</p>"},
    {"type": "heading", "value": "再看法律", "id": "11111111-0000-0000-0000-000000000002"},
    {"type": "text", "value": "<p>一人就可以提建议。</p>"},
]

CASE_BODY = [
    {"type": "heading", "value": "背景", "id": "22222222-0000-0000-0000-000000000001"},
    {
        "type": "fact",
        "value": {"source": "《今日定海》2023-02-16 第4版", "text": "<p>有一件事。</p>"},
    },
    {
        "type": "decision",
        "id": "22222222-0000-0000-0000-000000000002",
        "value": {
            "prompt": "换作是你？",
            "options": [
                {
                    "type": "item",
                    "id": "a",
                    "value": {"text": "先问", "consequence": "弄清楚了。", "best": True},
                },
                {
                    "type": "item",
                    "id": "b",
                    "value": {"text": "先发", "consequence": "闹误会。", "best": False},
                },
            ],
            "done": "先问。",
        },
    },
]


@dataclass
class World:
    """What tests stand on."""

    congress: Congress
    root: CongressRootPage
    programme: ProgrammePage
    lesson: LessonPage
    case: CaseStudyPage
    quiz: Quiz
    final: Quiz
    cohort: Cohort
    unit: Organisation
    group: Organisation
    questions: list[Question]

    def enrol(self, learner: User) -> Enrolment:
        """Take a person into the class the day before it starts."""
        return enrol(
            learner=learner,
            cohort=self.cohort,
            unit=self.unit,
            group=self.group,
            now=moment(0, 12),
            first_term=True,
        )


def quiz_of(root: CongressRootPage, key: str, asked: list[Question], **extra: Any) -> Quiz:
    """A quiz that asks these questions in this order, one mark each."""
    quiz = Quiz.objects.create(owner_root=root, key=key, title=f"测验 {key}", **extra)
    section = QuizSection.objects.create(quiz=quiz)
    for order, question in enumerate(asked):
        QuizSlot.objects.create(section=section, question_id=question.pk, sort_order=order)
    return quiz


def _pages(root: CongressRootPage) -> tuple[ProgrammePage, LessonPage, CaseStudyPage]:
    programme = root.add_child(
        instance=ProgrammePage(title="五天班", slug="wutian", key=f"{root.congress_key}-five")
    )
    course = programme.add_child(instance=CoursePage(title="找准位置", slug="day-1", day=1))
    lesson = course.add_child(
        instance=LessonPage(title="权利与义务", slug="d1-1", minutes=10, body=LESSON_BODY)
    )
    library = root.add_child(instance=CaseLibraryPage(title="案例库", slug="anli"))
    case = library.add_child(
        instance=CaseStudyPage(
            title="数据会说话",
            slug="c01",
            topic="监督",
            year=2022,
            source="《今日定海》",
            facts_note="有",
            fiction_note="有",
            glance_background="背",
            glance_difficulty="难",
            glance_practice="做",
            glance_outcome="果",
            body=CASE_BODY,
        )
    )
    return programme, lesson, case


def _sessions(programme: ProgrammePage, lesson: LessonPage, quiz: Quiz, final: Quiz) -> None:
    kinds = ProgrammeSession.Kind
    rows = [
        ("D1-0", 1, time(8, 30), kinds.TEST, None, quiz, True),
        ("D1-1", 1, time(9, 0), kinds.LECTURE, lesson, None, True),
        ("D2-1", 2, time(9, 0), kinds.TEST, None, final, True),
        ("D2-2", 2, time(16, 0), kinds.CEREMONY, None, None, False),
    ]
    for order, (code, day, starts, kind, taught, test, required) in enumerate(rows):
        ProgrammeSession.objects.create(
            page=programme,
            sort_order=order,
            code=code,
            day=day,
            starts=starts,
            minutes=60,
            title=f"单元 {code}",
            kind=kind,
            lesson=taught,
            quiz=test,
            required=required,
        )


def world(key: str = "dinghai", name: str = "定海区人民代表大会") -> World:
    """A congress with content, a class from MONDAY on, and one required lesson and two required
    tests."""
    made = congress(key, name)
    root = home().add_child(instance=CongressRootPage(title=name, slug=key, congress_key=key))
    programme, lesson, case = _pages(root)
    asked = questions.every_kind(root)
    quiz = quiz_of(root, "form-a", asked, purpose=Quiz.Purpose.PLACEMENT, attempts_allowed=1)
    final = quiz_of(
        root,
        "final",
        asked,
        purpose=Quiz.Purpose.FINAL,
        pass_mark=70,
        time_limit=45,
        keys_wait=True,
    )
    _sessions(programme, lesson, quiz, final)
    cohort = open_cohort(
        congress=made,
        programme=programme,
        plan=CohortPlan("class-1", "第一期", "Class 1", MONDAY),
        now=moment(0, 9),
    )
    return World(
        congress=made,
        root=root,
        programme=programme,
        lesson=lesson,
        case=case,
        quiz=quiz,
        final=final,
        cohort=cohort,
        unit=made.organisations.get(kind=Organisation.Kind.STREET),
        group=made.organisations.get(kind=Organisation.Kind.GROUP),
        questions=asked,
    )
