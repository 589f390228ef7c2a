"""Rubrics, writing tasks and drafts."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cms.models import CongressRootPage
from courses.models import Criterion, Rubric, WritingTask
from tests.factories.world import World, moment
from training.cohorts import requirements
from training.cohorts.models import Enrolment
from training.learning.models import Assessment, Draft
from training.learning.submissions import assessing, saving, services
from training.people.models import User

# Code, weight, veto: the standard rubric of motions and suggestions.
STANDARD = (
    ("A", 15, False),
    ("B", 10, False),
    ("C", 25, False),
    ("D", 30, False),
    ("E", 10, False),
    ("F", 10, True),
)
WEAK = {"A": 1, "B": 1, "C": 0, "D": 1, "E": 1, "F": 2}
MIDDLE = {"A": 3, "B": 3, "C": 2, "D": 2, "E": 3, "F": 3}
GOOD = {"A": 4, "B": 4, "C": 4, "D": 4, "E": 3, "F": 4}
TEXT = {
    "title": "关于在甲岛建立预约备药机制的建议",
    "cause": "停航期断药，请卫健部门备药。",
    "grounds": "走访 18 户，6 人停药。",
    "plan": "8 月底前核定 9 种缺口药。",
}
STARTED = moment(2, 19)


def rubric(root: CongressRootPage, key: str = "standard") -> Rubric:
    """The standard rubric; its levels read A0 … F4."""
    made = Rubric(owner_root=root, key=key, title=f"评分表 {root.title}")
    made.criteria = [
        Criterion(
            sort_order=order,
            code=code,
            title=f"维度{code}",
            weight=weight,
            veto=veto,
            **{f"level_{level}": f"{code}{level} 的样子" for level in range(5)},
        )
        for order, (code, weight, veto) in enumerate(STANDARD)
    ]
    made.save()
    return made


def task(world: World, key: str = "suggestion", **extra: Any) -> WritingTask:
    """A published task, on no timetable yet."""
    told = {"title": f"写一份建议 {world.root.title}", "brief": "<p>写一件事。</p>", **extra}
    told.setdefault("rubric", Rubric.objects.filter(owner_root=world.root).first())
    if told["rubric"] is None:
        told["rubric"] = rubric(world.root)
    return WritingTask.objects.create(owner_root=world.root, key=key, **told)


def ask_for(world: World, asked: WritingTask, now: datetime, code: str = "D1-1") -> None:
    """Put a task on a session of the class's programme."""
    world.programme.sessions.filter(code=code).update(task=asked)
    requirements.refresh(programme=world.programme, now=now)


def written(
    learner: User, asked: WritingTask, text: dict[str, str] | None = None, at: datetime = STARTED
) -> Draft:
    """A draft under way with this text."""
    enrolment = Enrolment.objects.filter(learner=learner).first()
    draft = services.start(task=asked, learner_id=learner.pk, enrolment=enrolment, now=at)
    saving.save(
        learner_id=learner.pk,
        draft_id=draft.pk,
        written=TEXT if text is None else text,
        save=saving.Save(device="phone", seq=1, client_id=uuid4(), base_step=99),
        now=at + timedelta(minutes=1),
    )
    return draft


def handed_in(learner: User, asked: WritingTask, at: datetime = STARTED) -> Draft:
    """A draft that waits for its marks."""
    draft = written(learner, asked, at=at)
    services.hand_in(learner_id=learner.pk, draft_id=draft.pk, now=at + timedelta(minutes=2))
    return Draft.objects.get(pk=draft.pk)


def judged(
    draft: Draft, levels: dict[str, int], by: User, at: datetime | None = None, **more: Any
) -> Assessment:
    """An assessment of it."""
    return assessing.assess(
        draft=draft,
        judgement=assessing.Judgement(levels=levels, **{"comment": "好", **more}),
        by=by,
        now=at or moment(3, 9),
    )
