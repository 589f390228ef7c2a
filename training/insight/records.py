"""Below one person's number: her checklist, and the learning records it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from courses.catalogue.models import LessonPage, ProgrammeSession
from courses.quizzes.models import Quiz
from courses.workshops.models import WritingTask
from training.cohorts.models import Enrolment
from training.cohorts.selectors import credit_window
from training.insight.selectors import Item, PersonRow
from training.learning import evidence
from training.learning.models import ActivityProgress, Statement
from training.learning.progress.checklist import Line, checklist_of
from training.people.models import User

SOURCES = {
    "web": gettext_lazy("本人在网页上"),
    "staff": gettext_lazy("工作人员登记"),
    "sample": gettext_lazy("演示数据"),
    "sync": gettext_lazy("离线补传"),
}


@dataclass(frozen=True)
class ChecklistLine:
    """A required item of a person: when and by what it was done."""

    item: Item
    line: Line
    best: int | None

    @property
    def done(self) -> bool:
        """Whether it counts as done."""
        return self.line.done

    @property
    def done_at(self) -> datetime | None:
        """Since when."""
        return self.line.at

    @property
    def how(self) -> str:
        """By what, in words."""
        return self.line.how

    @property
    def overdue(self) -> bool:
        """Not done although its session is over."""
        return self.item.due and not self.done


@dataclass(frozen=True)
class RecordLine:
    """A learning record as the office reads it; `score` is there only when scores may be shown."""

    at: datetime
    verb: str
    title: str
    source: str
    voided: bool
    score: int | None


def enrolment_of(row: PersonRow) -> Enrolment:
    """The enrolment behind a row, with what its credit window needs. One query."""
    return Enrolment.objects.select_related("cohort__congress").get(
        learner=row.learner_id, pk=row.enrolment_id
    )


def may_see_scores(enrolment: Enrolment, viewer: User) -> bool:
    """Whether personal scores are shown: by the congress's written rule, or one's own."""
    return bool(enrolment.cohort.congress.scores_rule) or viewer.pk == enrolment.learner_id


def _hundred(scaled: Decimal | None) -> int | None:
    return None if scaled is None else int((scaled * 100).to_integral_value("ROUND_HALF_UP"))


def checklist(
    *, row: PersonRow, items: Iterable[Item], enrolment: Enrolment, scores: bool
) -> list[ChecklistLine]:
    """Every required item of a person in order. Three queries, one more with scores."""
    lines = {line.code: line for line in checklist_of(enrolment).lines}
    best = _best_scores(row.learner_id, items) if scores else {}
    return [
        ChecklistLine(item, line, _hundred(best.get(item.code)))
        for item in items
        if (line := lines.get(item.code))
    ]


def _best_scores(learner_id: UUID, items: Iterable[Item]) -> dict[str, Decimal]:
    """The best score of each item's test."""
    codes = {way["activity"]: item.code for item in items for way in item.ways}
    rows = ActivityProgress.objects.filter(
        learner=learner_id, activity__in=codes, best_scaled__isnull=False
    ).order_by("best_scaled")
    scored = rows.values_list("activity", "best_scaled")
    return {codes[str(activity)]: best for activity, best in scored if best is not None}


def statements(
    *, enrolment: Enrolment, viewer: User, item: Item | None = None
) -> QuerySet[Statement]:
    """The records of a person that count for her class and that the viewer may see, newest first.

    The office's acts count whenever they were written, for this class alone. A record that was
    taken back is marked, not hidden.
    """
    start, end = credit_window(enrolment)
    told = evidence.visible(learner_id=enrolment.learner_id, viewer_id=viewer.pk)
    told = told.exclude(verb=evidence.Verb.VOIDED).filter(
        Q(effective_at__gte=start, effective_at__lt=end) | Q(registration=enrolment)
    )
    of_office = Q(verb__in=(evidence.Verb.WAIVED, evidence.Verb.OVERRIDDEN))
    told = told.exclude(of_office & ~Q(registration=enrolment))
    if item is not None:
        told = told.filter(activity__in=[way["activity"] for way in item.ways])
    return told


def titles(activities: Iterable[UUID]) -> dict[UUID, str]:
    """The titles of activities: sessions, quizzes, lessons, other pages; one more query for
    what is none of these but a writing task. Four queries."""
    wanted = set(activities)
    found: dict[UUID, str] = dict(
        Page.objects.filter(translation_key__in=wanted).values_list("translation_key", "title")
    )
    lessons = LessonPage.objects.filter(translation_key__in=wanted)
    found |= {
        page.translation_key: page.local_title
        for page in lessons.only("translation_key", "title", "title_en")
    }
    found |= {quiz.uuid: str(quiz) for quiz in Quiz.objects.filter(uuid__in=wanted)}
    sessions = ProgrammeSession.objects.filter(uuid__in=wanted)
    found |= {session.uuid: f"{session.code} {session}" for session in sessions}
    if lacking := wanted - found.keys():
        tasks = WritingTask.objects.filter(uuid__in=lacking).defer("brief")
        found |= {task.uuid: str(task) for task in tasks}
    return found


def record_lines(told: Iterable[Statement], *, scores: bool) -> list[RecordLine]:
    """Statements in words. Four or five queries for their titles."""
    rows = list(told)
    named = titles(statement.activity for statement in rows)
    return [
        RecordLine(
            at=statement.effective_at,
            verb=_verb_words(statement),
            title=named.get(statement.activity) or _unnamed(statement),
            source=str(SOURCES.get(statement.source, statement.source)),
            voided=getattr(statement, "voided", False),
            score=_hundred(statement.scaled) if scores else None,
        )
        for statement in rows
    ]


def _verb_words(statement: Statement) -> str:
    """What was done; a test is handed in and a diagnosis answered, neither is read to its end."""
    if statement.activity_type == "quiz" and statement.verb == evidence.Verb.COMPLETED:
        return _("交卷")
    if statement.activity_type == "diagnosis":
        return _("做完")
    return statement.get_verb_display()


def _unnamed(statement: Statement) -> str:
    """What to call an activity that is nobody's page: a question, a block of a case, or gone."""
    if statement.activity_type == "question":
        return _("一道题")
    if statement.activity_type == "diagnosis":
        return _("诊断")
    if played := statement.context.get("title"):
        return _("《%s》") % played
    return _("已移除的内容")
