"""What belongs to a case: lessons and practice questions, by links first, then by shared points."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from wagtail.models import Page, ReferenceIndex

from courses.catalogue.models import LessonPage
from courses.questions.models import Question

MOST_LESSONS = 4
MOST_QUESTIONS = 3
# The root page, the home page, and a congress's root: what is below the third is one congress's.
ROOT_DEPTH = 3


@dataclass(frozen=True)
class Related:
    """Lessons and practice questions for one case, the closest first."""

    lessons: list[LessonPage]
    questions: list[Question]

    @property
    def asked(self) -> list[dict[str, Question]]:
        """The questions as the template of a practice block takes them."""
        return [{"question": question} for question in self.questions]


def _linking(case: Page) -> list[int]:
    """The pages that name a case in their text. One query."""
    page_type = ContentType.objects.get_for_model(Page)
    named = ReferenceIndex.objects.filter(
        base_content_type=page_type, to_content_type=page_type, to_object_id=str(case.pk)
    )
    return [int(pk) for pk in named.values_list("object_id", flat=True).distinct()]


def _lessons(case: Any, points: list[int]) -> list[LessonPage]:
    """At most three queries."""
    root = case.path[: ROOT_DEPTH * case.steplen]
    rows = LessonPage.objects.live().filter(path__startswith=root).defer_streamfields()
    linked = list(rows.filter(pk__in=_linking(case)).order_by("path")[:MOST_LESSONS])
    if len(linked) == MOST_LESSONS or not points:
        return linked
    alike = rows.filter(points__in=points).exclude(pk__in=[page.pk for page in linked])
    alike = alike.annotate(shared=Count("points")).order_by("-shared", "path")
    return [*linked, *alike[: MOST_LESSONS - len(linked)]]


def _questions(case: Any, points: list[int]) -> list[Question]:
    """Practice questions that may be asked now. At most two queries."""
    root = case.path[: ROOT_DEPTH * case.steplen]
    rows: Any = Question.objects.non_polymorphic().filter(
        use=Question.Use.PRACTICE,
        live=True,
        retired_at=None,
        live_version__use=Question.Use.PRACTICE,
    )
    rows = rows.filter(Q(owner_root__path=root) | Q(owner_root=None))
    rows = rows.select_related("live_version")
    made = list(rows.filter(case_links__case=case).order_by("number")[:MOST_QUESTIONS])
    if len(made) == MOST_QUESTIONS or not points:
        return made
    alike = rows.filter(points__in=points).exclude(pk__in=[question.pk for question in made])
    alike = alike.annotate(shared=Count("points")).order_by("-shared", "number")
    return [*made, *alike[: MOST_QUESTIONS - len(made)]]


def related_to(case: Any) -> Related:
    """Lessons and practice questions of the case's own congress. At most six queries."""
    points = [point.pk for point in case.points.all()]
    return Related(lessons=_lessons(case, points), questions=_questions(case, points))
