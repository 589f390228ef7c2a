"""Below one person's number: her checklist, and the learning records it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
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
from training.learning.progress.folds import ActivityState, Window, item_done_at
from training.people.models import User

WAYS = {
    "attended": gettext_lazy("到课签到"),
    "completed": gettext_lazy("学完本课"),
    "handed_in": gettext_lazy("交卷"),
    "passed": gettext_lazy("测验通过"),
    "writing": gettext_lazy("稿子评阅合格"),
    "waived": gettext_lazy("免修"),
}
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
    done: bool
    done_at: datetime | None
    how: str
    best: int | None

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


def _how(
    item: Item, states: dict[str, ActivityState], window: Window
) -> tuple[datetime | None, str]:
    """The first way by which an item was done; the fold decides about each way on its own."""
    met: list[tuple[datetime, str]] = []
    taught = any(way["how"] == "attended" for way in item.ways)
    for way in item.ways:
        how = way.get("what") or way["how"]
        how = "handed_in" if how == "completed" and not taught else how
        if state := states.get(way["activity"]):
            plain = {way["activity"]: replace(state, waived_at=None)}
            if done_at := item_done_at({"ways": [way]}, plain, window):
                met.append((done_at, how))
            if state.waived_at:
                met.append((state.waived_at, "waived"))
    return min(met, default=(None, ""))


def checklist(
    *, row: PersonRow, items: Iterable[Item], enrolment: Enrolment, scores: bool
) -> list[ChecklistLine]:
    """Every required item of a person in order. One query."""
    rows = ActivityProgress.objects.filter(learner=row.learner_id)
    states = {str(progress.activity): ActivityState.of(progress) for progress in rows}
    window = Window(*credit_window(enrolment))
    lines = []
    for item in items:
        done = item.code in row.done_codes
        done_at, how = _how(item, states, window) if done else (None, "")
        best = _best(item, states) if scores else None
        lines.append(ChecklistLine(item, done, done_at, str(WAYS.get(how, how)), best))
    return lines


def _best(item: Item, states: dict[str, ActivityState]) -> int | None:
    """The best score of an item's test, out of a hundred."""
    scored = [states[way["activity"]] for way in item.ways if way["activity"] in states]
    return _hundred(next((s.best_scaled for s in scored if s.best_scaled is not None), None))


def statements(
    *, enrolment: Enrolment, viewer: User, item: Item | None = None
) -> QuerySet[Statement]:
    """The records of a person that count for her class and that the viewer may see, newest first.

    Waivers count whenever they were written. A record that was taken back is marked, not hidden.
    """
    start, end = credit_window(enrolment)
    told = evidence.visible(learner_id=enrolment.learner_id, viewer_id=viewer.pk).filter(
        Q(effective_at__gte=start, effective_at__lt=end) | Q(verb=evidence.Verb.WAIVED)
    )
    if item is not None:
        told = told.filter(activity__in=[way["activity"] for way in item.ways])
    voiding = Statement.objects.filter(learner=OuterRef("learner"), voids=OuterRef("statement_id"))
    return told.annotate(voided=Exists(voiding))


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
    """What was done; a test is handed in, not read to its end."""
    if statement.activity_type == "quiz" and statement.verb == evidence.Verb.COMPLETED:
        return _("交卷")
    return statement.get_verb_display()


def _unnamed(statement: Statement) -> str:
    """What to call an activity that is nobody's page: a question, a block of a case, or gone."""
    if statement.activity_type == "question":
        return _("一道题")
    if played := statement.context.get("title"):
        return _("《%s》") % played
    return _("已移除的内容")
