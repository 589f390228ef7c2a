"""The practice questions that go to a phone, with their keys: those of a course's lessons and, for
review, those about what the course teaches. Never one that is kept for examinations, in whichever
version, and never one that is not published."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from courses.catalogue.models import CoursePage, LessonPage
from courses.questions.models import Question
from training.learning.daily.selectors import askable
from training.people.page_access import root_slug

MOST_FOR_REVIEW = 200


def practice_file(course: CoursePage, lessons: Sequence[LessonPage]) -> str:
    """practice.json of a course: a row for each question of its lessons, in their order, and for
    each of the review pool about its points, which names no lesson. Three queries."""
    asked = _asked_in(lessons)
    roots = [root_slug(course)]
    taught = LessonPage.points.through.objects.filter(lessonpage__in=[one.pk for one in lessons])
    points = taught.values("knowledgepoint")
    found = {row.pk: row for row in _practisable(roots).filter(pk__in=asked)}
    pool = askable(roots).filter(points__in=points).exclude(pk__in=asked).distinct()
    rows = [_row(found[pk], lesson) for pk, lesson in asked.items() if pk in found]
    review = pool.select_related("live_version").order_by("number", "pk")[:MOST_FOR_REVIEW]
    rows += [_row(question, None) for question in review]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _asked_in(lessons: Iterable[LessonPage]) -> dict[int, UUID]:
    """The questions that lessons ask, with the first lesson that asks each; off the stored body."""
    asked: dict[int, UUID] = {}
    for lesson in lessons:
        for stored in lesson.body.raw_data:
            if stored["type"] == "practice" and stored["value"].get("question"):
                asked.setdefault(int(stored["value"]["question"]), lesson.activity_uuid)
    return asked


def _practisable(roots: list[str]) -> Any:
    """As `attempts.practice.practice_version` has it, of some congresses or shared."""
    return (
        Question.objects.non_polymorphic()
        .filter(
            Q(owner_root=None) | Q(owner_root__slug__in=roots),
            use=Question.Use.PRACTICE,
            live=True,
            retired_at=None,
            live_version__use=Question.Use.PRACTICE,
        )
        .select_related("live_version")
    )


def _row(question: Any, lesson: UUID | None) -> dict[str, Any]:
    version = question.live_version
    key = dict(version.answer_key)
    return {
        "question": str(question.uuid),
        "version": str(version.uuid),
        "kind": version.kind,
        "body": version.body,
        "explanation": key.pop("explanation", ""),
        "key": key,
        "citations": [
            {
                "label": one["label"],
                "url": reverse("law:provision", args=[one["version"], one["number"]]),
            }
            for one in version.citations
        ],
        "law_changed": question.held_back_at is not None,
        "lesson": str(lesson) if lesson else None,
    }
