"""定海 with three knowledge points: a lesson each, a case for two of them, practice for all."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from courses.models import CoursePage, LessonPage, ProgrammeSession, Question
from tests.factories import questions
from tests.factories.desk import as_li, as_qian, desk, qian
from tests.factories.replay import replayed
from tests.factories.world import LESSON_BODY, World, moment
from training.cohorts.models import Enrolment, ScheduledSession
from training.learning import evidence
from training.learning.mastery.models import PointMastery
from training.learning.plan.models import PlanItem
from training.people.models import User

__all__ = ["as_li", "as_qian", "desk", "qian"]

NOW = moment(2, 8)
"""Tuesday of the class's week, before the second day begins."""
POINTS = {"role": "代表的性质", "motion": "代表议案", "recess": "闭会期间"}


@dataclass
class Shelf:
    """What there is to learn with."""

    world: World
    lessons: dict[str, LessonPage]
    practice: dict[str, list[Question]]
    taught: ScheduledSession
    """The lesson about motions is taken by the class on its second day."""


def _built(world: World) -> Shelf:
    course = CoursePage.objects.child_of(world.programme).get()
    lessons, practice = {}, {}
    for order, (key, name) in enumerate(POINTS.items()):
        point = questions.point(key, name)
        type(point).objects.filter(pk=point.pk).update(order=order)
        page = LessonPage(title=f"课：{name}", slug=key, minutes=8, body=LESSON_BODY)
        lessons[key] = course.add_child(instance=page)
        lessons[key].points.add(point)
        lessons[key].save()
        practice[key] = [
            questions.published(
                questions.true_false(world.root, f"{key}-{n}", use=Question.Use.PRACTICE), key
            )
            for n in range(4)
        ]
    world.case.points.set([questions.point("role"), questions.point("recess")])
    world.case.save()
    session = ProgrammeSession.objects.create(
        page=world.programme,
        code="D2-3",
        day=2,
        starts="14:00",
        minutes=60,
        title="议案",
        kind=ProgrammeSession.Kind.LECTURE,
        lesson=lessons["motion"],
        required=False,
        sort_order=9,
    )
    taught = ScheduledSession.objects.create(
        cohort=world.cohort, session=session, starts_at=moment(2, 14), ends_at=moment(2, 15)
    )
    return Shelf(world, lessons, practice, taught)


@pytest.fixture
def shelf(dinghai: World) -> Shelf:
    """All of it. On PostgreSQL noted rows cannot take the place of those the world has already."""
    if connection.vendor != "sqlite":
        return _built(dinghai)
    return replayed("plan shelf", lambda: _built(dinghai))


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Tuesday, eight o'clock."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def pupil(shelf: Shelf, wang: User, wangs_enrolment: Enrolment) -> User:
    """王代表 in her class, where everything required so far is done."""
    for activity, kind in ((shelf.world.quiz.uuid, "quiz"), (shelf.world.lesson, "lesson")):
        done(wang, getattr(activity, "activity_uuid", activity), kind)
    return wang


def done(learner: User, activity: UUID, kind: str = "lesson", at: datetime = NOW) -> None:
    """She completed something."""
    told = evidence.Happening(
        verb=evidence.Verb.COMPLETED, activity=activity, activity_type=kind, occurred_at=at
    )
    evidence.record(learner_id=learner.pk, happenings=[told], now=at)


def answered(
    learner: User, question: Question, *, right: bool, at: datetime = NOW, **context: Any
) -> None:
    """She answered a practice question."""
    told = evidence.Happening(
        verb=evidence.Verb.ANSWERED,
        activity=question.uuid,
        activity_type="question",
        occurred_at=at,
        scaled=Decimal(int(right)),
        success=right,
        context={
            "practice": True,
            "points": [point.key for point in question.points.all()],
            "payload": {},
            "state": "right" if right else "wrong",
            **context,
        },
    )
    evidence.record(learner_id=learner.pk, happenings=[told], now=at)


def believed(learner: User, **weights: float) -> None:
    """What the answers about each point amount to: below nothing she does not know it."""
    for point, weight in weights.items():
        PointMastery.objects.update_or_create(
            learner=learner,
            point=point,
            defaults={
                "probability": 0.9 if weight > 0 else 0.1,
                "evidence": weight,
                "answers": 3,
                "right": 3 if weight > 0 else 1,
                "updated_at": NOW,
                "last_stored_at": NOW,
                "last_statement": uuid4(),
                "model": 1,
            },
        )


def on_plan(learner: User, **only: Any) -> list[PlanItem]:
    """What stands on her plan, in order."""
    return list(PlanItem.objects.filter(learner=learner, **only).order_by("position"))
