"""What a deputy's own learning adds to a page; nothing for visitors, staff and previews."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cms.core.fragments import Fragment
from courses.catalogue import pacing
from courses.catalogue import selectors as catalogue
from courses.catalogue.models import CoursePage, LessonPage
from courses.catalogue.pacing import needed_seconds
from courses.catalogue.selectors import Neighbours
from courses.questions.kinds.registry import KINDS
from courses.questions.models import Question
from courses.questions.screens import screen
from training.learning import evidence
from training.learning.attempts import practice
from training.learning.readings import opening
from training.learning.readings import services as readings
from training.people.access import standing

register = template.Library()
Context = dict[str, Any]


def _learner(context: Context) -> Any:
    """The person reading, when she is a learner and this is not a preview; else None."""
    request: HttpRequest | None = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return None
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return user if standing(user, timezone.localdate()).learns else None


@register.simple_tag
def neighbours(page: LessonPage) -> Neighbours:
    """The course and the lessons beside a lesson. One query."""
    return catalogue.neighbours(page)


@dataclass(frozen=True)
class ReadingState:
    """Where a deputy stands with a lesson."""

    completed_at: datetime | None
    opened: str
    needed_seconds: int


def _completed_at(learner_id: UUID, page: LessonPage) -> datetime | None:
    # A page that was served by its address was read together with this (portal/pages.py).
    if hasattr(page, "done_at"):
        known: datetime | None = page.done_at
        return known
    return evidence.completed_at(learner_id=learner_id, activity=page.activity_uuid)


@register.simple_tag(takes_context=True)
def reading_state(context: Context, page: LessonPage) -> ReadingState | None:
    """Whether she completed it, and the signed note that it was opened now. One query at most."""
    learner = _learner(context)
    if learner is None:
        return None
    return ReadingState(
        completed_at=_completed_at(learner.pk, page),
        opened=readings.opened_token(
            learner_id=learner.pk, activity=page.activity_uuid, now=timezone.now()
        ),
        needed_seconds=needed_seconds(page.minutes),
    )


@register.simple_tag
def completion_rule(page: LessonPage) -> str:
    """What makes a lesson done, in a sentence."""
    return pacing.completion_rule(page)


@register.simple_tag(takes_context=True)
def advised(context: Context, page: LessonPage) -> tuple[opening.Link, ...]:
    """The lessons better done before this one and not done yet; as read when it was opened."""
    if _learner(context) is None or not hasattr(page, "_order"):
        return ()
    return page._order.advice.get(page.pk, ())


@register.simple_tag(takes_context=True)
def lessons_of(
    context: Context, course: CoursePage
) -> list[tuple[LessonPage, opening.Hold | None]]:
    """The live lessons of a course without their bodies, and why one is not open yet. Three
    queries where no lesson asks for anything."""
    rows = LessonPage.objects.live().child_of(course).order_by("path")
    lessons = list(rows.defer_streamfields())
    learner = _learner(context)
    if learner is None or opening.sees_everything(learner):
        return [(lesson, None) for lesson in lessons]
    now = timezone.now()
    holds = opening.order_for(learner_id=learner.pk, lessons=lessons, now=now).holds
    return [(lesson, holds.get(lesson.pk)) for lesson in lessons]


@dataclass(frozen=True)
class PracticeAsk:
    """A practice question on a page: as asked, or with what came of the last try."""

    uuid: UUID
    kind: str
    shown: dict[str, Any]
    action: str
    state: str
    review: dict[str, Any] | None
    explanation: str
    citations: list[dict[str, Any]]
    law_changed: bool

    @property
    def template(self) -> Fragment:
        """How the question is asked."""
        return screen(self.kind, "ask")

    @property
    def review_template(self) -> Fragment:
        """How the answer is shown."""
        return screen(self.kind, "review")


def _tries(context: Context, learner_id: UUID, page: Any) -> dict[UUID, practice.Tried]:
    """The last tries of all practice questions of a page, read once per request."""
    request = context["request"]
    known: dict[UUID, practice.Tried] | None = getattr(request, "_practice_tries", None)
    if known is None:
        asked = [
            block.value["question"].uuid
            for block in page.body
            if block.block_type == "practice" and block.value["question"]
        ]
        known = practice.last_tries(learner_id, asked)
        request._practice_tries = known
    return known


@register.simple_tag(takes_context=True)
def practice_question(context: Context, question: Question | None) -> PracticeAsk | None:
    """A practice question as its reader meets it; None when it may not be asked any more."""
    if question is None or question.use != Question.Use.PRACTICE or question.retired_at:
        return None
    version = question.live_version
    if version is None or version.use != Question.Use.PRACTICE:
        return None
    learner, page = _learner(context), context.get("page")
    paper = KINDS[version.kind].paper
    seed = practice.seed_of(learner.pk if learner else UUID(int=0), question.uuid)
    tried = _tries(context, learner.pk, page).get(question.uuid) if learner and page else None
    payload = tried.payload if tried else {}
    return PracticeAsk(
        uuid=question.uuid,
        kind=version.kind,
        shown=paper.refill(paper.present(version.body, seed), payload, seed),
        action=(
            reverse("attempts:practice", args=[page.pk, question.uuid]) if learner and page else ""
        ),
        state=tried.state if tried else "",
        review=paper.review(version.body, version.answer_key, payload) if tried else None,
        explanation=version.answer_key.get("explanation", "") if tried else "",
        citations=version.citations if tried else [],
        law_changed=question.held_back_at is not None,
    )


@register.filter
def part_name(name: str, number: int) -> str:
    """The form-field prefix of one part of a case group."""
    return f"{name}.{number}"
